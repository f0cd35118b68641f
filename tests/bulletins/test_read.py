"""A bulletin comes back as the figures it printed, and as a list of the numbers that were not taken."""

import zipfile
from datetime import date

import docx
import polars as pl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipelines import bulletins
from pipelines.bulletins import BulletinRefused, Hints, cells, patterns, settle, tables
from pipelines.contracts import CONTRACTS
from pipelines.institution.pointers import metric_ids


def read(path, kind, period_hint=""):
    """The accepted figures, and the numbers that are none."""
    settled = settle(bulletins.read(path, kind, Hints(period_hint)))
    return settled.frame, settled.left


def figures(frame: pl.DataFrame, table_id: str) -> list[tuple]:
    """(row label, metric, value) of one table in printed order."""
    return frame.filter(pl.col("table_id") == table_id).select("row_label", "metric_id", "value").rows()


@pytest.fixture
def september_read(word, september):
    return read(word("通报.docx", september), "docx")


def test_every_table_of_the_monthly_bulletin_is_read(september_read):
    frame, _ = september_read
    sums = {
        table: total
        for table, total in frame.group_by("table_id").agg(pl.col("value").sum()).rows()
        if table[0] == "表"
    }
    assert sums == {
        "表1": 33,
        "表2": 1714 + 449 + 1265 + 4105 + 17577,
        "表3": 6027,
        "表4": 12,
        "表5": 6,
        "表6": 62,
    }


def test_rows_keep_their_printed_names_and_zero_rows(september_read):
    frame, _ = september_read
    assert figures(frame, "表1")[-2:] == [
        ("思想政治理论与公共基础课教学部", "web_articles_published", 1),
        ("其它部门", "web_articles_published", 0),
    ]


def test_the_follower_table_has_one_row_and_five_metrics(september_read):
    frame, _ = september_read
    assert figures(frame, "表2") == [
        ("合计", "wechat_followers_new", 1714),
        ("合计", "wechat_followers_cancelled", 449),
        ("合计", "wechat_followers_net", 1265),
        ("合计", "wechat_followers_cumulative", 4105),
        ("合计", "wechat_reads", 17577),
    ]


def test_a_merged_first_menu_level_is_filled_down(september_read):
    frame, _ = september_read
    labels = [label for label, _, _ in figures(frame, "表3")]
    assert labels == [
        "微资讯/湖外要闻",
        "微资讯/交流合作",
        "微资讯/湖外党建",
        "微资讯/招生信息",
        "湖外主页/-",
        "微校园/精彩回顾",
        "微校园/联系我们",
    ]


def test_form_and_platform_stay_in_the_label_of_a_submission(september_read):
    frame, _ = september_read
    assert figures(frame, "表5")[0] == ("国际交流与合作处/图文/公众号、官网", "submissions_received", 2)


def test_pairs_side_by_side_are_one_table(september_read):
    frame, _ = september_read
    assert dict((label, value) for label, _, value in figures(frame, "表6")) == {
        "党委": 15,
        "英语学院教工支部": 5,
        "东方语言学院学生支部": 24,
        "英语学院学生支部": 6,
        "涉外经济管理学院学生支部": 10,
        "机关党总支": 2,
        "其它部门": 0,
    }


def test_figures_in_the_text_are_read(september_read):
    frame, _ = september_read
    assert figures(frame, "正文") == [
        ("合计", "web_articles_published", 33),
        ("合计", "web_articles_important", 20),
        ("合计", "web_articles_general", 13),
        ("合计", "wechat_articles_published", 12),
        ("合计", "wechat_reads", 17577),
        ("合计", "wechat_followers_net", 1265),
        ("合计", "submissions_received", 7),
        ("合计", "platforms_operated", 2),
        ("合计", "accounts_operated", 2),
        ("合计", "training_participants", 357),
        ("教职工", "training_participants", 24),
        ("18级学生", "training_participants", 7),
        ("19级学生", "training_participants", 326),
    ]


def test_each_figure_says_which_day_it_reaches(september_read):
    frame, _ = september_read
    days = dict(frame.group_by("table_id").agg(pl.col("as_of_printed").drop_nulls().unique()).rows())
    assert {table: days[table] for table in ("表1", "表2", "表3", "表4", "表5", "表6")} == {
        "表1": [],
        "表2": [date(2020, 9, 27)],
        "表3": [date(2020, 9, 27)],
        "表4": [],
        "表5": [],
        "表6": [date(2020, 9, 30)],
    }
    wechat = frame.filter(pl.col("metric_id") == "wechat_articles_published")
    assert wechat["as_of_printed"].to_list() == [date(2020, 9, 27)]


def test_each_figure_says_where_it_stands(september_read):
    frame, _ = september_read
    place = frame.filter(pl.col("row_label") == "微资讯/招生信息")["place"].item()
    assert place == "表3 第5行"
    assert frame.filter(pl.col("metric_id") == "submissions_received")["place"][0] == "正文第18段"


def test_numbers_without_a_metric_are_listed_without_the_words_around_them(september_read):
    _, left = september_read
    assert [(n.text, n.place) for n in left] == [("7-8个", "正文第5段"), ("6期", "正文第22段"), ("两名", "正文第28段")]
    assert left[-1].reason == "属于计划、问题或说明，不是完成的数"


def test_the_frame_keeps_the_contract_and_its_key(september_read):
    frame, _ = september_read
    contract = CONTRACTS["published_figure"]
    contract.model.validate(frame.select(list(contract.model.to_schema().columns)), lazy=True)
    assert frame.select(*set(contract.key) - {"source_file"}).is_duplicated().sum() == 0
    assert frame["bulletin"].unique().to_list() == ["2020-09 9月份宣传工作情况通报"]
    assert set(frame["period"]) == {"2020-09"}


ANNUAL = [
    "宣传统战部2021年工作总结",
    "一、2021年工作回顾",
    "（一）理论学习",
    "组织党委理论学习中心组（扩大）学习会6次，专题宣讲会6次，庆祝中国共产党成立100周年。",
    "（三）官方微信",
    "全年发布推文244篇，关注人数较上一年增长4724人，全年总浏览量达59.2万次。下半年发布推文142篇，关注人数增长3042人，下半年总浏览量达34.1万次。"
    "官方抖音下半年粉丝数增长了2千多人。",
    "（四）校园网站",
    "全年共审核发布新闻1086条，其中下半年发布新闻697条。自10月有统计数据以来，累计27万余字。",
    "（五）摄影摄像",
    "各类重要活动摄影摄像140余次，共出照片2300余张，完成直播4场。",
    "（七）校园文化",
    "设计制作2022年明信片2套，条幅标语24条，橱窗展板64块，电子屏标语84条。全年未发生较大舆情事件。",
    "三、2022年主要工作思路",
    "举办讲座10场。",
]


def test_an_annual_summary_tells_the_year_from_its_second_half(word):
    frame, left = read(word("总结.docx", ANNUAL), "docx")
    got = frame.select("metric_id", "period", "month", "printed", "value", "qualifier").rows()
    december = "2021-12"
    assert got == [
        ("study_sessions_held", "2021", december, "6", 6, "exact"),
        ("lectures_held", "2021", december, "6", 6, "exact"),
        ("wechat_articles_published", "2021", december, "244", 244, "exact"),
        ("wechat_followers_net", "2021", december, "4724", 4724, "exact"),
        ("wechat_reads", "2021", december, "59.2万", 592_000, "rounded"),
        ("wechat_articles_published", "2021-H2", december, "142", 142, "exact"),
        ("wechat_followers_net", "2021-H2", december, "3042", 3042, "exact"),
        ("wechat_reads", "2021-H2", december, "34.1万", 341_000, "rounded"),
        ("douyin_followers_net", "2021-H2", december, "2千多", 2000, "at_least"),
        ("web_articles_published", "2021", december, "1086", 1086, "exact"),
        ("web_articles_published", "2021-H2", december, "697", 697, "exact"),
        ("article_words_edited", "2021-10..2021-12", december, "27万余", 270_000, "at_least"),
        ("photo_video_sessions", "2021", december, "140余", 140, "at_least"),
        ("photos_delivered", "2021", december, "2300余", 2300, "at_least"),
        ("live_streams_held", "2021", december, "4", 4, "exact"),
        ("postcard_sets_made", "2021", december, "2", 2, "exact"),
        ("publicity_items_made", "2021", december, "24", 24, "exact"),
        ("publicity_items_made", "2021", december, "64", 64, "exact"),
        ("publicity_items_made", "2021", december, "84", 84, "exact"),
        ("sentiment_incidents_major", "2021", december, "未发生", 0, "exact"),
    ]
    assert [(n.text, n.reason) for n in left] == [("10场", "属于计划、问题或说明，不是完成的数")]
    assert frame.filter(pl.col("printed") == "59.2万")["half_width"].item() == 500


def test_masked_figures_are_figures_without_a_value(word):
    frame, left = read(
        word(
            "总结.docx",
            [
                "党委宣传部2022年工作总结",
                "学校官方微信发布推文***条，累计阅读量***万+。学校官方微博发布话题****条，累计阅读量****万+。",
                "QQ官方平台发布说说****条，累计阅读量约***万。官方抖音、快手、Bilibili等短视频平台推送短视频***条，累计阅读量****万+。",
                "开展讲座**余场，覆盖**个二级党组织。",
            ],
        ),
        "docx",
    )
    assert frame.select("metric_id", "printed").rows() == [
        ("wechat_articles_published", "***"),
        ("wechat_reads", "***万+"),
        ("weibo_posts", "****"),
        ("weibo_reads", "****万+"),
        ("qq_posts", "****"),
        ("qq_reads", "约***万"),
        ("short_videos_published", "***"),
        ("short_video_views", "****万+"),
        ("lectures_held", "**余"),
        ("lecture_coverage_orgs", "**"),
    ]
    assert frame["value"].null_count() == frame.height
    assert set(frame["qualifier"]) == {"masked"}
    assert left == []


def test_an_excel_bulletin_is_read_like_a_word_one(excel):
    path = excel(
        "2020年9月.xlsx",
        {
            "表1": [
                ["表1 网站更新动态"],
                ["序号", "部门名称", "9月更新动态数量"],
                [1, "党委工作部", 9],
                [2, "其它部门", 0],
            ],
            "表2": [
                ["官微基础数据（数据截至9月27日）"],
                [],
                ["新增关注", "取消关注", "净增关注", "累计关注", "9月总阅读数"],
                [1714, 449, 1265, 4105, 17577],
            ],
            "旧": [["部门", "信息量"], ["党委", 1]],
        },
        hidden=("旧",),
    )
    frame, left = read(path, "xlsx")
    assert figures(frame, "表1") == [
        ("党委工作部", "web_articles_published", 9),
        ("其它部门", "web_articles_published", 0),
    ]
    assert frame.filter(pl.col("table_id") == "表2")["as_of_printed"].unique().to_list() == [date(2020, 9, 27)]
    assert frame["place"][0] == "表1 第3行"
    assert [n.reason for n in left] == ["隐藏的工作表没有读取"]


def test_rows_may_be_months_and_columns_years(excel):
    path = excel(
        "2021年总结.xlsx",
        {"对比": [["各月网站发稿条数"], ["月份", "2020年", "2021年"], ["1月", 30, 35], ["2月", None, 12]]},
    )
    frame, _ = read(path, "xlsx")
    assert frame.select("metric_id", "month", "value").rows() == [
        ("web_articles_published", "2020-01", 30),
        ("web_articles_published", "2021-01", 35),
        ("web_articles_published", "2021-02", 12),
    ]


def test_rows_may_be_units_and_columns_channels(excel):
    path = excel(
        "2021年9月.xlsx",
        {
            "采用": [
                ["各单位稿件采用情况"],
                ["单位", "官网", "公众号", "官抖"],
                ["英语学院", 3, 1, "-"],
                ["合计", 3, 1, 0],
            ]
        },
    )
    frame, _ = read(path, "xlsx")
    assert frame.select("row_label", "metric_id", "value").rows() == [
        ("英语学院", "web_articles_published", 3),
        ("英语学院", "wechat_articles_contributed", 1),
        ("合计", "web_articles_published", 3),
        ("合计", "wechat_articles_contributed", 1),
        ("合计", "short_videos_published", 0),
    ]


def values(frame: pl.DataFrame) -> list[tuple]:
    return frame.select("row_label", "metric_id", "period", "value").rows()


class TestHeadersOfTwoRows:
    """A merged cell over several columns, in Word and in Excel."""

    def test_channels_over_periods(self, word):
        table = [
            ["序号", "部门名称", "官网", "", "公众号", ""],
            ["", "", "9月", "1-9月", "9月", "1-9月"],
            [1, "英语学院", 3, "30余", 1, 10],
            ["合计", "", 3, 30, 1, 10],
        ]
        merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (3, 0, 3, 1)]
        frame, left = read(word("2020年9月.docx", ["表1 各部门发稿情况", table], {1: merged}), "docx")
        to_date = "2020-01..2020-09"
        assert values(frame) == [
            ("英语学院", "web_articles_published", "2020-09", 3),
            ("英语学院", "web_articles_published", to_date, 30),
            ("英语学院", "wechat_articles_contributed", "2020-09", 1),
            ("英语学院", "wechat_articles_contributed", to_date, 10),
            ("合计", "web_articles_published", "2020-09", 3),
            ("合计", "web_articles_published", to_date, 30),
            ("合计", "wechat_articles_contributed", "2020-09", 1),
            ("合计", "wechat_articles_contributed", to_date, 10),
        ]
        assert left == []

    def test_forms_over_platforms_become_part_of_the_label(self, excel):
        rows = [
            ["各单位供稿情况"],
            ["单位", "图文", None, "短视频", "备注"],
            [None, "官网", "公众号", "官抖", None],
            ["英语学院", 2, 1, 1, None],
        ]
        frame, left = read(excel("2020年9月.xlsx", {"供稿": rows}, merged={"供稿": ["A2:A3", "B2:C2"]}), "xlsx")
        assert values(frame) == [
            ("英语学院/图文", "web_articles_published", "2020-09", 2),
            ("英语学院/图文", "wechat_articles_contributed", "2020-09", 1),
            ("英语学院/短视频", "short_videos_published", "2020-09", 1),
        ]
        assert left == []

    def test_a_year_over_periods_counts_what_the_caption_says(self, excel):
        rows = [
            ["各部门网站更新情况"],
            ["部门名称", "2020年", None],
            [None, "9月", "上半年"],
            ["英语学院", 3, 20],
        ]
        frame, _ = read(excel("2020年9月.xlsx", {"网站": rows}, merged={"网站": ["A2:A3", "B2:C2"]}), "xlsx")
        assert values(frame) == [
            ("英语学院", "web_articles_published", "2020-09", 3),
            ("英语学院", "web_articles_published", "2020-H1", 20),
        ]

    def test_metrics_over_years(self, excel):
        rows = [
            ["月份", "网站发稿", None, "公众号阅读", None],
            [None, "2019年", "2020年", "2019年", "2020年"],
            ["1月", 30, 35, 1000, "1.1万"],
        ]
        frame, _ = read(excel("2020年总结.xlsx", {"对比": rows}, merged={"对比": ["A1:A2", "B1:C1", "D1:E1"]}), "xlsx")
        assert values(frame) == [
            ("合计", "web_articles_published", "2019-01", 30),
            ("合计", "web_articles_published", "2020-01", 35),
            ("合计", "wechat_reads", "2019-01", 1000),
            ("合计", "wechat_reads", "2020-01", 11_000),
        ]

    def test_a_channel_over_its_base_figures(self, word):
        table = [["官方微信", "", "", ""], ["新增关注", "取消关注", "净增关注", "累计关注"], [1714, 449, 1265, 4105]]
        frame, _ = read(word("2020年9月.docx", ["表2", table], {1: [(0, 0, 0, 3)]}), "docx")
        assert frame["value"].to_list() == [1714, 449, 1265, 4105]
        douyin = [["抖音", "", "", ""], *table[1:]]
        under_a_title = word("2020年9月c.docx", ["表3 官抖基础数据", table[1:]])
        for path in (word("2020年9月b.docx", ["表3", douyin], {1: [(0, 0, 0, 3)]}), under_a_title):
            other, left = read(path, "docx")
            assert other["metric_id"].to_list() == [
                "douyin_followers_new",
                "douyin_followers_cancelled",
                "douyin_followers_net",
                "douyin_followers_cumulative",
            ]
            assert left == []

    def test_last_year_and_plans_are_not_read_as_this_year(self, word):
        table = [["部门", "官网", "", "去年同期", ""], ["", "计划", "完成", "官网", "公众号"], ["英语学院", 9, 3, 5, 6]]
        merged = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)]
        frame, left = read(word("2020年9月.docx", ["表1 发稿情况", table], {1: merged}), "docx")
        assert values(frame) == [
            ("英语学院", "web_articles_published", "2020-09", 3),
            ("英语学院", "web_articles_published", "2019-09", 5),
        ]
        assert [n.text for n in left] == ["9"]
        repeated = [
            ["部门", "官网", "官网", "去年同期", "去年同期"],
            ["部门", "计划", "完成", "官网", "公众号"],
            table[2],
        ]
        again, _ = read(word("2020年9月b.docx", ["表1 发稿情况", repeated]), "docx")
        assert values(again) == values(frame)


def test_a_header_repeated_on_the_next_page_is_no_row(word):
    table = [["部门", "信息量"], ["党委", 15], ["部门", "信息量"], ["机关党总支", 2]]
    frame, left = read(word("2020年9月.docx", ["表6", table]), "docx")
    assert figures(frame, "表6") == [("党委", "party_uploads", 15), ("机关党总支", "party_uploads", 2)]
    assert left == []


def test_tables_under_each_other_without_a_gap_are_read_apart(excel):
    rows = [
        ["官微菜单"],
        ["一级菜单", "二级菜单", "点击次数"],
        ["主页", "-", 3336],
        ["表7 支部上传"],
        ["支部", "信息量"],
        ["甲支部", 3],
        ["图书借阅"],
        ["书名", "册数"],
        ["红岩", 4],
    ]
    frame, left = read(excel("2020年9月.xlsx", {"全部": rows}), "xlsx")
    assert [r[:2] + r[3:] for r in values(frame)] == [
        ("主页/-", "wechat_menu_clicks", 3336),
        ("甲支部", "party_uploads", 3),
    ]
    assert [(n.text, n.place) for n in left] == [("4", "全部 第9行")]


def test_pages_margins_and_text_boxes_are_read_too(word, excel):
    path = word("2020年9月.docx", ["宣传工作通报"])
    document = docx.Document(str(path))
    section = document.add_section()
    section.header.is_linked_to_previous = False
    for part in (document.sections[0].header, section.header):
        part.paragraphs[0].text = "本月官网发稿33条"
    document.sections[0].footer.paragraphs[0].text = "第1页　另有6期专刊"
    document.save(str(path))
    frame, left = read(path, "docx")
    assert frame.select("metric_id", "value", "place").rows() == [("web_articles_published", 33, "页眉页脚第1行")]
    assert [(n.text, n.place) for n in left] == [("6期", "页眉页脚第2行")]
    boxed, _ = read(excel("2020年9月.xlsx", {"网站": [["部门", "更新数量"], ["党委", 1]]}, box="完成直播4场"), "xlsx")
    assert boxed.select("metric_id", "place").rows()[-1] == ("live_streams_held", "文本框第1行")


def test_text_moved_with_tracked_changes_is_read_where_it_went(word):
    path = word("2020年9月.docx", ["官网发稿条数共33条。", "完。"])
    document = docx.Document(str(path))
    run = "<w:r><w:t>投稿数共7条</w:t></w:r>"
    for paragraph, tag in zip(document.paragraphs, ("moveFrom", "moveTo"), strict=True):
        mark = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a">{run}</w:{tag}>'
        paragraph._p.append(parse_xml(mark))
    document.save(str(path))
    frame, _ = read(path, "docx")
    assert frame.select("printed", "place").rows() == [("33", "正文第1段"), ("7", "正文第2段")]


def test_the_same_header_means_what_its_caption_says(word):
    table = [["部门", "数量"], ["英语学院", 3]]
    site, _ = read(word("2021年9月a.docx", ["表1 网站更新情况", table]), "docx")
    wechat, _ = read(word("2021年9月b.docx", ["表1 官微供稿情况", table]), "docx")
    nothing, left = read(word("2021年9月c.docx", ["表1 图书借阅情况", table]), "docx")
    assert site["metric_id"].to_list() == ["web_articles_published"]
    assert wechat["metric_id"].to_list() == ["wechat_articles_contributed"]
    assert nothing.is_empty()
    assert [(n.text, n.place, n.reason) for n in left] == [("3", "表1 第2行", "没有对应的指标")]


def test_a_table_of_persons_is_not_read_and_its_names_are_not_repeated(word):
    frame, left = read(word("2021年9月.docx", ["表7 通讯员发稿", [["姓名", "发稿数"], ["王小明", 8]]]), "docx")
    assert frame.is_empty()
    assert len(left) == 1
    assert "王小明" not in repr(left)


def test_words_in_a_number_column_are_reported_with_their_row(word):
    _, left = read(word("2021年9月.docx", ["表1", [["部门", "信息量"], ["党委", "见附件"], ["机关党总支", 2]]]), "docx")
    assert [(n.place, n.reason) for n in left] == [("表1 第2行", "这一格应当是数字")]


def test_the_period_may_come_from_the_folder(word):
    path = word("通报.docx", ["官网发稿条数共33条。"])
    frame, _ = read(path, "docx", period_hint="2020-09")
    assert frame["month"].to_list() == ["2020-09"]
    undated = settle(bulletins.read(path, "docx"))
    assert undated.frame.is_empty()
    assert [(w.figure.numeral.printed, w.figure.period.text) for w in undated.waiting] == [("33", "")]


@pytest.mark.parametrize(
    ("name", "lines", "period"),
    [
        ("通报.docx", ["关于2020年9月", "宣传工作情况的通报"], "2020-09"),
        ("2020-09.docx", ["宣传工作通报", "党委工作部2020年10月8日"], "2020-09"),
        ("通报.docx", ["12月份宣传工作通报（2021年1月8日）"], "2020-12"),
        ("通报20201008.docx", ["宣传工作通报"], "2020-07"),
        ("通报2020-10-08.docx", ["宣传工作通报"], "2020-07"),
    ],
)
def test_the_day_of_issue_is_not_the_period(word, name, lines, period):
    frame, _ = read(word(name, [*lines, "官网发稿条数共33条。"]), "docx", period_hint="2020-07")
    assert frame["period"].to_list() == [period]


@pytest.mark.parametrize("part", ["word/header1.xml", "word/document.xml"])
def test_a_mangled_part_inside_a_bulletin_is_refused_with_a_remedy(word, tmp_path, part):
    path = word("2020年9月.docx", ["官网发稿条数共33条。"])
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "通报"
    document.save(str(path))
    mangled = tmp_path / "坏.docx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(mangled, "w") as cut:
        for name in whole.namelist():
            cut.writestr(name, b"<w:hdr" if name == part else whole.read(name))
    with pytest.raises(BulletinRefused, match="另存为"):
        read(mangled, "docx")


def test_a_damaged_file_is_refused_with_a_remedy(tmp_path):
    for name, kind in (("坏.docx", "docx"), ("坏.xlsx", "xlsx")):
        path = tmp_path / name
        path.write_bytes(b"PK\x03\x04 cut")
        with pytest.raises(BulletinRefused, match="另存为"):
            read(path, kind)
    with pytest.raises(BulletinRefused, match=r"只读 \.docx 和 \.xlsx"):
        read(path, "pdf")


@pytest.mark.parametrize(
    "sentence",
    [
        "落实“五个一”和“四个盯”，从四个方面推进。",
        "学习十九大和二十大精神，走好三步走。",
        "第24期、第四届、第三季活动。",
        "庆祝建国70周年、建党98周年。",
        "学习《习近平谈治国理政3》。",
        "2021年3月8日14:30召开。",
    ],
)
def test_numbers_that_measure_nothing_are_neither_figures_nor_remarks(word, sentence):
    frame, left = read(word("2021年9月.docx", [sentence]), "docx")
    assert frame.is_empty()
    assert left == []


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("稿件不迟于48小时，每月转载不少于4次。", ["48小时", "4次"]),
        ("环比增加3条（+10.0%），较上月减少12条。", ["3条", "10.0%", "12条"]),
        ("占全校的12.5%，提高了3.2个百分点，同比增长15。", ["12.5%", "3.2个百分点", "15"]),
        ("简讯12则、图解3组、纠纷2起、资料40页、得分95.5分、奖金3笔、住户8户。",
         ["12则", "3组", "2起", "40页", "95.5分", "3笔", "8户"]),
        ("借阅红岩12，还书33。", ["12", "33"]),
    ],
)  # fmt: skip
def test_numbers_with_any_counter_or_none_and_ratios_are_at_least_listed(word, sentence, numbers):
    frame, left = read(word("2021年9月.docx", [sentence]), "docx")
    assert frame.is_empty()
    assert [n.text for n in left] == numbers


@pytest.mark.parametrize("run", ["一二三四", "1", "*", "发布", "1万", "“", "自1月"])
def test_endless_runs_are_read_without_a_figure(word, run):
    frame, _ = read(word("2021年9月.docx", [run * 5000]), "docx")
    assert frame.is_empty()


def test_a_table_may_be_named_by_the_sentence_above_it(word):
    frame, _ = read(
        word("2020年9月.docx", ["九月份各支部信息上传情况见表6（截止9月30日）。", [["部门", "信息量"], ["党委", 15]]]),
        "docx",
    )
    assert frame.select("table_id", "as_of_printed").rows() == [("表6", date(2020, 9, 30))]


def test_a_caption_stays_on_its_sheet(excel):
    path = excel(
        "2020年9月.xlsx",
        {
            "官网": [["部门", "更新数量"], ["党委", 1], [], ["表9 数据截至9月1日"]],
            "智慧党建": [["部门", "信息量"], ["党委", 15]],
        },
    )
    frame, _ = read(path, "xlsx")
    assert frame.select("table_id", "as_of_printed", "place").rows() == [
        ("第1个表", None, "官网 第2行"),
        ("第2个表", None, "智慧党建 第2行"),
    ]


def test_text_in_boxes_and_controls_is_read_once(word):
    path = word("2020年9月.docx", ["官网发稿条数共33条。"])
    document = docx.Document(str(path))
    paragraph = document.paragraphs[0]._p
    box = (
        '<w:r {} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>投稿数共7条</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>投稿数共7条</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    ).format(nsdecls("w"))
    paragraph.append(parse_xml(box))
    control = "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>完成直播4场</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    paragraph.addnext(parse_xml(control.format(nsdecls("w"))))
    document.save(str(path))
    frame, _ = read(path, "docx")
    assert sorted(frame["printed"]) == ["33", "4", "7"]


def test_footnotes_are_read_too(word):
    path = word("2020年9月.docx", ["官网发稿条数共33条。"])
    document = docx.Document(str(path))
    note = "<w:footnote><w:p><w:r><w:t>另有6期专刊</w:t></w:r></w:p></w:footnote>"
    content = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    name = PackURI("/word/footnotes.xml")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    document.part.relate_to(Part(name, kind, content.encode(), document.part.package), RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))
    _, left = read(path, "docx")
    assert [(n.text, n.place) for n in left] == [("6期", "脚注第1行")]


def test_every_metric_that_can_be_read_is_one_there_is():
    shapes = tables.declared().shape
    declared = patterns.metrics() | {m for s in shapes for m in (*s.values, *s.generic, *s.series)}
    declared |= {metric for offered in cells.measures().metrics.values() for metric in offered.values()}
    assert declared <= metric_ids()
