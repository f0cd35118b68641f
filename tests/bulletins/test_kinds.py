"""What can make a figure something else than its words say, kind by kind: it waits, or enters as what it is."""

from pathlib import Path

import pytest

from pipelines import bulletins
from pipelines.bulletins.document import BODY, TABLE, Document, Grid, Paragraph, plain
from pipelines.bulletins.reader import Hints, understand

NAME = "江城师范学院"
UNITS = ("外国语学院", "信息工程学院", "教务处", "团委")
MARCH = "2022年3月宣传工作通报"


def settled(*blocks: str | list[list[str]], title: str = MARCH) -> bulletins.Settled:
    """A bulletin of ``title`` and these blocks (a list of rows is a table), as its home settles it."""
    read: list[Paragraph | Grid] = []
    for number, block in enumerate((title, *blocks), start=1):
        if isinstance(block, str):
            read.append(Paragraph(plain(block), BODY, number))
        else:
            read.append(Grid(TABLE, [(at, [plain(cell) for cell in row]) for at, row in enumerate(block, start=1)]))
    reading = understand(Document(read, []), Path(f"{title}.docx"), Hints(names=(NAME,), units=UNITS))
    return bulletins.settle(reading)


def entered(*blocks: str | list[list[str]], title: str = MARCH) -> list[tuple]:
    rows = settled(*blocks, title=title).frame.to_dicts()
    return [(row["metric_id"], row["value"], row["period"], row["row_label"]) for row in rows]


def waits(*blocks: str | list[list[str]], title: str = MARCH) -> list[tuple]:
    found = settled(*blocks, title=title).waiting
    return [(item.figure.metric_id, item.figure.numeral.value) for item in found]


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("去年3月，官网发布新闻65条。", "2021-03"),
        ("去年全年官网发布新闻65条。", "2021"),
        ("上年一季度官网发布新闻65条。", "2021-01..2021-03"),
        ("上月26日至本月25日，官网发布新闻65条。", "2022-02-26..2022-03-25"),
        ("官网发布新闻65条，上年为52条。", "2022-03"),
    ],
)
def test_another_time_is_that_time(sentence, period):
    assert entered(sentence) == [("web_articles_published", 65, period, "合计")]


@pytest.mark.parametrize(
    "sentence",
    [
        "2021-2022学年，官网发布新闻650条。",
        "3月15日，公众号推送推文6篇。",
        "官网发布新闻86条，统计周期为2月26日至3月25日。",
        "3月份官网发布新闻86条（截至28日）。",
        "截至2月底官微粉丝数为52,318人。",
        "年初官微粉丝数为52,318人。",
        "全校各新媒体账号共推送推文860篇。",
        "全校54个公众号共推送推文860篇。",
        "各党支部集中学习36次。",
        "公众号推文12篇阅读量超5000。",
        "拍摄短视频12部。",
        "校领导参加讲座2场。",
        "举办各类培训班11期，培训学员683人。",
        "“江城青年”公众号推送图文34篇。",
        "“江城师院团委”公众号推送图文34篇。",
        "学习宣传党的二十大精神，官网发布新闻86条。",
        "公众号掉粉23人。",
    ],
)
def test_what_may_be_less_or_something_else_waits(sentence):
    assert entered(sentence) == []
    assert waits(sentence)


@pytest.mark.parametrize(
    "said",
    [
        "4.本月统计自2月25日开始，至3月24日结束。",
        "填报说明：①请核对；②如有异议联系我部；③本表数据为第一季度累计数。",
        "（数据来源：校园网后台，统计区间2022.1.1-2022.3.31）",
        "发文数据统计时间为2月28日0时至3月30日24时。",
        "本期简报数据时间跨度为2021年12月至2022年3月。",
        "上述数字系一季度合计。",
        "统计口径为自然年累计。",
    ],
)
def test_a_time_said_anywhere_holds_for_what_names_none(said):
    assert ("web_articles_published", 86, "2022-03", "合计") not in entered("官网发布新闻86条。", "四、说明", said)


@pytest.mark.parametrize(
    "heading",
    ["一、2021年工作回顾", "去年工作", "第一部分 上年度工作回顾"],
)
def test_a_heading_of_another_time_holds_below_it(heading):
    assert entered(heading, "官网发布新闻400条。", title="2022年宣传工作总结") == []


@pytest.mark.parametrize("heading", ["一、累计数据", "（二）年度累计情况", "一季度累计情况如下：", "上月主要数据"])
def test_numbers_that_add_up_are_not_the_months(heading):
    assert entered(heading, "官网发布新闻140条。") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "官网发布新闻166条（1-3月）。",
        "官网发布新闻166条，为前三个月合计。",
        "官网发布新闻166条，其中1月50条、2月60条、3月56条。",
        "到3月末，官网发布新闻166条。",
        "目前，公众号已推送推文334篇。",
        "公众号推送推文24篇，转载除外。",
        "公众号推送推文286篇，为各账号合计。",
        "公众号推送推文286篇（全校汇总）。",
        "公众号推送推文3篇，获省级表彰。",
        "公众号审核推文34篇。",
        "公众号多推送推文4篇。",
        "官网采用各学院来稿86条。",
    ],
)
def test_what_is_said_behind_or_before_a_number_may_make_it_another(sentence):
    assert entered(sentence) == []


@pytest.mark.parametrize(
    ("title", "sheet"),
    [("2022年3月宣传工作统计（累计）", ""), ("2022年3月宣传工作统计", "各平台累计发布情况"), (MARCH, "本年发布情况")],
)
def test_a_title_or_caption_to_date_is_not_of_the_month(title, sheet):
    assert entered(*filter(None, [sheet]), [["平台", "数量"], ["官网发稿", "260"]], title=title) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("云州市图书馆", "举办讲座6场。"),
        ("东岭市第二人民医院", "开展业务培训12场，参训480人次。"),
        ("南浦日报社", "收到来稿1320篇，采用620篇。"),
        ("北川县委党校", "开展集中学习12次。"),
        ("河东区总工会", "开展志愿服务12次。"),
        ("丰县人民法院", "直播36场。"),
    ],
)
def test_what_an_institution_is_there_for_waits(name, sentence):
    read = [Paragraph(plain(told), BODY, at) for at, told in enumerate((MARCH, sentence), start=1)]
    found = bulletins.settle(understand(Document(read, []), Path(f"{MARCH}.docx"), Hints(names=(name,))))
    assert found.frame.is_empty()
    assert found.waiting


def test_people_are_no_sessions_and_a_marked_row_waits():
    rows = [["培训", "期数", "人次"], ["业务培训", "3", "120"]]
    assert not [row for row in entered("培训情况", rows) if row[:2] == ("training_sessions_held", 120)]
    assert entered("各平台发布情况", [["平台", "数量"], ["官网发稿*", "86"]], "*含各学院网站") == []


@pytest.mark.parametrize(
    ("caption", "header"),
    [
        ("（万）", ["推文数", "阅读量"]),
        ("（单位：篇、万次）", ["推文数", "阅读量"]),
        ("", ["推文数", "阅读量（千次）"]),
        ("", ["推文数", "阅读量/万次"]),
    ],
)
def test_a_scale_that_was_not_read_keeps_its_number_waiting(caption, header):
    told = entered(f"表1 公众号运营情况{caption}", [header, ["34", "2.8"]])
    assert ("wechat_reads", 2.8, "2022-03", "合计") not in told


def test_what_is_handed_to_an_outlet_is_not_what_it_took():
    assert entered("向学习强国报送稿件36篇，采用12篇。") == []
    assert entered("学习强国平台刊登我校稿件6篇。") == [("xuexi_adoptions", 6, "2022-03", "合计")]


@pytest.mark.parametrize(
    "sentence",
    [
        "“江城师院”公众号推送图文34篇。",
        "在外国语学院的大力支持下，公众号推送图文34篇。",
        "落实上级工作要求，公众号推送图文34篇。",
        "据统计，公众号全月推送图文34篇。",
    ],
)
def test_short_names_and_manners_narrow_nothing(sentence):
    assert entered(sentence) == [("wechat_articles_published", 34, "2022-03", "合计")]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2021年宣传工作总结（2022年1月）", "2021"),
        ("2022年前9个月宣传工作通报", "2022-01..2022-09"),
        ("2022年度1月至11月宣传工作通报", "2022-01..2022-11"),
        ("2018—2020年宣传工作总结", "2018-01..2020-12"),
    ],
)
def test_a_title_says_its_period_and_not_the_day_it_was_written(title, period):
    assert entered("官网发布新闻86条。", title=title) == [("web_articles_published", 86, period, "合计")]


@pytest.mark.parametrize(
    "title",
    ["2022年宣传工作简报第3期", "2022年3月上旬宣传工作通报", "2022年暑期宣传工作通报", "2020年与2021年宣传工作对比"],
)
def test_a_title_that_names_more_than_it_is_about_dates_nothing(title):
    assert entered("官网发布新闻86条。", title=title) == []


def test_a_line_below_the_title_says_over_which_days_a_month_was_counted():
    days = "2022-02-26..2022-03-25"
    told = entered(
        "（统计期：2022年2月26日至3月25日）", "官网发布新闻86条。3月公众号推文34篇。1-3月官网发布新闻230条。"
    )
    assert told == [("web_articles_published", 86, days, "合计"), ("wechat_articles_published", 34, days, "合计")]


def test_a_month_that_was_counted_until_a_day_waits_with_what_covers_it():
    rows = [["月份", "官网发稿"], ["2月", "45"], ["3月", "70"], ["合计", "115"]]
    lead = "为便于各单位核对全季度的宣传工作，现将有关数据汇编。3月份数据统计至3月25日，其余各月为整月数据。"
    told = entered(lead, rows, title="2022年一季度宣传工作通报")
    assert told == [("web_articles_published", 45, "2022-02", "合计")]


@pytest.mark.parametrize(
    "rows",
    [
        [["周次", "官网发布"], ["第1周", "20"], ["第2周", "25"], ["合计", "45"]],
        [["月份", "官网发布"], ["1月", "20"], ["上半年", "95"], ["合计", "115"]],
        [["月份", "官网发布"], ["2月", "20"], ["3月（截至25日）", "95"], ["合计", "115"]],
        [["时间", "官网阅读量"], ["3月2日", "20"], ["3月9日", "95"], ["合计", "115"]],
    ],
)
def test_a_total_over_times_that_are_not_sure_waits(rows):
    assert not [row for row in entered(rows, title="2022年宣传工作总结") if row[1] == float(rows[-1][1])]


def test_a_scale_above_a_table_is_of_what_is_counted_in_it():
    rows = [["指标", "本月"], ["推文数", "36"], ["阅读量", "12.6"]]
    assert entered("表2 官方微信运营数据（单位：万次）", rows) == [("wechat_reads", 126_000, "2022-03", "合计")]


CHANNELS = [["指标", "数值"], ["官网新闻", "86"], ["公众号推文", "34"]]
WEB, WECHAT = ("web_articles_published", 86, "2022-03", "合计"), ("wechat_articles_published", 34, "2022-03", "合计")


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("注：公众号数据为团委公众号。", [WEB]),
        ("说明：官网新闻自3月10日起统计。", [WECHAT]),
        ("公众号推文自3月10日起统计。", [WEB]),
        ("注：2月因放寒假，仅推送文章9篇。", [WEB, WECHAT]),
        ("注：以后台登记日期为准，不含市委、市政府采用数。", [WEB, WECHAT]),
        ("注：另据省厅统计，全省平均推文36篇。", [WEB, WECHAT]),
        ("注：以上为学生会数据。", []),
        ("以上为3月1日至25日数据。", []),
    ],
)
def test_a_note_holds_for_what_it_speaks_of(note, left):
    assert [row for row in entered(CHANNELS, note) if row[1] in (34, 86)] == left


def test_the_days_that_were_counted_may_stand_below():
    days = "2022-02-26..2022-03-25"
    assert entered(CHANNELS, "数据统计时间：2月26日—3月25日") == [(*WEB[:2], days, "合计"), (*WECHAT[:2], days, "合计")]


def test_what_is_told_of_one_row_holds_for_that_row():
    rows = [["单位", "投稿", "采用"], ["外国语学院", "12", "6"], ["信息工程学院", "8", "4"]]
    told = entered("各单位投稿采用情况", rows, "信息工程学院3月中旬起纳入统计。")
    assert {row[3] for row in told} == {"外国语学院"}


def test_a_name_whose_words_are_known_is_no_total():
    rows = [["单位", "投稿", "采用"], ["信息专业部", "12", "6"], ["合计", "12", "6"]]
    assert {row[3] for row in entered("各单位投稿采用情况", rows)} == {"信息专业部", "合计"}


def test_of_the_first_ones_the_total_is_not_the_whole():
    rows = [["单位", "投稿", "采用"], ["外国语学院", "12", "6"], ["合计", "12", "6"]]
    assert {row[3] for row in entered("各单位投稿采用情况（前8名）", rows)} == {"外国语学院"}


@pytest.mark.parametrize("sentence", ["公众号净减少23人。", "公众号粉丝净流失23人。", "公众号净增-23人。"])
def test_more_followers_may_go_than_come(sentence):
    assert entered(sentence) == [("wechat_followers_net", -23, "2022-03", "合计")]


def test_net_growth_of_a_table_may_be_negative():
    rows = [["月份", "公众号净增关注"], ["2月", "12"], ["3月", "-23"]]
    assert [row[1] for row in entered(rows, title="2022年宣传工作总结")] == [12, -23]


@pytest.mark.parametrize(
    ("sentence", "value", "old"),
    [
        ("网站发稿由12更正为15篇。", 15, "12"),
        ("网站发稿数原为“126篇”，应为118篇。", 118, "126篇"),
        ("网站发稿数“88篇”应为“80篇”。", 80, "88篇"),
    ],
)
def test_a_correction_waits_with_the_corrected_value(sentence, value, old):
    found = settled(sentence)
    assert entered(sentence) == []
    assert waits(sentence) == [("web_articles_published", value)]
    assert old in [left.text for left in found.left]


def test_several_tens_are_no_ten():
    assert entered("官网发布新闻数十条。") == [("web_articles_published", 20, "2022-03", "合计")]


def test_units_and_their_sum_in_a_sentence_are_proposed():
    found = waits("各单位提供信息：外国语学院12条、教务处8条，合计20条。")
    assert found == [("submissions_received", value) for value in (12, 8, 20)]


# --- what the eighth author's documents taught


def listed(*blocks: str | list[list[str]], title: str = MARCH) -> str:
    return "、".join(left.text for left in settled(*blocks, title=title).left)


HISTORY = [
    ["年度", "官网发稿（条）", "通讯员来稿（篇）", "宣传部专职人员（人）"],
    ["2016年", "1977", "402", "7"],
    ["2017年", "2093", "388", "8"],
    ["2018年*", "1210", "195", "8"],
]


def test_a_column_that_counts_people_names_nobody():
    """Its table is read; one in which a column has names is listed number by number, those that look like years too."""
    told = dict(waits(HISTORY, title="历年宣传数据")) | {m: v for m, v, *_ in entered(HISTORY, title="历年宣传数据")}
    assert {"web_articles_published", "submissions_received"} <= set(told)
    named = [["通讯员", "官网发稿（条）"], ["张小明", "1977"], ["李小红", "52"]]
    assert entered(named) == [] and waits(named) == [] and listed(named) == "1977、52"


@pytest.mark.parametrize("mark", ["*", "※", "①", "[1]", "（注1）", "注2"])
def test_a_name_with_the_mark_of_a_note_waits(mark):
    """*2018年为1—6月数 stands somewhere below."""
    plainly, marked = ([["单位", "官网发稿（条）"], ["教务处", "12"], [name, "9"]] for name in ("团委", f"团委{mark}"))
    assert [row[1] for row in entered(plainly)] == [12, 9]
    assert [row[1] for row in entered(marked)] == [12]
    header = [["单位", f"官网发稿{mark}"], ["教务处", "12"], ["团委", "9"]]
    assert entered(header) == []


def test_a_note_of_the_whole_is_no_mark():
    table = [["单位", "官网发稿（条）", "备注"], ["教务处", "12", ""], ["团委", "9", ""]]
    assert [row[1] for row in entered(table)] == [12, 9]


def test_a_quoted_sentence_is_read_and_waits():
    sentence = "原通报“全校共收到供稿118件，采用72件”有误。"
    assert entered(sentence) == []
    assert {value for _, value in waits(sentence)} >= {118} and "72" in listed(sentence) + str(waits(sentence))


def test_a_grade_before_a_number_is_no_part_of_it():
    sentence = "现有学生记者32人（高一18人、高二14人）。"
    assert [row[1] for row in entered(sentence)] == [32]
    assert [value for _, value in waits(sentence)] == [18, 14]


@pytest.mark.parametrize(
    ("sentence", "metric", "value"),
    [
        ("制作宣传版面320块。", "display_boards_made", 320),
        ("季度内登记舆情9起，均为一般舆情。", "sentiment_items_logged", 9),
        ("网络评论员在册86人。", "commentators_in_office", 86),
        ("院报发放稿费21400元。", "manuscript_fees_paid", 21_400),
        ("全年发放稿费38.7万元。", "manuscript_fees_paid", 387_000),
        ("志愿者累计服务4318小时。", "volunteer_hours", 4318),
        ("校外媒体报道264篇次，1至3月合计702篇次。", "external_media_items", 702),
    ],
)
def test_what_no_fixed_words_say_is_proposed_by_the_words_around_it_and_never_enters(sentence, metric, value):
    assert (metric, value) in waits(sentence)
    assert (metric, value) not in [row[:2] for row in entered(sentence)]


@pytest.mark.parametrize(
    ("before", "metric"),
    [
        ("官方抖音运行平稳。", "douyin_followers_net"),
        ("官方抖音运行平稳。各项工作有序。", "douyin_followers_net"),
        ("官方微博、官方抖音运行平稳。", "douyin_followers_net"),
        ("官方抖音、官方微博运行平稳。", "weibo_followers_net"),
    ],
)
def test_a_channel_holds_for_the_sentences_behind_and_of_two_the_last(before, metric):
    told = before + "本月净增粉丝320人。"
    assert [row[:2] for row in entered(told)] + waits(told) == [(metric, 320)]


# --- what still entered wrongly of sentences and tables written by kind

TABLE_OF_UNITS = [["单位", "官网发稿（条）"], ["教务处", "12"], ["团委", "9"], ["合计", "21"]]


@pytest.mark.parametrize(
    "line",
    [
        ["说明", "数据为一季度累计"],
        ["备注", "统计周期为2月26日至3月25日"],
        ["统计时间：1月1日—3月31日", ""],
        ["注：以上为1至3月数据", ""],
    ],
)
def test_a_line_inside_a_table_that_tells_another_time_holds_for_all_of_it(line):
    assert entered([*TABLE_OF_UNITS, line]) == []
    assert len(entered([*TABLE_OF_UNITS, ["填报人", ""]])) == 3


@pytest.mark.parametrize(
    ("header", "told"), [("统计时间", "1-3月"), ("起止时间", "2月26日至3月25日"), ("统计截止", "3月20日")]
)
def test_a_column_that_tells_another_time_holds_for_its_rows(header, told):
    assert entered([["单位", "官网发稿（条）", header], ["教务处", "12", told], ["团委", "9", told]]) == []


def test_days_in_a_header_are_no_month():
    assert entered([["单位", "官网发稿（2.26-3.25）"], ["教务处", "12"], ["团委", "9"]]) == []


def test_a_total_over_a_marked_row_or_over_media_of_its_own_waits():
    marked = [["单位", "官网发稿（条）"], ["教务处*", "12"], ["团委", "9"], ["合计", "21"]]
    assert [row[1] for row in entered(marked)] == [9]
    media = [["媒体级别", "篇数"], ["中央", "2"], ["省级", "5"], ["校内", "30"], ["合计", "37"]]
    assert [row[1] for row in entered("媒体报道情况如下：", media)] == [2, 5]


@pytest.mark.parametrize(
    "blocks",
    [
        ["本月数据自上月25日起算。", "官网发布新闻65条。"],
        ["公众号推出10万+推文3篇。"],
        ["全校公众号发布推文465篇。"],
        ["各级公众号发布推文465篇。"],
        ["主要公众号发布推文465篇。"],
        ["所有微信公众号发布推文465篇。"],
        ["官微有效粉丝3.2万人。"],
        ["推文采用率56%。"],
        ["学习强国号发布稿件36篇。"],
        ["官网发布新闻65条，统计至3月25日17时。"],
    ],
)
def test_some_of_several_and_until_some_hour_wait(blocks):
    assert entered(*blocks) == [] and waits(*blocks) != []


def test_what_people_were_trained_in_is_asked():
    table = [["年度", "通讯员培训（人次）", "官网发稿（条）"], ["2020年", "48", "120"], ["2021年", "55", "130"]]
    assert ("training_attendances", 48) in waits(table, title="历年宣传数据")
