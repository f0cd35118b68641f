"""What enters by itself, what waits for a person, and what is only listed: never a wrong figure."""

from pathlib import Path

import pytest

from pipelines import bulletins
from pipelines.bulletins import Hints, settle
from pipelines.files.discover import RawFile
from pipelines.landing.past_bulletins import hints_of

HINTS = Hints(names=("测试学院",), units=("英语学院", "学生处", "后勤处"))


def settled(path, kind="docx", hints=HINTS):
    """(certain, waiting, listed) as short texts."""
    found = settle(bulletins.read(path, kind, hints))
    certain = [
        " ".join(map(str, row)) for row in found.frame.select("metric_id", "period", "row_label", "printed").rows()
    ]
    waiting = [item.figure.numeral.printed for item in found.waiting]
    return certain, waiting, [n.text for n in found.left]


def total(metric: str, printed: str, period: str = "2020-09") -> str:
    return f"{metric} {period} 合计 {printed}"


class TestScope:
    @pytest.mark.parametrize(
        ("sentence", "certain", "waiting"),
        [
            ("官微发布推文30篇，篇均阅读1200次。", [total("wechat_articles_published", "30")], ["1200"]),
            ("官微阅读量超1万的推文4篇。", [], ["超1万", "4"]),
            ("学校公众号爆款（阅读10万+）推文2篇。", [], ["10万+", "2"]),
            ("官微发布推文30篇，其中原创推文12篇。", [total("wechat_articles_published", "30")], ["12"]),
            (
                "校外媒体报道39篇次，市级及以上12篇次。",
                [total("external_media_items", "39"), total("external_media_items_city_up", "12")],
                [],
            ),
            ("学生处公众号发布推文12篇。", [], ["12"]),
            ("学生处公众号表现突出。发布推文12篇，阅读量3000次。", [], ["12", "3000"]),
            ("专题网站发布新闻40条。", [], ["40"]),
            ("人民日报客户端阅读量达3万次。", [], ["3万"]),
            ("大讲坛举办讲座14场。", [], ["14"]),
            ("发布招生宣传推文12篇，阅读6万+。", [], ["12", "6万+"]),
            ("附属医院网站发布新闻14条，点击量3.2万次。", [], ["14", "3.2万"]),
            ("抖音号发布短视频11条。", [], ["11"]),
        ],
    )
    def test_averages_thresholds_parts_and_others_are_not_the_whole(self, word, sentence, certain, waiting):
        got = settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))
        assert got[:2] == (certain, waiting)

    @pytest.mark.parametrize(
        ("sentence", "certain", "waiting"),
        [
            ("官微推送24篇，编辑发稿45条。", [total("wechat_articles_published", "24")], ["45"]),
            ("发稿45条。", [], ["45"]),
            (
                "官微发稿18篇、官网发稿39条。",
                [total("wechat_articles_published", "18"), total("web_articles_published", "39")],
                [],
            ),
            ("官网、公众号共发布新闻45条。", [], ["45"]),
            ("官方微信、微博共推送600条。", [], ["600"]),
            ("微信公众号（订阅号）推文24篇。", [], ["24"]),
            (
                "官方微信公众号共发布12条稿件，总计取得17577次点击。",
                [total("wechat_articles_published", "12"), total("wechat_reads", "17577")],
                [],
            ),
            ("计划在官微发布推文30篇。", [], ["30"]),
        ],
    )
    def test_a_channel_must_be_named_for_its_figure(self, word, sentence, certain, waiting):
        assert settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))[:2] == (certain, waiting)

    def test_two_figures_that_claim_one_cell_both_wait(self, word):
        path = word("通报.docx", ["2020年9月宣传工作通报", "官网发布新闻33条。", "学校官网共发布新闻35条。"])
        assert settled(path) == ([], ["33", "35"], [])

    def test_the_same_number_twice_or_a_rounding_of_it_is_no_clash(self, word):
        lines = ["2020年9月宣传工作通报", "官微总阅读量17577次。", "官微阅读量近1.8万次，其中官网发布新闻33条。"]
        assert settled(word("通报.docx", lines))[1] == []

    def test_headings_and_titles_say_whose_figures_stand_under_them(self, word):
        lines = [
            "2020年9月宣传工作通报",
            "一、官微",
            "（一）学生处公众号",
            "发布推文12篇。",
            "（二）疫情防控",
            "官微发布推文9篇。",
        ]
        assert settled(word("通报.docx", lines)) == ([], ["12", "9"], [])
        assert settled(word("简报.docx", ["英语学院2020年9月工作简报", "官网发布新闻3条。"])) == ([], ["3"], [])


class TestHeadings:
    @pytest.mark.parametrize(
        "lines",
        [
            ["各位领导：现将有关情况说明如下，请审阅。"],
            ["一、重点工作情况"],
            ["一、重点工作完成情况", "（一）新闻宣传"],
            ["2020年9月工作总结及下一步工作计划", "一、工作回顾"],
        ],
    )
    def test_a_covering_letter_or_such_a_heading_hides_nothing(self, word, lines):
        path = word("通报.docx", ["2020年9月宣传工作通报", *lines, "官网发布新闻33条。"])
        assert settled(path)[0] == [total("web_articles_published", "33")]

    def test_what_is_planned_is_listed(self, word):
        lines = ["2020年9月宣传工作通报", "二、2020年10月主要工作思路", "官网发布新闻33条。"]
        assert settled(word("通报.docx", lines)) == ([], [], ["33条"])


class TestPeriods:
    @pytest.mark.parametrize(
        ("title", "sentence", "period"),
        [
            ("2020年宣传工作总结", "7-9月，官网发布新闻33条。", "2020-07..2020-09"),
            ("2020年宣传工作总结", "第三季度官网发布新闻33条。", "2020-07..2020-09"),
            ("2020年宣传工作总结", "上半年官网发布新闻33条。", "2020-H1"),
            ("2020-2021学年宣传工作总结", "本学年官网发布新闻33条。", "2020-09..2021-08"),
            ("2020年第三季度宣传工作通报", "官网发布新闻33条。", "2020-07..2020-09"),
            ("2020年9月宣传工作通报", "今年以来官网发布新闻33条。", "2020-01..2020-09"),
            ("宣传工作周报（2021年4月12日～4月18日）", "本周官网发布新闻33条。", "2021-04-12..2021-04-18"),
            ("2021年宣传工作总结", "4月12日~4月18日，官网发布新闻33条。", "2021-04-12..2021-04-18"),
            ("2020年9月1日至30日宣传工作通报", "官网发布新闻33条。", "2020-09"),
        ],
    )
    def test_periods_of_every_form_are_told(self, word, title, sentence, period):
        assert settled(word("通报.docx", [title, sentence])) == (
            [total("web_articles_published", "33", period)],
            [],
            [],
        )

    @pytest.mark.parametrize(
        ("title", "sentence"),
        [
            ("2020年秋季学期宣传工作小结", "官网发布新闻33条。"),
            ("2020年9月宣传工作通报", "本学期官网发布新闻33条。"),
            ("2020年9月宣传工作通报", "截至9月30日，官网共发布新闻33条。"),
            ("2020年9月宣传工作通报", "官网累计发布新闻33条。"),
            ("2020年9月宣传工作通报", "9月10日官网发布新闻33条。"),
            ("2020年9月宣传工作通报", "暑假官网发布新闻33条。"),
            ("2020年9月宣传工作通报", "近三年官网发布新闻33条。"),
            ("2020年9月宣传工作通报", "上半年公众号停更。官网发布新闻33条。"),
            ("9月宣传工作通报", "官网发布新闻33条。"),
        ],
    )
    def test_a_period_that_is_not_told_waits(self, word, title, sentence):
        certain, waiting, _ = settled(word("通报.docx", [title, sentence]))
        assert (certain, waiting) == ([], ["33"])

    @pytest.mark.parametrize("name", ["1-3月宣传工作通报（2020）.docx", "2020年1-3月.docx", "2020年第一季度.docx"])
    def test_the_name_of_a_file_may_say_several_months(self, word, name):
        certain, _, _ = settled(word(name, ["宣传工作通报", "官网发布新闻33条。"]), hints=Hints(year="2020"))
        assert certain == [total("web_articles_published", "33", "2020-01..2020-03")]

    def test_a_comparison_with_another_month_does_not_move_the_period(self, word):
        path = word("通报.docx", ["2020年9月宣传工作通报", "官网发布新闻33条，较八月增加6条；官微发布推文21篇。"])
        certain, _, listed = settled(path)
        assert certain == [total("web_articles_published", "33"), total("wechat_articles_published", "21")]
        assert listed == ["6条"]


def table(word, caption: str, rows: list[list], title: str = "2020年宣传工作通报"):
    return settled(word("通报.docx", [title, caption, rows]))


class TestTables:
    def test_submitted_adopted_and_the_rate(self, word):
        rows = [
            ["单位", "报送(条)", "采纳(条)", "采纳率"],
            ["英语学院", 45, 37, "82.2%"],
            ["后勤处", 0, 0, "/"],
            ["合计", 45, 37, "82.2%"],
        ]
        certain, waiting, listed = table(word, "各单位新闻稿件报送采纳统计", rows)
        assert certain[:3] == [
            "submissions_received 2020 英语学院 45",
            "articles_adopted 2020 英语学院 37",
            "submission_adoption_rate 2020 英语学院 82.2%",
        ]
        assert certain[-3] == "submissions_received 2020 合计 45"
        assert (waiting, listed) == ([], [])

    def test_a_caption_names_what_a_column_of_numbers_counts(self, word):
        rows = [["序号", "学院", "数量"], [1, "英语学院", 9], [2, "西语学院", 3]]
        assert table(word, "各学院官网发稿情况", rows)[0] == [
            "web_articles_published 2020 英语学院 9",
            "web_articles_published 2020 西语学院 3",
        ]
        assert table(word, "各学院图书借阅情况", rows) == ([], [], ["9", "3"])

    def test_months_by_years_and_units_by_months_with_their_totals(self, word):
        rows = [["年份", "1月", "2月", "合计"], ["2019年", 3, 4, 7], ["2020年", 5, 6, 11]]
        assert table(word, "官网历年各月发稿情况", rows)[0] == [
            "web_articles_published 2019-01 合计 3",
            "web_articles_published 2019-02 合计 4",
            "web_articles_published 2019-01..2019-02 合计 7",
            "web_articles_published 2020-01 合计 5",
            "web_articles_published 2020-02 合计 6",
            "web_articles_published 2020-01..2020-02 合计 11",
        ]
        rows = [["部门", "7月", "8月", "9月", "合计"], ["英语学院", 3, "", 4, 7], ["合计", 3, 0, 4, 7]]
        got = table(word, "各部门官网更新情况", rows)[0]
        assert got[:3] == [
            "web_articles_published 2020-07 英语学院 3",
            "web_articles_published 2020-09 英语学院 4",
            "web_articles_published 2020-07..2020-09 英语学院 7",
        ]

    def test_a_total_under_months_is_of_those_months(self, word):
        rows = [
            ["月份", "推送篇数", "阅读次数", "净增关注", "累计关注"],
            ["1月", 14, 48213, 311, 52311],
            ["2月", 22, 98120, 760, 53071],
            ["合计", 36, 146333, 1071, 53071],
        ]
        got, waiting, _ = table(word, "官方微信各月运行数据", rows)
        assert "wechat_reads 2020-01..2020-02 合计 146333" in got and "wechat_articles_published 2020-01 合计 14" in got
        assert waiting == []

    def test_accounts_by_posts_and_reads(self, word):
        """公众号 over the names of accounts: another's account is not the institution's."""
        rows = [["公众号", "发布", "阅读"], ["学生处", 12, 3000], ["后勤处", 3, 410]]
        got, waiting, listed = table(word, "各公众号运行情况", rows)
        assert not any(" 合计 " in row for row in got)
        assert len(got) + len(waiting) + len(listed) == 4

    def test_followers_by_stock_and_flow(self, word):
        rows = [["累计", "新增", "取消"], [53071, 760, 140]]
        got, waiting, listed = table(word, "官微用户情况", rows, "2020年9月宣传工作通报")
        told = {total("wechat_followers_new", "760"), total("wechat_followers_cancelled", "140")}
        assert set(got) <= {*told, total("wechat_followers_cumulative", "53071")}
        assert len(got) + len(waiting) + len(listed) == 3

    def test_outlets_by_colleges_ending_in_a_row_of_points(self, word):
        rows = [
            ["媒体＼单位", "英语学院", "农学院", "合计"],
            ["人民日报", 1, 2, 3],
            ["中国教育报", 3, 5, 8],
            ["得分", 98, 151, 249],
        ]
        got, waiting, listed = table(word, "各单位外宣稿件刊发情况统计表", rows)
        assert got[:3] == [
            "external_media_items 2020 英语学院/人民日报 1",
            "external_media_items 2020 农学院/人民日报 2",
            "external_media_items 2020 人民日报 3",
        ]
        assert waiting == [] and listed == ["98、151、249"]

    def test_shares_and_changes_are_listed(self, word):
        rows = [["学院", "官网发稿", "占比", "同比"], ["英语学院", 30, "75%", "+5"], ["西语学院", 10, "25%", "-2"]]
        got, _, listed = table(word, "各学院发稿情况", rows)
        assert [g.split()[-1] for g in got] == ["30", "10"]
        assert listed == ["75%、+5", "25%、-2"]

    def test_accounts_with_their_owners_are_not_the_institution(self, word):
        rows = [
            ["公众号名称", "发布篇数", "阅读总数"],
            ["测院青年", 22, 15300],
            ["测院图书", 8, 2100],
            ["合计", 30, 17400],
        ]
        got, waiting, _ = table(word, "各公众号运行情况", rows)
        assert "wechat_articles_published 2020 测院青年 22" in got
        assert waiting == ["30", "17400"]

    def test_units_beside_a_channel_wait_because_the_accounts_may_be_their_own(self, word):
        rows = [
            ["学院", "公众号", "", "微博", ""],
            ["", "发布", "阅读", "发布", "阅读"],
            ["英语学院", 12, 8120, 30, 19022],
        ]
        assert table(word, "各学院新媒体情况", rows)[:2] == ([], ["12", "8120", "30", "19022"])

    def test_a_stock_with_what_came_and_went_name_value_pairs_and_thousands(self, word):
        rows = [
            ["项目", "人数"],
            ["上月末累计", "20 117"],
            ["新增", 1820],
            ["取消", 394],
            ["净增", 1426],
            ["本月末累计", 21543],
        ]
        got, waiting, _ = table(word, "公众号用户变动", rows, "2020年9月宣传工作通报")
        assert got == [
            "wechat_followers_cumulative 2020-08 合计 20117",
            "wechat_followers_new 2020-09 合计 1820",
            "wechat_followers_cancelled 2020-09 合计 394",
            "wechat_followers_net 2020-09 合计 1426",
            "wechat_followers_cumulative 2020-09 合计 21543",
        ]
        assert waiting == []

    @pytest.mark.parametrize("head", ["类别", "栏目"])
    def test_kinds_of_what_is_counted_are_not_the_whole(self, word, head):
        rows = [[head, "发布篇数", "阅读量"], ["校园新闻", 20, 3000]]
        assert table(word, "官微数据", rows)[:2] == ([], ["20", "3000"])

    def test_a_header_in_ten_thousands(self, word):
        found = settle(
            bulletins.read(
                word("通报.docx", ["2020年宣传工作通报", "官微数据", [["月份", "阅读量（万次）"], ["1月", "12.6"]]]),
                "docx",
            )
        )
        assert found.frame.select("metric_id", "period", "value").rows() == [("wechat_reads", "2020-01", 126_000)]

    @pytest.mark.parametrize("between", ["　", "\t", "   "])
    def test_lines_pasted_without_a_grid_are_a_table(self, word, between):
        rows = [["单位", "报送", "采纳"], ["英语学院", "45", "3,037"], ["后勤处", "1.2万", "8"]]
        lines = ["2020年宣传工作通报", *map(between.join, rows)]
        certain, _, listed = settled(word("通报.docx", lines))
        assert certain == [
            "submissions_received 2020 英语学院 45",
            "articles_adopted 2020 英语学院 3,037",
            "submissions_received 2020 后勤处 1.2万",
            "articles_adopted 2020 后勤处 8",
        ]
        assert listed == []

    @pytest.mark.parametrize("row", ["英语学院　1.2万　3,037　8", "英语学院　45　37"])
    def test_one_pasted_line_is_listed_number_by_number(self, word, row):
        certain, _, listed = settled(word("通报.docx", ["2020年宣传工作通报", "单位　报送　采纳", row]))
        assert certain == []
        assert "、".join(listed) == "、".join(row.split("　")[1:])

    def test_blanks_that_mean_none_and_blanks_that_mean_not_counted(self, word):
        rows = [["部门", "更新数量"], ["英语学院", 0], ["后勤处", ""], ["学生处", "/"]]
        assert table(word, "各部门官网更新情况", rows) == (["web_articles_published 2020 英语学院 0"], [], [])

    def test_several_data_sets_in_one_table(self, excel):
        rows = [
            ["官网发稿"],
            ["部门", "数量"],
            ["英语学院", 3],
            ["公众号数据"],
            ["新增关注", "取消关注", "净增关注"],
            [30, 10, 20],
            ["各单位投稿情况"],
            ["单位", "投稿数", "采用数"],
            ["后勤处", 5, 2],
        ]
        got, _, _ = settled(excel("2020年9月.xlsx", {"全部": rows}), "xlsx")
        assert got == [
            "web_articles_published 2020-09 英语学院 3",
            "wechat_followers_new 2020-09 合计 30",
            "wechat_followers_cancelled 2020-09 合计 10",
            "wechat_followers_net 2020-09 合计 20",
            "submissions_received 2020-09 后勤处 5",
            "articles_adopted 2020-09 后勤处 2",
        ]


@pytest.mark.parametrize(
    ("sentence", "metric_id"),
    [
        ("抖音净增粉丝149人。", "douyin_followers_net"),
        ("抖音粉丝149人。", "douyin_followers_cumulative"),
        ("抖音新增粉丝149人。", None),
        ("抖音流失粉丝149人。", None),
        ("抖音涨粉丝149人。", None),
    ],
)
def test_what_came_or_went_is_no_stock(word, sentence, metric_id):
    """The pattern of a stock stood before that of a net and took its tail."""
    certain, *_ = settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))
    assert certain == ([total(metric_id, "149")] if metric_id else [])


class TestFormsOfOtherInstitutions:
    """Each was read wrongly, or waited without need, in a bulletin the rules had not been written from."""

    @pytest.mark.parametrize(
        ("sentence", "certain", "waiting"),
        [
            ("官抖：发布短视频17条，播放量226万。", [], ["17", "226万"]),
            ("拍摄新闻照片5200余张。", [], ["5200余"]),
            ("网站发稿：96条", [total("web_articles_published", "96")], []),
            ("学院网站发布信息30条。", [total("web_articles_published", "30")], []),
            ("收到机关党建信息305条。", [], ["305"]),
            ("收到举报信息5条。", [], ["5"]),
            ("全年累计官微推文163篇。", [], ["163"]),
            ("来稿较多的有：英语学院（22篇）、学生处（19篇）。", [], ["22", "19"]),
        ],
    )
    def test_sentences(self, word, sentence, certain, waiting):
        assert settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))[:2] == (certain, waiting)

    def test_a_column_of_units_says_how_large_the_numbers_are(self, word):
        table = [["指标", "单位", "2018年"], ["官方微信推文", "篇", 388], ["官方微信总阅读", "万次", 142.6]]
        found = settle(bulletins.read(word("数据.docx", ["2018年宣传工作主要数据", table]), "docx", HINTS)).frame
        assert dict(found.select("metric_id", "value").rows()) == {
            "wechat_articles_published": 388,
            "wechat_reads": 1_426_000,
        }

    def test_a_total_of_months_with_a_gap_waits(self, word):
        header = ["部门", "3月", "4月", "9月", "总数"]
        table = [header, ["英语学院", 6, 8, 4, 18], ["学生处", 4, 5, 3, 12]]
        certain, waiting, _ = settled(word("统计.docx", ["2014年度各部门网站稿件数量统计", table]))
        assert len(certain) == 6 and waiting == ["18", "12"]

    def test_a_count_may_look_like_a_year(self, word):
        table = [["年份", "新闻网发稿"], ["2015", 1802], ["2016", 1911], ["2017", 2046]]
        certain, _, _ = settled(word("历年.docx", ["宣传工作历年数据", table]))
        assert certain == [
            "web_articles_published 2015 合计 1802",
            "web_articles_published 2016 合计 1911",
            "web_articles_published 2017 合计 2046",
        ]

    def test_what_a_department_is_called_counts_nothing(self, word):
        table = [["序号", "单位", "投稿数", "采用数"], [1, "电子信息系", 5, 4], [2, "网络信息中心", 3, 2]]
        certain, waiting, _ = settled(word("投稿.docx", ["2020年9月投稿采用情况统计", table]))
        assert len(certain) == 4 and waiting == []

    def test_a_row_of_scores_under_the_names_of_departments_is_none_of_them(self, word):
        table = [["单位", "发稿数", "采用数"], ["英语学院", 5, 4], ["得分", 10, 12]]
        certain, waiting, listed = settled(word("投稿.docx", ["2020年9月网站投稿采用统计", table]))
        assert not any("得分" in row for row in (*certain, *waiting)) and listed == ["10、12"]

    def test_the_purpose_of_a_circular_is_no_scope_of_its_table(self, word):
        table = [["单位", "投稿（篇）", "用稿（篇）"], ["英语学院", 52, 47]]
        lead = "为进一步调动各单位积极性，现将2020年9月投稿及用稿情况通报如下。"
        certain, waiting, _ = settled(word("通报.docx", ["关于2020年9月新闻宣传工作情况的通报", lead, table]))
        assert len(certain) == 2 and waiting == []

    def test_posts_in_a_table_of_visits_are_posts(self, word):
        table = [["月份", "访问量（次）", "发布信息（条）"], ["8月", 48210, 63], ["9月", 51877, 71]]
        certain, _, _ = settled(word("访问.docx", ["网站访问情况统计（2020年9月）", table]))
        assert total("web_articles_published", "71") in certain and total("web_page_views", "51877") in certain

    def test_a_number_among_names_is_listed(self, word):
        table = [["网站名称", "学院门户"], ["网站总访问量", "331290"], ["主办单位", "党委宣传部"], ["备案", "有"]]
        _, waiting, listed = settled(word("年报.docx", ["2021年网站工作年度报表", table]))
        assert "331290" in "、".join((*waiting, *listed))

    def test_groups_in_front_of_departments_are_no_part_of_what_is_counted(self, word):
        table = [["类别", "部门", "投稿数"], ["机关", "学生处", 31], ["", "后勤处", 28], ["教学", "英语学院", 19]]
        certain, waiting, _ = settled(word("投稿.docx", ["2020年9月投稿情况", table]))
        assert len(certain) == 3 and waiting == []

    def test_a_column_of_a_department_is_a_part(self, word):
        table = [["栏目", "部门", "发布数"], ["要闻", "学生处", 31], ["公告", "学生处", 28], ["要闻", "后勤处", 9]]
        certain, waiting, _ = settled(word("网站.docx", ["2020年9月网站更新情况", table]))
        assert certain == [] and len(waiting) == 3


class TestShares:
    LINES = ("2020年9月各部门网站发稿占比",)

    def rows(self, *shares: str) -> list[list]:
        names = ("英语学院", "学生处", "后勤处", "团委")
        counts = (50, 25, 15, 10)
        body = [[name, count, share] for name, count, share in zip(names, counts, shares, strict=True)]
        return [["部门", "发稿数", "占比"], *body, ["合计", 100, "100%"]]

    def reasons(self, path) -> list[tuple[str, str]]:
        left = settle(bulletins.read(path, "docx", HINTS)).left
        return [(n.text, n.place) for n in left if "占比" in n.reason]

    def test_a_share_that_its_counts_do_not_make_is_told_with_its_row(self, word):
        path = word("占比.docx", [*self.LINES, self.rows("50%", "25%", "18%", "10%")])
        assert self.reasons(path) == [("18%", "第1个表 第4行")]

    @pytest.mark.parametrize("shares", [("50%", "25%", "15%", "10%"), ("50.0%", "25.0%", "15.1%", "9.9%")])
    def test_shares_that_are_rounded_are_no_fault(self, word, shares):
        assert self.reasons(word("占比.docx", [*self.LINES, self.rows(*shares)])) == []

    def test_a_rate_of_each_row_is_no_share_of_the_whole(self, word):
        path = word("占比.docx", [*self.LINES, self.rows("90%", "88%", "70%", "95%")])
        assert self.reasons(path) == []


class TestWithoutAProposal:
    """Numbers of which nobody could say what they count: a person may say it."""

    SENTENCE = "接待媒体采访17批次。"

    def test_a_person_says_what_a_number_counts_and_it_holds_for_the_next_bulletin(self, word):
        reading = bulletins.read(word("9.docx", ["2020年9月宣传工作通报", self.SENTENCE]), "docx", HINTS)
        found = settle(reading)
        (item,) = found.unnamed
        assert found.waiting == [] and item.figure.metric_id == "" and item.figure.words == "接待媒体采访17批次"
        told = bulletins.Answer(item.id, True, "liaison_visits")
        again = settle(reading, bulletins.Answers.of([told]))
        assert again.frame.select("metric_id", "period", "value").rows() == [("liaison_visits", "2020-09", 17.0)]
        assert again.left == [] and again.unnamed == []
        next_month = ["2020年10月宣传工作通报", self.SENTENCE.replace("17", "9")]
        later = settle(bulletins.read(word("10.docx", next_month), "docx", HINTS), bulletins.Answers.of([told]))
        assert later.frame.select("metric_id", "period", "value").rows() == [("liaison_visits", "2020-10", 9.0)]

    def test_taken_without_a_metric_it_stays_and_says_so(self, word):
        reading = bulletins.read(word("9.docx", ["2020年9月宣传工作通报", self.SENTENCE]), "docx", HINTS)
        (item,) = settle(reading).unnamed
        found = settle(reading, bulletins.Answers.of([bulletins.Answer(item.id, True)]))
        assert "采用要写明指标和统计时段" in found.unnamed[0].figure.doubts and len(found.left) == 1
        assert settle(reading, bulletins.Answers.of([bulletins.Answer(item.id, False)])).left == []

    def test_rows_of_a_table_are_answered_each_by_itself(self, word):
        table = [["事项", "数值"], ["橱窗更换", 12], ["广播", 30]]
        found = settle(bulletins.read(word("9.docx", ["2020年9月宣传工作通报", table]), "docx", HINTS))
        ids = [item.id.partition("-")[0] for item in (*found.waiting, *found.unnamed)]
        assert len(ids) == 2 and len(set(ids)) == 2

    def test_ratios_and_plans_are_not_asked_about(self, word):
        lines = ["2020年9月宣传工作通报", "环比增长12%。", "四、下一步计划", "举办展览3次。"]
        assert settle(bulletins.read(word("9.docx", lines), "docx", HINTS)).unnamed == []


class TestFormsOfAFourthAuthor:
    """Each was read wrongly, lost or only listed in a bulletin of a fourth author."""

    def test_a_column_of_sums_keeps_the_part_of_the_year_it_names(self, excel):
        """上半年合计 was read as the whole year of the title."""
        rows = [
            ["2013年校园网数据统计表"],
            ["项目", "1月", "2月", "3月", "一季度小计", "上半年合计"],
            ["校园网发布信息（条）", 61, 22, 95, 178, 447],
        ]
        certain, *_ = settled(excel("2013年上半年数据.xlsx", {"数据": rows}), "xlsx")
        assert certain == [
            "web_articles_published 2013-01 合计 61",
            "web_articles_published 2013-02 合计 22",
            "web_articles_published 2013-03 合计 95",
            "web_articles_published 2013-01..2013-03 合计 178",
            "web_articles_published 2013-H1 合计 447",
        ]

    @pytest.mark.parametrize("sentence", ["在省报发表5篇。", "选派代表5人参会。", "组图8个。"])
    def test_a_number_behind_a_verb_is_no_number_of_a_table(self, word, sentence):
        _, waiting, left = settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))
        assert len(waiting + left) == 1

    def test_numbers_of_tables_are_still_none(self, word):
        assert settled(word("通报.docx", ["2020年9月宣传工作通报", "情况见表5、图2。"])) == ([], [], [])

    def test_a_worksheet_named_for_a_channel_is_of_that_channel(self, excel):
        """Only what else stands nowhere is taken from the name of the sheet."""
        of_wechat = [["月份", "发文篇数", "阅读次数", "取消关注"], ["1月", 18, 20133, 95], ["2月", 34, 61207, 140]]
        of_weibo = [["月份", "发博", "转评赞"], ["1月", 52, 1204], ["2月", 97, 5120]]
        certain, *_ = settled(excel("2020年新媒体逐月.xlsx", {"公众号": of_wechat, "微博": of_weibo}), "xlsx")
        assert {"wechat_reads 2020-02 合计 61207", "wechat_followers_cancelled 2020-01 合计 95"} <= set(certain)
        assert {"weibo_posts 2020-01 合计 52", "weibo_interactions 2020-02 合计 5120"} <= set(certain)

    def test_a_name_merged_over_the_running_number_is_a_name(self, word):
        """机关本部 stood in the column of numbers and its row was taken for that of the whole."""
        table = [
            ["序号", "单位", "任务", "投稿数（篇）"],
            ["1", "英语学院", 40, 46],
            ["公司本部", "公司本部", 50, 58],
            ["合计", "合计", 90, 104],
        ]
        found = settle(bulletins.read(word("通报.docx", ["2014年第一季度投稿情况", table]), "docx", HINTS))
        labels = [*found.frame["row_label"], *(item.figure.row_label for item in found.waiting)]
        assert labels.count("合计") <= 1 and any("公司本部" in label for label in labels)

    def test_pairs_on_one_line_are_read_each(self, word):
        lines = ["测试学院公众号2025年3月运营月报", "新关注：512人　取消关注：188人　净增：324人"]
        assert settled(word("月报.docx", lines))[0] == [
            total("wechat_followers_new", "512", "2025-03"),
            total("wechat_followers_cancelled", "188", "2025-03"),
            total("wechat_followers_net", "324", "2025-03"),
        ]

    def test_a_term_is_as_long_as_the_line_below_its_title_says(self, word):
        lines = ["2016年春季学期新媒体工作简报", "（2016年2月22日—7月8日）", "官方微博：发博376条。"]
        assert settled(word("简报.docx", lines))[0] == [total("weibo_posts", "376", "2016-02-22..2016-07-08")]

    @pytest.mark.parametrize("sentence", ["公众号推送图文消息88次、213篇。", "官方微信推送图文88期213篇。"])
    def test_how_often_posts_went_out_stands_before_how_many(self, word, sentence):
        assert settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))[0] == [
            total("wechat_articles_published", "213")
        ]

    @pytest.mark.parametrize(
        ("sentence", "printed"),
        [
            ("公众号关注人数由年初的6,204人增至8,951人。", "8,951"),
            ("公众号粉丝数净增4.1万，达到21.6万。", "21.6万"),
        ],
    )
    def test_what_a_stock_has_come_to_is_proposed(self, word, sentence, printed):
        found = settle(bulletins.read(word("通报.docx", ["2020年9月宣传工作通报", sentence]), "docx", HINTS))
        proposed = [f.metric_id for i in found.waiting if (f := i.figure).numeral.printed == printed]
        taken = found.frame.filter(found.frame["printed"] == printed)["metric_id"].to_list()
        assert proposed + taken == ["wechat_followers_cumulative"]


class TestFormsOfAFifthAuthor:
    """Each was read wrongly, or waited without need, in a bulletin of a fifth author."""

    def test_what_is_handed_in_to_one_channel_is_not_all_that_is_handed_in(self, word):
        sentence = "各单位共报送“学习强国”稿件97篇，采用31篇，采用率32%。"
        certain, waiting, _ = settled(word("通报.docx", ["2021年6月供稿采用情况通报", sentence]))
        assert certain == [] and "31" in waiting

    def test_the_year_of_a_remark_is_not_that_of_the_bulletin(self, word):
        lines = ["第二季度信息报送采用情况通报", "1—6月累计收到信息291条。", "①该号于2016年12月认证。"]
        certain, *_ = settled(word("通报.docx", lines), hints=Hints(year="2018", names=("测试学院",)))
        assert certain == [total("submissions_received", "291", "2018-01..2018-06")]

    def test_a_total_is_of_the_rows_that_have_a_number(self, word):
        """Of months that are not over yet the cells are blank; a month that lost more than it won is no blank."""
        rows = [
            ["月份", "2019年", "2020年"],
            ["1月", 3.2, 5.5],
            ["2月", 2.1, 3.7],
            ["12月", 4.5, ""],
            ["合计", 9.8, 9.2],
        ]
        rows[3:3] = [[f"{month}月", 1, 1 if month < 10 else ""] for month in range(3, 12)]
        certain, *_ = table(word, "官方微信历年各月阅读量（单位：万次）", rows, "官方微信历年阅读量")
        assert total("wechat_reads", "9.8", "2019") in certain
        assert total("wechat_reads", "9.2", "2020-01..2020-09") in certain

    @pytest.mark.parametrize("head", ["推文数", "公众号推文"])
    def test_a_total_of_weeks_is_of_their_days(self, excel, head):
        rows = [["周次", "起止日期", head], ["第1周", "9.4-9.10", 5], ["第2周", "9.11-9.17", 4]]
        rows += [["第3周", "9.18-9.24", 6], ["第4周", "9.25-10.1", 3], ["合计", "", 18]]
        path = excel("公众号周报表（9月）.xlsx", {"9月": rows})
        certain, *_ = settled(path, "xlsx", Hints(year="2023", names=("测试学院",), until="2024-01"))
        assert certain[0] == total("wechat_articles_published", "5", "2023-09-04..2023-09-10")
        assert certain[-1] == total("wechat_articles_published", "18", "2023-09-04..2023-10-01")

    def test_a_sheet_may_say_what_its_numbers_count(self, excel):
        rows = [["部门", "1月", "2月"], ["学生处", 6, 2], ["后勤处", 3, 0]]
        certain, *_ = settled(excel("2012年上半年投稿采用统计.xlsx", {"投稿": rows, "采用": rows}), "xlsx")
        assert "submissions_received 2012-01 学生处 6" in certain and "articles_adopted 2012-02 学生处 2" in certain

    def test_kinds_side_by_side_under_one_header_are_parts_of_it(self, word):
        rows = [["学院", "网站更新（条）", "", ""], ["", "新闻", "通知", "小计"], ["英语学院", 31, 12, 43]]
        certain, waiting, _ = settled(
            word("统计.docx", ["2019年各学院网站更新情况统计表", rows], {1: [(0, 1, 0, 3), (0, 0, 1, 0)]})
        )
        assert certain == ["web_articles_published 2019 英语学院 43"] and "31" in waiting

    def test_lines_whose_columns_the_line_before_names_are_a_table(self, word):
        lines = ["收到来稿67篇。明细（来稿、采用）：", "中文系　14　10", "体育系　5　2", "艺术系　16　9"]
        found = settle(bulletins.read(word("月报.docx", ["2013年5月宣传月报", *lines]), "docx", HINTS))
        rows = found.frame.select("metric_id", "row_label", "printed").rows()
        assert ("submissions_received", "艺术系", "16") in rows and ("articles_adopted", "中文系", "10") in rows

    @pytest.mark.parametrize(
        "lines",
        [
            ["校友会2020年9月宣传工作通报", "官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "校友会", "官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "现将校友会情况通报如下：", "官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "一、校友会", "（一）官网", "官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "暑期，官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "以下为校友会的数据。官网发布新闻33条。"],
            ["2020年9月宣传工作通报", "官网发布新闻33条（含双语）。"],
            ["2020年9月宣传工作通报", "官网发布新闻33条，均为外文版。"],
            ["2020年9月宣传工作通报", "官网发布新闻33条。以上不含校友会。"],
            ["2020年9月宣传工作通报", "官网发布新闻33条。", "注：以上仅统计校友会。"],
            ["2020年9月宣传工作通报", "官网发布“七一”新闻33条。"],
            ["2020年9月宣传工作通报", "官网发布2019级新闻33条。"],
            ["2020年9月宣传工作通报", "官网发布个人新闻33条。"],
        ],
    )
    def test_a_word_that_narrows_is_seen_wherever_it_stands(self, word, lines):
        certain, *_ = settled(word("通报.docx", lines))
        assert certain == []

    def test_a_file_named_for_another_month_than_its_title_waits(self, word):
        lines = ["2020年9月宣传工作通报", "官网发布新闻33条。"]
        assert settled(word("2020年10月通报.docx", lines))[0] == []
        assert len(settled(word("9月通报（10月9日）.docx", lines))[0]) == 1

    @pytest.mark.parametrize(
        ("sentence", "certain"),
        [
            ("官微9月推文12篇，10月推文15篇。", [total("wechat_articles_published", "12")]),
            ("下半年官微推文36篇。", []),
            ("第三季度官微推文36篇。", [total("wechat_articles_published", "36", "2020-07..2020-09")]),
            ("7-12月官微推文36篇。", []),
        ],
    )
    def test_what_a_bulletin_cannot_know_yet_waits(self, word, sentence, certain):
        assert settled(word("通报.docx", ["2020年9月宣传工作通报", sentence]))[0] == certain

    def test_rows_of_days_are_those_days_and_their_total_is_of_them(self, word):
        rows = [["日期", "访问量"], ["9月1日", 300], ["9月2日", 200], ["合计", 500]]
        assert table(word, "官网访问情况", rows, "2020年9月宣传工作通报")[0] == [
            total("web_page_views", "300", "2020-09-01..2020-09-01"),
            total("web_page_views", "200", "2020-09-02..2020-09-02"),
            total("web_page_views", "500", "2020-09-01..2020-09-02"),
        ]

    def test_a_row_that_is_a_part_waits_in_a_table_of_a_known_shape_too(self, word):
        rows = [["单位", "发稿数"], ["英语学院", 5], ["其中：研究生", 2], ["合计", 5]]
        certain, waiting, _ = table(word, "各单位官网发稿情况", rows)
        assert len(certain) == 2 and waiting == ["2"]

    def test_a_file_or_a_sheet_may_narrow_too(self, word, excel):
        lines = ["2020年9月宣传工作通报", "官网发布新闻33条。"]
        assert settled(word("校友会通报.docx", lines))[0] == []
        rows = [["月份", "推文数"], ["1月", 14], ["2月", 22]]
        assert settled(excel("2020年公众号数据.xlsx", {"校友会": rows}), "xlsx")[0] == []
        assert len(settled(excel("2020年公众号数据.xlsx", {"数据": rows}), "xlsx")[0]) == 2

    def test_a_remark_beside_a_row_and_a_note_inside_a_table_narrow(self, word):
        rows = [["单位", "投稿", "采用", "备注"], ["英语学院", 5, 3, "含校友会稿件"], ["学生处", 4, 2, ""]]
        certain, *_ = table(word, "各单位投稿采用情况", rows)
        assert [row.split()[2] for row in certain] == ["学生处", "学生处"]

    def test_how_a_table_is_to_be_read_narrows_nothing(self, word):
        rows = [["单位", "投稿"], ["英语学院", 5], ["学生处", 4]]
        lines = ["2020年宣传工作通报", "各单位投稿情况", rows, "注：“/”表示未统计。"]
        assert len(settled(word("通报.docx", lines))[0]) == 2


class TestTheYearOfAFolder:
    """A workbook of weeks whose year stands only in the name of its folder, of the file or of the files beside it."""

    WEEKS = (["周次", "起止日期", "公众号推文"], ["第1周", "9月2日-9月8日", 7], ["第2周", "12月30日-1月5日", 9])

    @pytest.mark.parametrize(
        ("path", "beside"),
        [
            ("bulletins/2024年秋/周统计.xlsx", []),
            ("bulletins/周统计/周统计（2024年秋）.xlsx", []),
            ("bulletins/周统计/周统计.xlsx", ["bulletins/周统计/2024年秋季总结.docx"]),
        ],
    )
    def test_folder_file_and_neighbours_tell_it(self, excel, path, beside):
        files = [RawFile(Path(name), name, "", []) for name in (path, *beside)]
        file = RawFile(Path(path), path, "", [])
        hints = hints_of(file, files, ["测试学院"], [])
        certain, *_ = settled(excel(Path(path).name, {"Sheet1": [*self.WEEKS]}), "xlsx", hints)
        assert total("wechat_articles_published", "7", "2024-09-02..2024-09-08") in certain
        assert not any("2025-12" in row or "2023" in row for row in certain)

    def test_an_autumn_goes_on_into_january_and_has_no_spring(self, excel):
        weeks = [*self.WEEKS, ["第20周", "1月6日-1月12日", 4], ["第30周", "3月3日-3月9日", 5]]
        hints = Hints(year="2024", names=("测试学院",), until="2025-01")
        certain, waiting, _ = settled(excel("周统计.xlsx", {"Sheet1": weeks}), "xlsx", hints)
        assert certain == [
            total("wechat_articles_published", "7", "2024-09-02..2024-09-08"),
            total("wechat_articles_published", "9", "2024-12-30..2025-01-05"),
            total("wechat_articles_published", "4", "2025-01-06..2025-01-12"),
        ]
        assert waiting == ["5"]

    def test_a_season_is_not_the_whole_year(self, excel):
        rows = [["平台", "发布数"], ["公众号", 30]]
        certain, waiting, _ = settled(excel("发布量（2021年秋）.xlsx", {"Sheet1": rows}), "xlsx")
        assert (certain, waiting) == ([], ["30"])
