"""Sixty of the statements of the trade, drawn by a fixed seed, each out of files in the genuine formats.

That every statement has its place in the warehouse is held by ``test_families``; here the figure of each drawn one is
counted by hand from the files below and asked of the published tables, at the grain of the statement.
"""

import csv
import random
from pathlib import Path

import pytest
from homes import ARTICLES, FOLLOWERS, THIRD_PARTY_LIST, make_home, write_csv, write_word, write_xlsx

from pipelines.home import Home
from pipelines.reports.month import topics

SEED, DRAWN = 441, 60

TABLES = {
    "账号表": [
        ["账号编号", "平台", "账号名称", "文件夹", "主办部门编号", "启用日期", "停用日期"],
        ["wechat_main", "公众号", "测试学院", "官微", "news", "2015-09-01", ""],
        ["wechat_youth", "公众号", "测试青年", "青年", "english", "2021-10-01", ""],
        ["qq_main", "QQ", "测试学院QQ", "", "news", "2018-01-01", ""],
        ["douyin_main", "抖音", "测试学院抖音", "", "news", "2020-01-01", "2021-12-31"],
    ],
    "栏目表": [
        ["栏目", "重要程度", "时限小时"],
        ["校园新闻", "重要", "48"],
        ["学院新闻", "重要", "72"],
        ["通知公告", "一般", ""],
    ],
    "媒体表": [["媒体名称", "媒体级别"], ["光明日报", "国家级"], ["湖南日报", "省级"]],
    "校历": [
        ["学年", "学期", "类别", "开始日期", "结束日期"],
        ["2021-2022", "第二学期", "学期", "2022-02-21", "2022-07-03"],
    ],
    "指标启用月份": [["指标编号", "启用月份"], ["web_articles_published", "2022-03"]],
    "台账登全": [["台账名称", "登全起始日期", "登全截止日期"], ["舆情登记", "2022-01-01", "2022-12-31"]],
}
TASKS = ["任务类别", "任务名称", "牵头部门", "完成时限", "完成日期", "完成情况"]
LEDGERS = {
    "2022-03/工作任务3月.xlsx": [
        TASKS,
        ["重点工作", "二级网页改版", "新闻中心", "2022-04-15", "", "进行中"],
        ["重点工作", "新增信息技术学院二级网页", "新闻中心", "2022-03-20", "2022-03-18", "已完成"],
        ["重点工作", "校史资料编目", "党委工作部", "2022-03-31", "", "未完成"],
        ["创建工作", "省级文明校园申报", "党委工作部", "2022-05-31", "", "筹备"],
    ],
    "2022-04/工作任务4月.xlsx": [
        TASKS,
        ["重点工作", "二级网页改版", "新闻中心", "2022-04-15", "2022-04-12", "已完成"],
        ["创建工作", "省级文明校园申报", "党委工作部", "2022-05-31", "2022-04-29", "已完成"],
    ],
    "检查.xlsx": [
        ["检查日期", "检查对象", "检查类型"],
        ["2022-03-07", "英语学院教工支部", "智慧党建检查"],
        ["2022-03-21", "英语学院教工支部", "智慧党建检查"],
        ["2022-03-22", "英语学院网", "二级网站检查"],
    ],
    "学习.xlsx": [
        ["学习日期", "学习主题", "学习类型"],
        ["2022-02-22", "一", "教职工政治学习"],
        ["2022-03-08", "二", "教职工政治学习"],
        ["2022-03-10", "甲", "中心组学习"],
        ["2022-03-24", "乙", "中心组学习"],
        ["2022-04-05", "三", "教职工政治学习"],
    ],
    "文件.xlsx": [
        ["印发日期", "文件名称", "文件类型"],
        ["2022-03-01", "宣传工作要点", "通知"],
        ["2022-03-11", "宣传工作管理办法", "修订"],
        ["2022-06-11", "稿酬办法", "修订"],
        ["2022-06-30", "网络安全通知", "通知"],
        ["2022-06-30", "半年报表", "报表"],
    ],
    "队伍.xlsx": [
        ["所在部门", "队伍类型", "聘任日期", "离任日期", "人数"],
        ["新闻中心", "通讯员", "2021-09-01", "", "1"],
        ["英语学院", "通讯员", "2021-09-01", "2022-03-15", "2"],
    ],
    "培训.xlsx": [
        ["培训日期", "培训名称", "培训类型", "参加人数", "培训人次"],
        ["2022-03-15", "通讯员培训", "集中培训", "60", "180"],
        ["2022-05-10", "新媒体培训", "集中培训", "45", "45"],
        ["2022-05-20", "外出学习", "外出培训", "2", "2"],
    ],
    "讲座.xlsx": [["讲座日期", "讲座题目"], ["2022-03-16", "太学讲坛第12期"], ["2022-04-20", "太学讲坛第13期"]],
    "外宣.xlsx": [
        ["标题", "媒体名称", "刊发时间", "体裁"],
        ["一所学校的坚守", "光明日报", "2022-03-08", "深度报道"],
        ["开学", "湖南日报", "2022-03-09", "消息"],
        ["毕业", "湖南日报", "2022-06-20", "消息"],
    ],
    "供稿.xlsx": [
        ["日期", "供稿单位", "标题", "形式", "平台", "是否采用"],
        ["2022-03-02", "外语系", "甲", "图文", "公众号、官网", "是"],
        ["2022-03-03", "英语学院", "乙", "图文", "官网", "否"],
        ["2022-03-04", "英语学院", "丙", "短视频", "抖音", "是"],
        ["2022-03-05", "党委工作部", "丁", "图文", "官网", "是"],
    ],
    "活动.xlsx": [
        ["活动日期", "活动名称", "活动类别"],
        ["2022-03-12", "植树", "主题活动"],
        ["2022-03-20", "横幅清理", "专项整治"],
        ["2022-05-05", "校园广告清理", "专项整治"],
        ["2022-05-16", "市委巡查", "参加巡查"],
        ["2022-04-23", "读书答题", "线上互动"],
        ["2022-05-23", "知识接龙", "线上互动"],
        ["2022-11-23", "年末答题", "线上互动"],
    ],
    "图片视频.xlsx": [
        ["拍摄日期", "活动名称", "服务类型"],
        ["2022-03-18", "招聘会", "直播"],
        ["2022-05-20", "毕业典礼", "直播"],
        ["2022-05-21", "运动会", "摄影"],
    ],
    "宣传品.xlsx": [
        ["宣传品类型", "内容", "制作日期", "数量", "计量单位"],
        ["横幅", "迎新", "2022-03-01", "4", "条"],
        ["展板", "校史", "2022-03-02", "12", "块"],
        ["电子屏", "安全", "2022-06-03", "3", "条"],
        ["电子屏", "毕业", "2022-06-13", "2", "条"],
    ],
    "标语.xlsx": [
        ["宣传品类型", "内容", "制作日期", "数量", "计量单位"],
        ["标语", "文明校园", "2022-04-01", "7", "条"],
    ],
    "走访.xlsx": [
        ["走访日期", "走访对象", "走访类型", "应访人数", "已访人数"],
        ["2022-03-30", "困难教师", "必访", "12", "11"],
    ],
    "审核.xlsx": [
        ["终审日期", "稿件标题", "应审次数", "实审次数"],
        ["2022-03-02", "甲", "3", "3"],
        ["2022-03-03", "乙", "3", "2"],
    ],
    "获奖.xlsx": [
        ["获奖日期", "奖项名称", "奖项类别", "获奖等级", "获奖数量", "计量单位", "名次", "榜单规模"],
        ["2021-11-15", "高校好新闻奖", "新闻作品", "一等奖", "1", "件", "", ""],
        ["2022-11-15", "高校好新闻奖", "新闻作品", "二等奖", "3", "件", "", ""],
        ["2022-06-15", "微视频奖", "短视频", "二等奖", "2", "部", "", ""],
        ["2022-04-11", "高校公众号百强", "排行榜", "", "1", "项", "37", "100"],
    ],
    "会议.xlsx": [
        ["会议日期", "会议名称", "会议类型"],
        ["2022-03-07", "编前会", "编前会"],
        ["2022-03-14", "编前会", "编前会"],
        ["2022-03-15", "党建例会", "党务会"],
    ],
    "典型人物.xlsx": [
        ["推出日期", "典型类型", "推出平台", "人数"],
        ["2022-03-05", "榜样故事", "公众号", "2"],
        ["2022-05-05", "榜样故事", "公众号", "1"],
        ["2022-06-05", "优秀教师", "官网", "4"],
    ],
    "舆情.xlsx": [["发现日期", "舆情等级", "舆情类型", "数量"], ["2022-03-12", "一般", "后勤服务", "1"]],
    "数量.xlsx": [
        ["日期", "指标编号", "数量", "单位", "说明"],
        ["2022-03", "story_attribute_amount", "255000", "元", "奖学金"],
    ],
}


def statements_home(root: Path) -> Home:
    """A home of the year 2022 with what the drawn statements are made of."""
    home = make_home(root, TABLES)
    for name, rows in LEDGERS.items():
        write_xlsx(home.raw / "registers" / name, {"台账": rows})
    write_csv(
        home.raw / "website" / "main" / "稿件列表2022年3月1日至2022年3月31日.csv",
        [
            [*ARTICLES, "活动时间"],
            # 10, 60 and 24 hours after the event; the last one is general and has no limit.
            ["开学", "校园新闻", "英语学院", "", "", "", "2022-03-01 18:00", "已发布", "5", "2022-03-01 08:00"],
            ["论坛", "校园新闻", "新闻中心", "", "", "", "2022-03-12 20:00", "已发布", "5", "2022-03-10 08:00"],
            ["支教", "学院新闻", "英语学院", "", "", "", "2022-03-16 08:00", "已发布", "5", "2022-03-15 08:00"],
            ["停水", "通知公告", "党委工作部", "", "", "", "2022-03-20 08:00", "已发布", "5", ""],
        ],
    )
    for account, start, gained in (("官微", 4000, "9"), ("青年", 500, "4")):
        write_csv(
            home.raw / "wechat" / account / "2022-03" / "用户增长.csv",
            [
                FOLLOWERS,
                *([f"2022-03-{d:02}", gained, "2", str(int(gained) - 2), str(start + d)] for d in range(1, 32)),
            ],
        )
    write_csv(
        home.raw / "wechat" / "官微" / "2022-03" / "文章列表2022-03-31.csv",
        [
            THIRD_PARTY_LIST,
            [
                "测试学院",
                "1",
                "https://mp.example/1",
                "【夜读】春天",
                "2022-03-02 09:00",
                "90",
                "9",
                "3",
                "4",
                "1",
                "是",
                "",
            ],
            [
                "测试学院",
                "2",
                "https://mp.example/2",
                "食堂",
                "2022-03-12 09:00",
                "30",
                "1",
                "1",
                "1",
                "0",
                "否",
                "校园味道",
            ],
        ],
    )
    write_csv(
        home.raw / "qq" / "QQ发布登记.csv",
        [["日期", "标题", "阅读数"], ["2022-03-02", "甲", "800"], ["2022-06-02", "乙", "450"]],
    )
    write_word(home, "2022年3月宣传工作通报.docx", "2022年3月宣传工作通报", "3月份，学校网站发布新闻4条。")
    return home


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_read):
    return build_read(statements_home(tmp_path_factory.mktemp("statements")))


def month(metric: str, scope: str = "institution", scope_id: str = "institution", of: str = "2022-03") -> str:
    return f"""
        SELECT value FROM rpt_metric_trend
        WHERE metric_id = '{metric}' AND scope = '{scope}' AND scope_id = '{scope_id}' AND month = '{of}'
    """


def period(metric: str, period: str = "2022", scope: str = "institution", scope_id: str = "institution") -> str:
    return f"""
        SELECT value FROM rpt_metric_period
        WHERE metric_id = '{metric}' AND scope = '{scope}' AND scope_id = '{scope_id}' AND period = '{period}'
    """


def week(metric: str, week: str) -> str:
    return f"SELECT value FROM fct_metric_week WHERE metric_id = '{metric}' AND week = '{week}'"


def item(title: str, column: str = "state") -> str:
    return f"SELECT {column} FROM fct_work_item WHERE title = '{title}'"


def ledger(register: str, column: str, where: str) -> str:
    return f"SELECT {column} FROM fct_register_entry WHERE register_id = 'register_{register}' AND {where}"


def submitted(form: str, department: str, channel: str) -> str:
    return f"""
        SELECT count(*) FROM fct_submission JOIN fct_submission_placement USING (submission_id)
        WHERE form = '{form}' AND department_id = '{department}' AND channel_id = '{channel}'
    """


def delay(limit: int) -> str:
    return f"""
        SELECT hours_median, hours_max <= {limit} FROM rpt_delay
        WHERE kind = '网站发稿' AND period = '2022-03' AND department_id IS NULL
    """


# Number of the statement → what is asked of the published tables, and what the files above say.
EXPECTED = {
    2: ("SELECT DISTINCT month FROM fct_published_figure", "2022-03"),
    8: (item("二级网页改版"), "done"),
    19: (month("web_articles_published", "department", "english"), 2),
    24: (month("web_articles_published", "department", "office"), 1),
    40: (month("party_upload_inspections"), 2),
    44: (month("wechat_followers_net", "account", "wechat_main"), 31 * 7),
    50: (month("wechat_followers_net", "account", "wechat_youth"), 31 * 2),
    71: (submitted("图文", "english", "website"), 2),
    73: (submitted("短视频", "english", "douyin"), 1),
    77: (month("platforms_operated"), 2),
    79: ("SELECT name FROM dim_channel WHERE channel_id = 'wechat'", "微信公众号"),
    92: (month("study_sessions_held"), 2),
    96: (month("documents_revised"), 1),
    112: (month("correspondent_coverage"), 1 / 3),
    121: (item("新增信息技术学院二级网页"), "done"),
    126: (month("training_sessions_held"), 1),
    136: ("SELECT DISTINCT department_id FROM dim_department_alias WHERE alias = '外语系'", "english"),
    142: (month("plan_items_total"), 2),
    143: (month("plan_items_total", of="2022-04"), 1),
    # Fortnights end on 6 and 20 March and 3 April; the last has no study.
    153: (month("staff_study_on_schedule_share"), 1),
    160: ("SELECT series FROM fct_series_edition WHERE edition_no = 13", "太学讲坛"),
    173: (period("documents_revised"), 2),
    186: ("SELECT count(*) FROM fct_media_item WHERE form = '深度报道' AND month LIKE '2022%'", 1),
    189: (week("external_media_items", "2022-W10"), 2),
    206: (period("documents_issued"), 2),
    209: (month("articles_adopted", "department", "english"), 2),
    219: (period("special_cleanups_held"), 2),
    # Due in March and not done when the files of that March end.
    223: (item("校史资料编目"), "overdue"),
    224: (ledger("materials", "sum(quantity)", "category = '标语'"), 7),
    231: (month("required_visits_done_share"), 11 / 12),
    241: ("SELECT type FROM dim_party_org WHERE party_org_id = 'english_staff'", "党支部"),
    246: (period("inspection_participations"), 1),
    250: (period("events_held"), 7),
    261: ("SELECT start_month FROM dim_metric WHERE metric_id = 'web_articles_published'", "2022-03"),
    267: (period("live_streams_held"), 2),
    271: (period("training_attendances"), 225),
    278: (ledger("materials", "sum(quantity)", "category = '电子屏' AND month LIKE '2022%'"), 5),
    296: (delay(48), 24),
    297: (delay(72), 24),
    # Of three with a limit, the one of 60 hours came after its 48.
    303: (
        """
        SELECT value FROM rpt_metric_period WHERE metric_id = 'publish_on_time_rate' AND scope = 'institution'
        AND period_type = 'term' AND value IS NOT NULL
        """,
        2 / 3,
    ),
    304: (period("plan_items_total"), 4),
    311: (period("political_safety_incidents"), 0),
    315: ("SELECT name FROM dim_account WHERE account_id = 'wechat_youth'", "测试青年"),
    349: (period("web_articles_important"), 3),
    355: (ledger("training_session", "participants", "title = '新媒体培训'"), 45),
    356: (month("review_steps_completed_share"), 5 / 6),
    367: ("SELECT level FROM dim_outlet WHERE name = '光明日报'", "国家级"),
    370: (month("story_attribute_amount"), 255000),
    374: (ledger("awards", "sum(quantity)", "title = '高校好新闻奖' AND month BETWEEN '2021-01' AND '2022-12'"), 4),
    384: (period("qq_reads", scope="account", scope_id="qq_main"), 1250),
    390: (ledger("awards", "rank_no", "title = '高校公众号百强' AND list_size = 100"), 37),
    391: (ledger("awards", "sum(quantity)", "title = '微视频奖' AND month BETWEEN '2021-01' AND '2022-12'"), 2),
    395: (
        """
        SELECT string_agg(told.state, '→' ORDER BY told.status_no) FROM fct_work_item_status AS told
        JOIN fct_work_item USING (item_id) WHERE title = '省级文明校园申报'
        """,
        "open→done",
    ),
    412: ("SELECT string_agg(tag, '、' ORDER BY tag) FROM bridge_wechat_article_tag", "夜读、校园味道"),
    415: (week("editorial_meetings_held", "2022-W10"), 1),
    426: (ledger("role_models", "sum(quantity)", "category = '榜样故事'"), 3),
    434: (period("interactive_activities_held", "2022-H1"), 2),
}
# Headers and rules of printing: read and printed, but no figure.
NO_FIGURE = {18, 62, 67}


def drawn() -> dict[int, dict]:
    with (Path(__file__).parent / "data" / "statements.csv").open(encoding="utf-8", newline="") as file:
        statements = list(csv.DictReader(file))
    return {int(row["no"]): row for row in random.Random(SEED).sample(statements, DRAWN)}


def test_every_drawn_statement_is_asked_for():
    assert set(drawn()) == {*EXPECTED, *NO_FIGURE}
    assert {no for no, row in drawn().items() if row["produced_as"] == "not a measure"} == NO_FIGURE


@pytest.mark.parametrize("no", sorted(EXPECTED), ids=lambda no: f"{no}-{drawn()[no]['where']}")
def test_a_drawn_statement_comes_out_of_files(warehouse, no):
    query, expected = EXPECTED[no]
    ((value, *_),) = warehouse.execute(query).fetchall()
    assert value == (expected if isinstance(expected, str) else pytest.approx(expected))


def test_the_promises_of_the_month_are_on_its_page(warehouse):
    due = {row["title"]: row["outcome"] for row in topics.promises(warehouse, "2022-03")["本月到期"]}
    assert due == {"新增信息技术学院二级网页": "已完成", "校史资料编目": "未完成"}
