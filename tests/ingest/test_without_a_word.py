"""What passed without a word: the period a file names against its folder, the same bytes in two months, cells and
members that hold no one value, rows of another year."""

import json
from datetime import date

import pytest
import xlsxwriter
from homes import ARTICLES, article, followers, make_home, write_csv, write_xlsx
from homes import FOLLOWERS as HEADER

from pipelines.landing.land import ingest, land
from pipelines.rows import values

MENU = ["一级菜单", "二级菜单", "菜单点击次数", "菜单点击人数", "人均点击次数"]
ROWS = [["招生", "简章", 120, 80, 1.5]]


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h")


def codes(home) -> list[str]:
    return sorted({fault.code for fault in ingest(home).faults})


def windows(home) -> list[tuple]:
    frame = ingest(home).frames["wechat_menu"].filter(~pl_superseded())
    return frame.select("period_start", "period_end", "clicks").sort("period_start").rows()


def pl_superseded():
    import polars as pl

    return pl.col("is_superseded")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("菜单分析_2020-09-01至2020-09-15", "菜单分析_2020-09-16至2020-09-30"),
        ("菜单20200901-20200915", "菜单20200916-20200930"),
        ("菜单9.1-9.15", "菜单9.16-9.30"),
        ("9月1日至15日", "9月16日至30日"),
        ("菜单（1-15日）", "菜单（16-30日）"),
        ("菜单上半月", "菜单下半月"),
    ],
)
def test_two_windows_in_one_month_folder_are_two_windows(home, first, second):
    for name in (first, second):
        write_xlsx(home.raw / f"wechat/官微/2020-09/{name}.xlsx", {"Sheet1": [MENU, [*ROWS[0][:2], len(name), 8, 1.5]]})
    assert [w[:2] for w in windows(home)] == [
        (date(2020, 9, 1), date(2020, 9, 15)), (date(2020, 9, 16), date(2020, 9, 30)),
    ]  # fmt: skip
    assert "same_day" not in codes(home)


@pytest.mark.parametrize("name", ["菜单分析", "菜单v1.2-1.3", "菜单2020", "菜单8.1-8.15", "菜单_20201005"])
def test_a_name_that_names_no_days_of_the_month_leaves_the_month_to_the_folder(home, name):
    write_xlsx(home.raw / f"wechat/官微/2020-09/{name}.xlsx", {"Sheet1": [MENU, *ROWS]})
    assert windows(home) == [(date(2020, 9, 1), date(2020, 9, 30), 120)]


def test_a_name_that_speaks_of_another_month_counts_and_is_told(home):
    write_xlsx(home.raw / "wechat/官微/2020-09/菜单分析2020年8月.xlsx", {"Sheet1": [MENU, *ROWS]})
    assert windows(home) == [(date(2020, 8, 1), date(2020, 8, 31), 120)]
    (fault,) = [f for f in ingest(home).faults if f.code == "two_months"]
    assert "文件名写的是 2020-08-01 至 2020-08-31，文件夹写的是 2020-09" in fault.message


def test_parts_of_a_month_need_the_month():
    assert values.period("9.1-9.15") is None
    assert values.period("9.1-9.15", "2020-09") == (date(2020, 9, 1), date(2020, 9, 15))
    assert values.period("下旬", "2020-02") == (date(2020, 2, 21), date(2020, 2, 29))
    assert values.period("9.16-9.31", "2020-09") is None


def test_the_same_sums_in_two_month_folders_are_two_months(home):
    for month in ("2020-08", "2020-09"):
        write_csv(home.raw / f"wechat/官微/{month}/菜单.csv", [MENU, *ROWS])
    assert windows(home) == [(date(2020, 8, 1), date(2020, 8, 31), 120), (date(2020, 9, 1), date(2020, 9, 30), 120)]
    (fault,) = [f for f in ingest(home).faults if f.code == "same_export_twice"]
    assert fault.path == "wechat/官微/2020-09/菜单.csv"
    assert "各按自己的文件夹（文件名）计一次" in fault.message


def test_the_same_days_in_two_month_folders_are_read_once_and_the_gap_is_told(home):
    for month in ("2020-08", "2020-09"):
        write_csv(home.raw / f"wechat/官微/{month}/用户增长.csv", [HEADER, *followers(month="2020-08")])
    ingested = ingest(home)
    assert ingested.entries["wechat/官微/2020-09/用户增长.csv"].status == "duplicate"
    (fault,) = [f for f in ingested.faults if f.code == "same_export_twice"]
    assert "写的月份没有自己的导出" in fault.message
    assert "删去" not in fault.message


def test_the_same_bytes_of_two_accounts_are_an_export_of_each(tmp_path):
    accounts = [["账号编号", "平台", "账号名称", "文件夹"], ["a", "公众号", "甲", "甲"], ["b", "公众号", "乙", "乙"]]
    home = make_home(tmp_path / "h", {"账号表": accounts})
    for folder in ("甲", "乙"):
        write_csv(home.raw / f"wechat/{folder}/2020-09/用户增长.csv", [HEADER, *followers()])
    assert set(ingest(home).frames["wechat_follower_day"]["account_id"]) == {"a", "b"}
    assert "same_export_twice" in codes(home)


def test_a_copy_beside_its_original_is_read_once(home):
    for name in ("2020-09/a", "2020-09/a - 副本", "备份/a"):
        write_csv(home.raw / f"wechat/官微/{name}.csv", [HEADER, *followers()])
    statuses = {n: e.status for n, e in ingest(home).entries.items() if n.startswith("wechat")}
    assert sorted(statuses.values()) == ["duplicate", "duplicate", "read"]
    assert "same_export_twice" not in codes(home)


def faults_of(home, code: str) -> list[tuple]:
    return [(f.severity, f.row, f.column, f.value) for f in ingest(home).faults if f.code == code]


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_a_failed_formula_in_a_workbook_is_no_empty_cell(home, error):
    path = home.raw / "wechat/官微/2020-09/用户增长.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "x")
        sheet = book.add_worksheet("数据")
        for number, row in enumerate([HEADER, *followers()]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(3, 4, "=A1/0", None, error)
    assert faults_of(home, "bad_number") == [("error", 4, HEADER[4], error)]


@pytest.mark.parametrize("mark", ["NaN", "nan", "#N/A"])
def test_a_number_that_is_none_is_unknown_and_told(home, mark):
    write_csv(home.raw / "wechat/官微/2020-09/菜单.csv", [MENU, ["招生", "-", 120, mark, 1.5]])
    assert faults_of(home, "no_number") == [("warning", 2, MENU[3], mark)]
    assert ingest(home).frames["wechat_menu"]["people"].to_list() == [None]


def test_a_dash_is_unknown_without_a_word(home):
    write_csv(home.raw / "wechat/官微/2020-09/菜单.csv", [MENU, ["招生", "-", 120, "-", 1.5]])
    assert faults_of(home, "no_number") == []


def answer(second: str) -> str:
    row = {"ref_date": "2020-09-01", "user_source": 0, "cumulate_user": 100}
    return json.dumps({"list": [row]})[:-3] + second + "}]}"


@pytest.mark.parametrize(("second", "found"), [(', "cumulate_user": 200', True), (', "cumulate_user": 100', False)])
def test_a_member_written_twice_with_two_values_is_refused(home, second, found):
    path = home.raw / "wechat/官微/2020-09/getusercumulate.json"
    path.parent.mkdir(parents=True)
    path.write_text(answer(second), "utf-8")
    assert ("double_member" in codes(home)) is found


def test_rows_of_another_year_in_a_list_are_told(home):
    rows = [article(published=f"2020-09-{day:02d} 08:00", title=f"稿{day}") for day in range(1, 21)]
    rows.append(article(published="2010-09-21 08:00", title="旧"))
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *rows])
    (fault,) = [f for f in ingest(home).faults if f.code == "stray_date"]
    assert (fault.severity, fault.row, fault.value) == ("warning", 22, "2010-09-21")


def test_a_list_of_ten_years_has_no_stray_rows(home):
    rows = [article(published=f"{2010 + n // 3}-0{1 + 3 * (n % 3)}-01 08:00", title=f"稿{n}") for n in range(30)]
    write_csv(home.raw / "website/main/全部.csv", [ARTICLES, *rows])
    assert "stray_date" not in codes(home)


def test_lines_of_days_still_to_come_do_not_count_and_are_told(home):
    line = '203.0.113.1 - - [{}:10:00:00 +0800] "GET /info/1021/1.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0"\n'
    path = home.raw / "website/main/access.log"
    path.parent.mkdir(parents=True)
    path.write_text(line.format("01/Sep/2020") + line.format("01/Sep/2098"), "utf-8")
    ingested = ingest(home)
    assert ingested.months == ["2020-09"]
    assert ingested.frames["web_traffic_month"]["month"].unique().to_list() == ["2020-09"]
    assert [(f.severity, f.value) for f in ingested.faults if f.code == "future_log_lines"] == [
        ("warning", "2098-09-01")
    ]


@pytest.mark.parametrize("status", ["待发布", "审核不通过", "退回", "已发布", "审核通过", "撤稿", "发 布", "Published"])
def test_the_usual_states_of_an_article_need_no_table(home, status):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(status=status)])
    assert "unknown_status" not in codes(home)


def test_a_state_that_nobody_knows_waits_for_the_table(home):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(status="已归档"), article(title="二")])
    (fault,) = [f for f in ingest(home).faults if f.code == "unknown_status"]
    assert (fault.severity, fault.value, fault.column) == ("warning", "已归档", "状态")
    write_csv(home.reference / "稿件状态表.csv", [["稿件状态", "是否计数", "来源"], ["已归档", "是", "website"]])
    assert "unknown_status" not in codes(home)


def articles(*days: int) -> list:
    return [article(published=f"2020-09-{day:02d} 08:00", title=f"稿{day}") for day in days]


def left_out(home) -> list[tuple]:
    return [(f.path, f.row, f.message) for f in ingest(home).faults if f.code == "left_out_later"]


def test_what_a_corrected_export_no_longer_holds_is_told_and_still_counts(home):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *articles(1, 2, 3, 4)])
    write_csv(home.raw / "website/main/2020-09重新导出/a.csv", [ARTICLES, *articles(1, 2, 4)])
    ((path, row, message),) = left_out(home)
    assert (path, row) == ("website/main/2020-09/a.csv", 4)
    assert "有 1 行只在这个文件里（如第 4 行“稿3”）" in message
    assert "照常计入" in message
    land(home, ingest(home))
    (home.raw / "website/main/2020-09/a.csv").unlink()
    assert left_out(home) == []


def test_a_list_whose_only_row_was_deleted_is_told_and_still_counts(home):
    older = "website/main/2020-09/a.csv"
    write_csv(home.raw / older, [ARTICLES, *articles(3)])
    write_csv(home.raw / "website/main/2020-08/a.csv", [ARTICLES, article(published="2020-08-03 08:00")])
    empty = write_csv(home.raw / "website/main/2020-09更正/a.csv", [ARTICLES])

    def told():
        return [(f.path, f.month, f.message) for f in ingest(home).faults if f.code == "emptied_later"]

    ((path, month, message),) = told()
    assert (path, month) == (older, "2020-09")
    assert message.startswith(
        "后来的 website/main/2020-09更正/a.csv 也讲这些天，里面只有表头；这个文件里的 1 行照常计入"
    )
    land(home, ingest(home))
    assert len(told()) == 1
    empty.unlink()
    assert told() == []


def test_an_empty_list_that_was_replaced_by_a_full_one_empties_nothing(home):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES])
    write_csv(home.raw / "website/main/2020-09更正/a.csv", [ARTICLES, *articles(3)])
    assert [f for f in ingest(home).faults if f.code == "emptied_later"] == []


@pytest.mark.parametrize(
    ("older", "later"),
    [((1, 2, 3), (4, 5, 6)), ((1, 2, 3), (3, 4)), ((1, 2, 3, 4, 5), (1, 5)), ((1, 2), (1, 2, 3))],
    ids=["other days", "rolled on", "another selection", "grown"],
)
def test_a_list_that_is_no_correction_leaves_nothing_out(home, older, later):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *articles(*older)])
    write_csv(home.raw / "website/main/2020-09重新导出/a.csv", [ARTICLES, *articles(*later)])
    assert left_out(home) == []


def test_half_of_a_list_left_out_is_told(home):
    """As many rows are repeated as are gone: still the same list; one more gone, and it is another selection."""
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *articles(1, 2, 3, 4)])
    write_csv(home.raw / "website/main/2020-09重新导出/a.csv", [ARTICLES, *articles(1, 4)])
    ((path, row, message),) = left_out(home)
    assert (path, row) == ("website/main/2020-09/a.csv", 3)
    assert "有 2 行只在这个文件里" in message


def test_lists_of_one_day_are_about_the_same_day(home):
    one, two, three = (article(published="2020-09-03 08:00", title=title) for title in "甲乙丙")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, one, two, three])
    write_csv(home.raw / "website/main/2020-09重新导出/a.csv", [ARTICLES, one, three])
    assert [row for _, row, _ in left_out(home)] == [3]


MEDIA = ["标题", "媒体名称", "刊发时间"]


@pytest.mark.parametrize("shown", ["#REF!", "#NAME?", "#VALUE!", " #DIV/0! "])
def test_a_formula_that_failed_is_no_title_and_no_name(home, shown):
    """In a text that may be empty it is told and left empty; where something must stand the row is refused."""
    rows = [MEDIA, [shown, "江海日报", "2020-09-03"], ["甲", shown, "2020-09-04"]]
    write_csv(home.raw / "registers/外宣.csv", rows)
    read = ingest(home)
    told = {(f.code, f.row) for f in read.faults if f.code in ("failed_formula", "missing_value")}
    assert told == {("failed_formula", 2), ("missing_value", 3)}
    assert read.frames["media_item"].select("title", "outlet").rows() == [(None, "江海日报")]


def test_a_day_to_come_is_told_with_its_row(home):
    rows = [MEDIA, ["甲", "江海日报", "2020-09-03"], ["乙", "江海日报", "2092-09-03"], ["丙", "江海日报", "2093-09-03"]]
    write_csv(home.raw / "registers/外宣.csv", rows)
    (fault,) = [f for f in ingest(home).faults if f.code == "future_date"]
    assert (fault.row, fault.value) == (3, "2092-09-03") and "共 2 行" in fault.message


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["序号", "媒体", "标题", "日期"], ("校外媒体报道登记", "“媒体”像是“媒体名称”、“日期”像是“刊发时间”")),
        (["讲座", "日期", "地点"], None),
    ],
)
def test_a_header_in_other_words_is_led_to_the_ledger_it_is_like(home, header, said):
    write_csv(home.raw / "registers/表.csv", [header, *[["甲"] * len(header)] * 3])
    (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
    if said:
        assert fault.code == "missing_column" and all(part in fault.message for part in said)
    else:
        assert fault.code == "unrecognised_file"


@pytest.mark.parametrize(("far", "is_told"), [("2020-01-09", True), ("2020-08-30", False)])
def test_a_row_far_from_the_month_its_folder_states_is_told(home, far, is_told):
    """A 1 typed for a 10, or for a 9; an event on the eve of the month is no slip."""
    days = [f"2020-09-{day:02d}" for day in range(1, 21)]
    rows = [["获奖日期", "奖项名称", "获奖级别"], *([day, f"奖{day}", "省级"] for day in (*days, far))]
    write_csv(home.raw / "registers/2020-09/获奖.csv", rows)
    told = [f for f in ingest(home).faults if f.code == "stray_date"]
    assert [(f.severity, f.row, f.value) for f in told] == ([("warning", 22, far)] if is_told else [])


CRAWLED = [
    "id", "bid", "正文", "头条文章url", "原始图片url", "视频url", "Live Photo视频url", "位置", "日期", "工具", "点赞数",
    "评论数", "转发数", "话题", "@用户", "完整日期", "是否编辑过", "编辑次数",
]  # fmt: skip


def crawled(number: object, text: str) -> list:
    return [number, "Abc", text, "", "", "", "", "", "2020-09-03", "网页", 3, 2, 1, "", "", "2020-09-03 10:00", "", 0]


def test_posts_whose_numbers_a_spreadsheet_shortened_are_not_made_one(home):
    rows = [crawled("5.14E+15", "开学"), crawled("5.14E+15", "军训")]
    write_csv(home.raw / "weibo/2020-09/微博.csv", [CRAWLED, *rows], "gbk")
    found = [f for f in ingest(home).faults if f.code == "shortened_id"]
    assert [(f.severity, f.row, f.column, f.value) for f in found] == [
        ("error", 2, "id", "5.14E+15"), ("error", 3, "id", "5.14E+15"),
    ]  # fmt: skip
    assert "从平台重新导出，原样放入" in found[0].message


@pytest.mark.parametrize(
    ("numbers", "is_told"),
    [
        ([5140000000001370, 5140000000002750, 5140000000004130, 5140000000005500], True),
        ([5140000000001377, 5140000000002754, 5140000000004131, 5140000000005508], False),
        ([5140000000001370, 5140000000002750, 5140000000004130, 5140000000005508], False),
        ([5140000000001370, 5140000000002750], False),
    ],
)
def test_numbers_that_all_end_in_noughts_have_lost_their_ends(home, numbers, is_told):
    rows = [crawled(str(number), f"第{number}条") for number in numbers]
    write_csv(home.raw / "weibo/2020-09/微博.csv", [CRAWLED, *rows])
    assert ("shortened_id" in codes(home)) == is_told
