"""The raw files add up to the bulletin of September 2020, figure for figure."""

from collections import Counter

import pytest

MONTH = "2020-09"


@pytest.fixture(scope="module")
def articles(raw, records):
    """Every website row of the month in the month's own list, withdrawn ones included."""
    rows = records(raw / "website/main/稿件列表_2020-09.xlsx", "标题")
    return [row for row in rows if row["发布时间"].startswith(MONTH)]


@pytest.fixture(scope="module")
def bulletin(raw, records):
    return records(raw / "bulletins/2020-09/通报数据.csv", "通报")


def printed(bulletin, table):
    return {(row["行名"], row["指标编号"]): int(row["数值"]) for row in bulletin if row["表号"] == table}


def test_table_1_counts_articles_by_publishing_department(articles, bulletin):
    counted = Counter(row["发布单位"] for row in articles if row["状态"] == "已发布")
    assert counted == {
        "党委工作部": 9,
        "新闻中心": 7,
        "国际交流处": 1,
        "后勤处": 1,
        "学院办公室": 4,
        "人事处": 1,
        "英语学院": 3,
        "东方语言学院": 2,
        "西方语言学院": 1,
        "涉外经济管理学院": 3,
        "思想政治理论与公共基础课教学部": 1,
    }
    table = printed(bulletin, "表1")
    assert {name: n for (name, _), n in table.items() if n} == counted
    assert table["其它部门", "web_articles_published"] == 0


def test_importance_follows_the_column(articles, reference):
    importance = {row["栏目"]: row["重要程度"] for row in reference("栏目表")}
    counted = Counter(importance[row["栏目"]] for row in articles if row["状态"] == "已发布")
    assert counted == {"重要": 20, "一般": 13}


def test_table_2_to_the_cut_off(raw, sheets, bulletin):
    days = sheets(raw / "wechat/官微/2020-09/user_analysis.xls")[""][2:]
    assert (days[0][0], days[-1][0], len(days)) == ("2020-09-01", "2020-09-27", 27)
    new, cancelled, net = (sum(int(day[i]) for day in days) for i in (1, 2, 3))
    assert (new, cancelled, net) == (1714, 449, 1265)
    assert int(days[0][4]) - int(days[0][3]) == 2840
    assert int(days[-1][4]) == 4105
    assert set(printed(bulletin, "表2").values()) == {1714, 449, 1265, 4105, 17577}


def test_reads_are_the_daily_counts_of_all_channels(raw, sheets):
    (path,) = (raw / "wechat/官微/2020-09").glob("tendency_*.xls")
    rows = sheets(path)["New Sheet1"]
    whole = [int(row_cells(row)[3]) for row in rows if "全部" in row_cells(row)[:2]]
    assert len(whole) == 27
    assert sum(whole) == 17577


def row_cells(row):
    """Cells of the first block: 日期, 渠道, 阅读人数, 阅读次数; the reader drops the empty first column."""
    return row[1:5] if row[0] == "" else row[:4]


def test_table_3_to_the_cut_off(raw, records, bulletin):
    rows = records(raw / "wechat/官微/2020-09/菜单分析_20200927.xlsx", "一级菜单")
    clicks = {f"{row['一级菜单']}/{row['二级菜单']}": int(float(row["菜单点击次数"])) for row in rows}
    assert clicks == {
        "微资讯/湖外要闻": 203,
        "微资讯/交流合作": 106,
        "微资讯/湖外党建": 68,
        "微资讯/招生信息": 1529,
        "湖外主页/-": 3336,
        "微校园/精彩回顾": 385,
        "微校园/联系我们": 400,
    }
    assert {name: n for (name, _), n in printed(bulletin, "表3").items()} == clicks


def test_table_4_names_the_unit_of_every_wechat_article(raw, records, bulletin):
    register = records(raw / "registers/官微供稿登记.xlsx", "内容标题")
    register = [row for row in register if row["发表日期"].startswith(MONTH)]
    counted = Counter(row["供稿单位"] for row in register)
    assert counted == {"新闻中心": 7, "国际交流与合作处": 3, "人事处": 1, "东方语言学院": 1}
    assert {name: n for (name, _), n in printed(bulletin, "表4").items() if n} == counted
    (path,) = (raw / "wechat/官微/2020-09").glob("已通知内容*.xls")
    exported = {(row["发表时间"], row["内容标题"]) for row in records(path, "内容标题")}
    assert exported == {(row["发表日期"][:10].replace("-", ""), row["内容标题"]) for row in register}


def test_table_5_counts_submissions_not_placements(raw, records, bulletin):
    rows = records(raw / "registers/供稿登记2020年.xlsx", "序号", "2020年9月")
    counted = Counter((row["供稿单位"], row["形式"], row["平台"]) for row in rows)
    assert counted == {
        ("国际交流与合作处", "图文", "公众号、官网"): 2,
        ("人事处", "图文", "官网"): 1,
        ("东方语言学院", "图文", "公众号、官网"): 1,
        ("西方语言学院", "短视频", "官抖"): 1,
        ("校团委", "短视频", "官抖"): 1,
    }
    assert {name: n for (name, _), n in printed(bulletin, "表5").items()} == {
        "|".join(key): n for key, n in counted.items()
    }


def test_the_text_prints_one_submission_more_than_its_table(bulletin):
    assert printed(bulletin, "正文")["合计", "submissions_received"] == 7
    assert sum(printed(bulletin, "表5").values()) == 6


def test_table_6_counts_records_whose_status_counts(raw, records, reference, bulletin):
    folder = raw / "party/2020-09"
    counts = {(r["系统"], r["代码"]): r["是否计数"] for r in reference("党建代码表") if r["代码类别"] == "状态"}
    aliases = {row["党组织别名"]: "英语学院教工支部" for row in reference("党组织别名") if row["来源"] == "智慧党建"}
    uploads = [
        *((r["党支部"], counts["cqu", r["任务状态"]]) for r in records(folder / "会议统计.xlsx", "党支部")),
        *((r["党组织名称"], counts["cqu", r["任务状态"]]) for r in records(folder / "会议审批.xlsx", "党组织名称")),
        *((r["支部"], counts["owip", r["状态"]]) for r in records(folder / "组织生活列表_v1.xls", "支部")),
        *(
            (r["组织名称"], counts["generic", r["审核状态"]])
            for r in records(folder / "上传清单.xlsx", "组织名称")
            if r["组织名称"] != "合计"
        ),
    ]
    counted = Counter(aliases.get(name, name) for name, counts_or_not in uploads if counts_or_not == "是")
    assert counted == {
        "党委": 15,
        "英语学院教工支部": 5,
        "东方语言学院学生支部": 24,
        "英语学院学生支部": 6,
        "涉外经济管理学院学生支部": 10,
        "机关党总支": 2,
    }
    assert {name: n for (name, _), n in printed(bulletin, "表6").items() if n} == counted
    assert any(counts_or_not == "否" for _, counts_or_not in uploads)


def test_the_training_class_adds_up(raw, records):
    rows = records(raw / "registers/培训班登记.xlsx", "班次名称")
    cohorts = {r["类别"]: int(float(r["人数"])) for r in rows if r["班次名称"] == "第24期入党积极分子培训班"}
    assert cohorts == {"教工": 24, "18级": 7, "19级": 326}


def test_cut_offs_differ_inside_the_bulletin(reference):
    assert {row["数据来源"]: row["数据截至"] for row in reference("通报截止日期")} == {
        "公众号": "2020-09-27",
        "智慧党建": "2020-09-30",
    }
