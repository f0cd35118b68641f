"""Layouts that real offices have and that used to be refused or taken for something else."""

from datetime import date

import pytest
from homes import REFERENCE, make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest
from pipelines.sample.formats import write_xls

ACCOUNTS = [
    *REFERENCE["账号表"],
    ["bilibili_main", "B站", "测试学院", "", "news"],
    ["channels_main", "视频号", "测试学院", "", "news"],
    ["notes_main", "小红书", "测试学院", "", "news"],
]
SILENT = (
    "内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "总分享次数", "阅读后关注人数",
    "公众号消息阅读次数", "首次分享次数", "分享产生阅读次数", "首次分享率", "每次分享带来阅读次数", "阅读完成率",
    "内容url",
)  # fmt: skip
FLOW = ("时间", "渠道", "阅读次数", "阅读人数", "分享次数", "分享人数", "收藏次数", "收藏人数", "发表篇数")


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path, {"账号表": ACCOUNTS})


def rows(home, dataset: str, *columns: str) -> list[tuple]:
    ingested = ingest(home)
    assert [f.message for f in ingested.faults if f.severity == "error"] == []
    return ingested.frames[dataset].sort("source_file", "source_row").select(columns).rows()


def faults(home) -> dict[str, str]:
    return {f.code: f.message for f in ingest(home).faults}


def test_articles_sent_without_notice_are_articles_without_delivery(home):
    cells = ("选课通知", "20260309", 90, 130, 4, 5, 0, 66, 2, 20, 0.05, 10.0, 0.41, "https://mp.weixin.example/s/q")
    write_xls(home.raw / "wechat/官微/2026-03/内容.xls", "New Sheet1", [("",), SILENT, cells])
    found = rows(home, "wechat_article", "title", "published_on", "readers", "reads", "delivered")
    assert found == [("选课通知", date(2026, 3, 9), 90, 130, None)]


def test_one_channel_of_a_day_is_not_taken_for_the_whole_account(home):
    table = [
        FLOW,
        ("2024-05-06", "朋友圈", 40, 30, 6, 5, 1, 1, 2),
        ("2024-05-06", "全部", 100, 80, 11, 9, 3, 2, 2),
        ("2024-05-07", "搜一搜", 10, 9, 1, 1, 0, 0, 0),
    ]
    write_xls(home.raw / "wechat/官微/流量.xls", "New Sheet1", table)
    assert rows(home, "wechat_read_day", "date", "scene", "readers", "reads") == [
        (date(2024, 5, 6), "朋友圈", 30, 40),
        (date(2024, 5, 6), "全部", 80, 100),
        (date(2024, 5, 7), "搜一搜", 9, 10),
    ]
    assert rows(home, "wechat_share_day", "date", "shares", "sharers", "favouriters", "articles") == [
        (date(2024, 5, 6), 11, 9, 2, 2)
    ]


@pytest.mark.parametrize(
    "header", [("时间", "播放", "推荐", "喜欢", "评论", "分享", "关注"), ("日期", "喜欢", "播放", "关注")]
)
def test_days_of_the_video_account_are_flows_and_never_bilibilis(home, header):
    cells = dict(zip(("时间", "日期", "播放", "关注"), ("2026-04-02", "2026-04-02", "3100", "-2"), strict=True))
    write_csv(home.raw / "bilibili/测试学院/数据.csv", [header, [cells.get(name, "7") for name in header]])
    assert "raw/channels/" in faults(home)["wrong_folder"]
    (home.raw / "bilibili/测试学院/数据.csv").unlink()
    write_csv(home.raw / "channels/数据.csv", [header, [cells.get(name, "7") for name in header]])
    found = dict(rows(home, "account_day", "metric_id", "value"))
    assert (found["plays"], found["likes"], found["followers_new"]) == (3100, 7, -2)


@pytest.mark.parametrize("above", [[["最多导出排序后前1000条笔记"]], []])
def test_notes_are_works_of_their_own_platform(home, above):
    header = [
        "首次发布时间",
        "笔记标题",
        "观看量",
        "点赞",
        "收藏",
        "评论",
        "分享",
        "体裁",
        "封面点击率",
        "人均观看时长",
    ]
    cells = ["2025年11月03日08时05分09秒", "实验室开放日", "1.2万", "310", "88", "19", "40", "视频", "12.5%", "23秒"]
    write_xlsx(home.raw / "xiaohongshu/笔记.xlsx", {"Sheet1": [*above, header, cells]})
    columns = ("title", "published_at", "reads", "favourites", "form", "cover_click_share", "play_seconds_mean")
    found = rows(home, "social_post", *columns)[0]
    assert (found[0], str(found[1]), *found[2:]) == (
        "实验室开放日",
        "2025-11-03 08:05:09",
        12000,
        88,
        "视频",
        0.125,
        23,
    )


def test_menu_names_in_one_column_are_parents_and_children(home):
    table = [
        ["菜单名称", "点击次数", "点击人数"],
        ["看校园", 90, 70],
        ["全景", 50, 40],
        ["校史馆", 30, 25],
        ["地图", 10, 8],
        ["办事", "-", "-"],
        ["报修", 12, 10],
        ["校历", 5, 5],
    ]
    write_xlsx(home.raw / "wechat/官微/2021-05/菜单.xlsx", {"Sheet1": table})
    assert rows(home, "wechat_menu", "level1", "level2", "clicks") == [
        ("看校园", "全景", 50),
        ("看校园", "校史馆", 30),
        ("看校园", "地图", 10),
        ("办事", "报修", 12),
        ("办事", "校历", 5),
    ]


def test_menu_entries_that_are_no_sums_stand_for_themselves(home):
    table = [["菜单名称", "菜单点击次数"], ["招生", 60], ["就业", 40], ["图书馆", 25]]
    write_xlsx(home.raw / "wechat/官微/2021-05/菜单.xlsx", {"Sheet1": table})
    assert rows(home, "wechat_menu", "level1", "level2") == [("招生", "-"), ("就业", "-"), ("图书馆", "-")]


def test_a_site_list_without_columns_counts_and_says_what_it_cannot_tell(home):
    write_csv(
        home.raw / "website/main/2021-03/导出.csv",
        [["标题", "发布单位", "发布日期", "浏览次数"], ["植树活动", "英语学院", "2021-03-12", "77"]],
    )
    assert rows(home, "web_article", "title", "column_name", "clicks") == [("植树活动", None, 77)]
    assert "既不算重要稿件也不算一般稿件" in faults(home)["cannot_tell"]


OWN_SITE = [*REFERENCE["站点表"], ["english_site", "英语学院网", "二级网页", "英语学院网", "english"]]


@pytest.mark.parametrize(
    ("site", "table", "told"),
    [
        # The main site speaks of all departments: that none is named is told. The site of a college has one.
        ("main", [["标题", "栏目", "发布时间", "状态"], ["校运会", "校园新闻", "2021-03-12", "已发布"]],
         ["没有“发布单位”一列"]),
        ("英语学院网", [["标题", "栏目", "发布时间", "状态"], ["校运会", "校园新闻", "2021-03-12", "已发布"]], []),
        ("英语学院网", [["标题", "栏目", "发布时间"], ["校运会", "校园新闻", "2021-03-12"]], ["没有“状态”一列"]),
        ("英语学院网", [["序号", "标题", "发布日期", "浏览次数"], [1, "校运会", "2021-03-12", 9]],
         ["没有“栏目”和“发布单位”"]),
    ],
)  # fmt: skip
def test_a_list_of_a_site_that_names_no_unit_is_that_of_its_owner(tmp_path, site, table, told):
    home = make_home(tmp_path, {"站点表": OWN_SITE})
    write_xlsx(home.raw / f"website/{site}/2021-03/导出.xlsx", {"Sheet1": table})
    assert rows(home, "web_article", "title", "department_name") == [("校运会", None)]
    found = [f.message for f in ingest(home).faults if f.code == "cannot_tell"]
    assert len(found) == len(told) and all(text in message for text, message in zip(told, found, strict=True))


def test_a_list_of_wechat_articles_is_none_of_a_site(home):
    table = [["公众号", "标题", "发布时间", "阅读", "浏览量"], ["测试学院", "校运会", "2021-03-12", 9, 9]]
    write_xlsx(home.raw / "website/main/2021-03/导出.xlsx", {"Sheet1": table})
    assert [f.severity for f in ingest(home).faults] == ["error"]


def entries(home, *columns: str) -> list[tuple]:
    return rows(home, "register_entry", *columns)


def test_a_list_of_banners_needs_no_type(home):
    table = [["悬挂时间", "横幅内容", "使用单位", "数量"], ["2021.10.8-10.20", "热烈欢迎新同学", "英语学院", 3]]
    write_xlsx(home.raw / "registers/横幅.xlsx", {"Sheet1": table})
    found = entries(home, "register_id", "category", "quantity", "unit", "ended_on")
    assert found == [("register_materials", "条幅", 3.0, "条", date(2021, 10, 20))]


def test_numbers_of_plain_multimedia_rows_are_what_their_type_says(home):
    table = [
        ["日期", "名称", "类型", "数量"],
        ["2021-11-01", "校运会", "摄影", 240],
        ["2021-11-02", "校运会", "短视频", 3],
    ]
    table += [["2021-11-03", "闭幕式", "网络直播", 2]]
    write_xlsx(home.raw / "registers/十一月.xlsx", {"Sheet1": table})
    found = entries(home, "register_id", "quantity", "unit", "pictures", "videos")
    assert found == [
        ("register_multimedia", 1.0, "次", 240, None),
        ("register_multimedia", 1.0, "次", None, 3),
        ("register_multimedia", 2.0, "场", None, None),
    ]


def test_plain_training_rows_count_themselves_and_say_so(home):
    table = [["日期", "名称", "类型", "数量"], ["2021-11-05", "新媒体运营", "专题培训", 45]]
    write_xlsx(home.raw / "registers/记录.xlsx", {"Sheet1": table})
    assert entries(home, "register_id", "quantity", "unit") == [("register_training_session", 1.0, "期")]
    assert "没有说明是期数还是人数" in faults(home)["cannot_tell"]


def test_plain_rows_of_no_told_kind_are_asked_for_by_name(home):
    write_xlsx(
        home.raw / "registers/记录.xlsx",
        {"Sheet1": [["日期", "名称", "类型", "数量"], ["2021-11-05", "甲", "其他", 4]]},
    )
    told = faults(home)["ambiguous_name"]
    assert "多媒体" in told and "培训" in told


@pytest.mark.parametrize(
    "steps",
    [("初审日期", "复审日期", "终审日期"), ("一审时间", "二审时间", "三审时间"), ("初审时间", "复审日期", "三审日期")],
)
def test_three_days_of_a_review_are_reviews_due_and_done(home, steps):
    table = [
        ["标题", *steps, "供稿单位"],
        ["开学典礼", "2021-09-01", "2021-09-01", "2021-09-02", "英语学院"],
        ["讲座预告", "2021-09-03", "/", "2021-09-04", "英语学院"],
        ["实习手记", "2021-09-06", "", "", "英语学院"],
    ]
    write_xlsx(home.raw / "registers/审稿.xlsx", {"Sheet1": table})
    assert entries(home, "register_id", "occurred_on", "expected", "achieved") == [
        ("register_reviews", date(2021, 9, 2), 3, 3),
        ("register_reviews", date(2021, 9, 4), 3, 2),
        ("register_reviews", date(2021, 9, 6), 3, 1),
    ]


def test_a_plain_row_of_no_known_kind_is_named(home):
    table = [["日期", "名称", "类型", "数量"], ["2021-11-01", "校运会", "照片", 9], ["2021-11-04", "晚会", "沙画", 1]]
    write_xlsx(home.raw / "registers/十一月.xlsx", {"Sheet1": table})
    assert "沙画" in faults(home)["unknown_kind"]


@pytest.mark.parametrize(
    ("header", "cells", "register"),
    [
        (["日期", "讲座题目", "主讲人", "听讲人次"], ["2021-03-12", "家庭急救", "演示甲", 120], "register_lectures"),
        (["序号", "时间", "志愿项目", "服务人次"], [1, "3月12日", "社区义诊", 20], "register_volunteer"),
        (["日期", "会议名称", "会议类型"], ["2021.3.12", "编前会", "例会"], "register_meetings"),
        (["时间", "培训主题", "学员人数"], ["2021/3/12", "摄影", 30], "register_training_session"),
        (["奖项名称", "日期"], ["好新闻一等奖", "2021-03-12"], "register_awards"),
    ],
)
def test_a_ledger_told_by_its_other_headers_may_head_its_day_plainly(home, header, cells, register):
    write_xlsx(home.raw / "registers/台账2021.xlsx", {"Sheet1": [["某处台账"], header, cells]})
    assert entries(home, "register_id", "occurred_on") == [(register, date(2021, 3, 12))]


def test_press_items_may_head_their_day_plainly(home):
    table = [["日期", "标题", "媒体名称", "级别"], ["2021-03-12", "校运会", "健康报", "国家级"]]
    write_xlsx(home.raw / "registers/外宣.xlsx", {"Sheet1": table})
    assert rows(home, "media_item", "title", "published_on") == [("校运会", date(2021, 3, 12))]


@pytest.mark.parametrize(
    "header", [["日期", "标题", "平台"], ["日期", "活动名称", "内容"], ["日期", "账号名称", "平台"]]
)
def test_a_plain_day_beside_headers_of_any_ledger_is_no_ledger(home, header):
    write_xlsx(home.raw / "registers/台账2021.xlsx", {"Sheet1": [header, ["2021-03-12", "校运会", "官微"]]})
    assert [f.severity for f in ingest(home).faults] == ["error"]


def test_a_lecture_with_its_own_day_is_read_as_before(home):
    table = [["讲座日期", "讲座题目", "日期"], ["2021-03-12", "家庭急救", "2021-04-01"]]
    write_xlsx(home.raw / "registers/讲座.xlsx", {"Sheet1": table})
    assert entries(home, "occurred_on") == [(date(2021, 3, 12),)]
