"""Every bad file ends in a fault that a clerk can act on, and never in a row."""

import zipfile
from datetime import date

import pytest
from export_files import locked_xlsx, xls
from homes import ARTICLES, FOLLOWERS, REFERENCE, article, followers, make_home, write_csv, write_xlsx

from pipelines.faults import describe
from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "某 学院")


def errors(home):
    return [f for f in ingest(home).faults if f.severity == "error"]


def rows(home, dataset):
    return ingest(home).frames[dataset].height if dataset in ingest(home).frames else 0


def the_error(home, code):
    found = errors(home)
    assert [f.code for f in found] == [code], "\n".join(map(describe, found))
    assert any("\u4e00" <= c <= "\u9fff" for c in found[0].message)
    return found[0]


WEB = "website/main/2020-09/list"


def test_a_clean_home_has_no_errors(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article()])
    write_csv(home.raw / "wechat/官微/2020-09/user.csv", [["用户增长"], FOLLOWERS, *followers()])
    assert errors(home) == []


def test_truncated_workbook(home):
    whole = write_xlsx(home.raw / f"{WEB}.xlsx", {"Sheet1": [ARTICLES, article()]})
    whole.write_bytes(whole.read_bytes()[:2000])
    the_error(home, "damaged_file")


def test_password_protected_workbook(home):
    plain = write_xlsx(home.raw / f"{WEB}.xlsx", {"Sheet1": [ARTICLES, article()]})
    plain.write_bytes(locked_xlsx(plain.read_bytes()))
    assert "密码" in the_error(home, "encrypted_file").message


OLD_WORD = xls([["部门", "数量"]]) + "WordDocument".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("通报.doc", OLD_WORD.replace("Workbook".encode("utf-16-le"), b""), "unsupported_file"),
        ("通报.doc", OLD_WORD[:2000], "damaged_file"),
        ("通报.docx", b"PK\x03\x04" + bytes(2000), "damaged_file"),
        ("通报.pdf", b"%PDF-1.7\n", "unsupported_file"),
        ("通报.xls", xls([["部门", "数量"], ["英语学院", 3]]), "unsupported_file"),
    ],
)
def test_a_bulletin_that_cannot_be_read_is_to_be_saved_as_word_not_exported_again(home, name, data, code):
    path = home.raw / "bulletins/2020-09" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    message = the_error(home, code).message
    assert ".docx" in message and "平台" not in message


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"  \r\n\r\n"])
def test_empty_file(home, content):
    (home.raw / "website/main").mkdir(parents=True)
    (home.raw / f"{WEB}.csv").parent.mkdir()
    (home.raw / f"{WEB}.csv").write_bytes(content)
    the_error(home, "empty_file")


def test_picture_named_workbook(home):
    (home.raw / WEB).parent.mkdir(parents=True)
    (home.raw / f"{WEB}.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    the_error(home, "unsupported_file")


def test_utf16_text(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article()], encoding="utf-16")
    assert "UTF-8" in the_error(home, "bad_encoding").message


def test_missing_required_column_names_it_and_the_unknown_one(home):
    header = ["标题", "栏目", "发布单位", "作者", "编辑", "审核人", "上线日期", "状态", "点击量"]
    write_csv(home.raw / f"{WEB}.csv", [header, article()])
    fault = the_error(home, "missing_column")
    assert "发布时间" in fault.column and "上线日期" in fault.message and "website_list" in fault.message


def test_two_columns_of_one_name(home):
    write_csv(home.raw / f"{WEB}.csv", [[*ARTICLES, "点击量"], [*article(), "11"]])
    assert "点击量" in the_error(home, "duplicate_column").message


def test_impossible_date(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(), article(published="2020-13-45")])
    fault = the_error(home, "bad_date")
    assert (fault.row, fault.column, fault.value) == (3, "发布时间", "2020-13-45")
    assert rows(home, "web_article") == 1


def test_text_where_a_number_belongs(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(clicks="abc")])
    fault = the_error(home, "bad_number")
    assert (fault.row, fault.column, fault.value) == (2, "点击量", "abc")


def test_negative_clicks(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(clicks="-3")])
    assert the_error(home, "rule_broken").value == "-3"


@pytest.mark.parametrize(
    ("path", "header", "row"),
    [
        # Days of another year; a list that was drawn before the month its folder names was over.
        ("wechat/官微/2020-09/user.csv", FOLLOWERS, ["2019-09-10", "3", "1", "2", "100"]),
        (f"{WEB}.csv", ARTICLES, article(published="2020-10-01 08:00")),
    ],
)
def test_days_that_cannot_be_those_of_the_folder(home, path, header, row):
    write_csv(home.raw / path, [header, row])
    assert "2020-09-01 至 2020-09-30" in the_error(home, "wrong_period").message


def test_a_list_of_works_all_older_than_its_folder_counts_and_is_doubted(home):
    """Filed by the month of the download, counts as of its end; but it does not say that the month had no works."""
    write_csv(
        home.raw / f"{WEB}.csv", [ARTICLES, article(published="2020-07-02"), article("二", published="2020-08-20")]
    )
    ingested = ingest(home)
    (fault,) = ingested.faults
    assert (fault.severity, fault.code, fault.month) == ("warning", "older_works", "2020-09")
    assert "2020-07-02 至 2020-08-20" in fault.message and "不能说明" in fault.message
    rows = ingested.frames["web_article"]
    assert rows.select("month", "as_of").rows() == [("2020-07", date(2020, 9, 30)), ("2020-08", date(2020, 9, 30))]
    (receipt,) = ingested.entries[f"{WEB}.csv"].receipts
    assert (receipt.period_start, receipt.period_end, receipt.as_of) == ("2020-07-02", "2020-08-20", "2020-08-20")


def test_a_list_with_a_work_of_the_month_covers_the_month(home):
    write_csv(
        home.raw / f"{WEB}.csv", [ARTICLES, article(published="2020-07-02"), article("二", published="2020-09-01")]
    )
    ingested = ingest(home)
    (receipt,) = ingested.entries[f"{WEB}.csv"].receipts
    assert ingested.faults == []
    assert (receipt.period_start, receipt.period_end, receipt.as_of) == ("2020-07-02", "2020-09-30", "2020-09-30")


def test_days_that_have_not_come(home):
    write_csv(home.raw / "website/main/list.csv", [ARTICLES, article(published="2099-09-10")])
    the_error(home, "future_date")


def test_two_formats_in_one_file(home):
    posts = [
        ["微博id", "微博正文", "发布时间", "点赞数", "转发数", "评论数"],
        ["4500000000000001", "你好", "2020-09-01 10:00", "1", "2", "3"],
    ]
    days = [["日期", "粉丝数"], ["2020-09-01", "100"]]
    write_xlsx(home.raw / "weibo/2020-09/all.xlsx", {"博文": posts, "每日": days})
    the_error(home, "mixed_formats")


def test_export_of_a_platform_we_do_not_count(home):
    header = ["时间", "展现量", "粉丝展现量", "阅读(播放)量", "粉丝阅读(播放)量", "点赞量", "评论量"]
    write_xlsx(home.raw / "weibo/数据趋势_2026.xlsx", {"Sheet1": [header, ["累计", *["9"] * 6]]})
    assert "今日头条" in the_error(home, "unclaimed_platform").message


def test_export_in_the_wrong_folder(home):
    write_csv(home.raw / "weibo/user.csv", [FOLLOWERS, *followers()])
    assert "raw/wechat/" in the_error(home, "wrong_folder").message


def test_file_lying_in_raw_itself(home):
    write_csv(home.raw / "user.csv", [FOLLOWERS, *followers()])
    assert "raw/wechat/" in the_error(home, "wrong_folder").message


def test_net_that_is_not_the_difference(home):
    write_csv(home.raw / "wechat/官微/u.csv", [FOLLOWERS, ["2020-09-01", "5", "1", "3", "100"]])
    assert "净增" in the_error(home, "rule_broken").message


def test_every_fault_of_every_file_at_once(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(clicks="abc"), article(published="昨天"), article(title="")])
    write_csv(home.raw / "weibo/x.csv", [["甲", "乙"], ["1", "2"]])
    assert sorted(f.code for f in errors(home)) == ["bad_date", "bad_number", "missing_value", "unrecognised_file"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (article(department="英文学院", clicks="abc"), "bad_number"),
        (article(department="英文学院", published="昨天"), "bad_date"),
        (article(department="英文学院", title=""), "missing_value"),
        (article(department="英文学院", published="2020-10-10 08:00"), "wrong_period"),
    ],
)
def test_a_misspelt_name_is_told_together_with_what_refuses_its_row(home, row, code):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, row])
    error, unknown = ingest(home).faults
    assert (error.code, unknown.code, unknown.row, unknown.value) == (code, "unknown_department", 2, "英文学院")


def test_a_name_in_kept_and_refused_rows_is_told_once_with_its_first_place(home):
    kept, refused = article(department="英文学院"), article("二", department="英文学院", clicks="abc")
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article("零"), refused, kept])
    (unknown,) = [f for f in ingest(home).faults if f.code == "unknown_department"]
    assert (unknown.row, "（2 行）" in unknown.message) == (3, True)


UNIT_COLUMNS = ["部门编号", "部门名称", "部门类型", "显示顺序", "启用日期", "停用日期", "继任部门编号", "参与统计"]
UNITS = [
    UNIT_COLUMNS,
    ["youth", "校团委", "群团组织", "1", "", "2020-06-30", "students", "是"],
    ["students", "学生工作处", "行政部门", "2", "", "", "", "是"],
    ["alumni", "校友会", "群团组织", "3", "", "2020-08-31", "", "是"],
    # Its first row is closed by its second, as in the warehouse.
    ["logistics", "后勤管理处", "行政部门", "4", "", "", "", "是"],
    ["logistics", "后勤处", "行政部门", "4", "2020-03-01", "", "", "是"],
    ["info", "信息学院", "二级学院", "5", "2020-09-10", "", "", "是"],
]


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("校团委", "09-05", "只用到 2020-06-30，2020-09-05 已经停用，那时是“学生工作处”（students）"),
        ("校友会", "09-05", "只用到 2020-08-31，2020-09-05 已经停用"),
        ("后勤管理处", "09-05", "只用到 2020-02-29，2020-09-05 已经停用，那时是“后勤处”（logistics）"),
        ("信息学院", "09-05", "从 2020-09-10 起才启用，2020-09-05 还没有这个名称"),
    ],
)
def test_a_name_that_was_not_valid_on_its_day_is_not_called_unknown(tmp_path, name, day, told):
    home = make_home(tmp_path, {"部门表": UNITS, "部门别名": [["别名", "部门编号", "来源"]]})
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(department=name, published=f"2020-{day} 08:00")])
    (fault,) = [f for f in ingest(home).faults if f.value == name]
    assert (fault.code, fault.severity) == ("name_not_valid", "warning")
    assert fault.message.startswith(f"部门“{name}”{told}。请核对这一天")


def test_a_name_that_ended_within_a_file_is_told_at_the_row_after_its_end(tmp_path):
    units = [UNIT_COLUMNS, ["alumni", "校友会", "群团组织", "1", "", "2020-09-15", "", "是"]]
    home = make_home(tmp_path, {"部门表": units, "部门别名": [["别名", "部门编号", "来源"]]})
    valid = article(department="校友会")
    late = article("二", department="校友会", published="2020-09-20 08:00")
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, valid, late, article("三", department="校友会")])
    (fault,) = [f for f in ingest(home).faults if f.value == "校友会"]
    assert (fault.code, fault.row, fault.month) == ("name_not_valid", 3, "2020-09")


def told(home):
    """(code, column) of each error, as the clerk counts them."""
    return sorted((f.code, f.column) for f in errors(home))


def test_a_rule_of_the_whole_row_is_not_held_against_a_cell_that_could_not_be_read(tmp_path):
    starts = [["指标编号", "启用月份"], ["party_uploads", "2020-13"]]
    assert told(make_home(tmp_path, {"指标启用月份": starts})) == [("bad_month", "启用月份")]


def test_what_is_missing_beside_what_cannot_be_read_is_told_with_it(home):
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article(title="", published="昨天")])
    assert told(home) == [("bad_date", "发布时间"), ("missing_value", "标题")]


def test_a_cell_that_stands_for_several_figures_is_one_fault(home):
    """The day of a wide row is the day of each of its figures."""
    header = ["日期", "总播放量", "总点赞量", "总分享量"]
    rows = [["", "1", "2", "3"], ["2020-13-01", "1", "2", "3"], ["2020-09-02", "x", "y", "3"]]
    write_csv(home.raw / "douyin/2020-09/a.csv", [header, *rows])
    assert told(home) == [
        ("bad_date", "日期"), ("bad_number", "总播放量"), ("bad_number", "总点赞量"), ("missing_value", "日期")
    ]  # fmt: skip


def test_a_figure_of_a_wide_row_is_doubted_under_its_own_header(home):
    write_csv(home.raw / "douyin/2020-09/a.csv", [["日期", "总播放量", "总点赞量"], ["2020-09-02", "8", "10万+"]])
    header = ["统计月份", "公众号名称", "主办单位", "转载篇数", "打卡次数"]
    write_csv(home.raw / "registers/2020-09/b.csv", [header, ["2020-09", "甲", "英语学院", "3", "-5"]])
    assert {(f.code, f.column) for f in ingest(home).faults} == {
        ("capped_value", "总点赞量"), ("rule_broken", "打卡次数")
    }  # fmt: skip


def test_a_mark_for_unknown_in_a_wide_row_is_no_figure_and_no_fault(home):
    write_csv(home.raw / "douyin/2020-09/a.csv", [["日期", "总播放量", "5秒完播率"], ["2020-09-02", "8", "-"]])
    found = ingest(home)
    assert found.faults == []
    assert found.frames["account_day"]["metric_id"].to_list() == ["plays"]


@pytest.mark.parametrize(
    ("path", "header", "row"),
    [
        (f"{WEB}.csv", ARTICLES, ["一则", "新闻", *article()[1:]]),
        ("douyin/2020-09/a.csv", ["日期", "总播放量", "总点赞量"], ["2020-09-02", "1", "234", "5"]),
    ],
)
def test_of_cells_that_slipped_under_another_header_only_that_is_told(home, path, header, row):
    """Whatever stands there is no date and no number of the column it stands in; nothing in it is to be mended."""
    write_csv(home.raw / path, [header, article() if header is ARTICLES else ["2020-09-01", "1", "2"], row])
    assert told(home) == [("torn_row", "")]


def test_cells_that_slipped_under_another_header_are_no_names(home):
    path = write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article()])
    with path.open("a", encoding="utf-8") as stream:
        stream.write("一则,新闻,校园新闻,英语学院,演示甲,演示乙,演示丙,2020-09-10 08:00,已发布,10\n")
    codes = {f.code for f in ingest(home).faults}
    assert "torn_row" in codes and not {"unknown_department", "unknown_site_column"} & codes


@pytest.mark.parametrize("suffix", [".crdownload", ".part", ".opdownload"])
def test_a_download_that_has_not_ended_is_no_export_however_whole_it_looks(home, suffix):
    write_csv(home.raw / f"{WEB}.csv{suffix}", [ARTICLES, article()])
    assert "没有下载完" in the_error(home, "unfinished_download").message


def test_a_layout_whose_headers_the_home_has_not_registered_is_named_with_where_to_register_them(tmp_path):
    home = make_home(tmp_path, {"列名对照": REFERENCE["列名对照"][:1]})
    write_csv(home.raw / f"{WEB}.csv", [ARTICLES, article()])
    message = the_error(home, "unmapped_format").message
    assert "网站后台稿件列表" in message and "格式编号 website_list" in message and "列名对照" in message


def test_a_folder_that_only_looks_like_a_month_is_told(home):
    write_csv(home.raw / "website/main/2020-13/a.csv", [ARTICLES, article()])
    (fault,) = ingest(home).faults
    assert (fault.code, fault.severity, fault.value) == ("no_such_month", "warning", "2020-13")


def test_a_ledger_that_is_called_complete_says_for_when(home):
    rows = [["调研日期", "调研主题"], ["2019-09-10", "思想动态"]]
    for name in ("调研（登全）", "调研2019年（登全）", "调研2019年（未登全）"):
        write_csv(home.raw / f"registers/{name}.csv", [*rows, ["2019-09-11", name]])
    told = [(f.code, f.value) for f in ingest(home).faults if f.code == "complete_when"]
    assert told == [("complete_when", "调研（登全）")]


def test_unknown_folder_when_there_are_several_accounts(tmp_path):
    accounts = [["账号编号", "平台", "账号名称", "文件夹"], ["a", "公众号", "甲", "甲"], ["b", "公众号", "乙", "乙"]]
    home = make_home(tmp_path, {"账号表": accounts})
    write_csv(home.raw / "wechat/u.csv", [FOLLOWERS, *followers()])
    assert "甲" in the_error(home, "unknown_account").message


def test_a_list_of_a_site_that_nobody_registered_is_told_with_all_else_that_is_wrong_with_it(tmp_path):
    sites = [
        ["站点编号", "站点名称", "站点级别", "文件夹"],
        ["main", "主站", "主站", "main"],
        ["news", "新闻网", "其他", "news"],
    ]
    home = make_home(tmp_path, {"站点表": sites})
    write_csv(home.raw / "website/u.csv", [ARTICLES, article(published="2025-02-30 09:00"), article()])
    told = {f.code: f for f in errors(home)}
    assert set(told) == {"unknown_site", "bad_date"}
    assert "在站点表中登记该站点" in told["unknown_site"].message and "账号" not in told["unknown_site"].message
    assert rows(home, "web_article") == 0


@pytest.mark.parametrize(
    ("table", "extra", "code"),
    [
        ("部门表", [["a", "甲", "党群", "b", "8", ""], ["b", "乙", "党群", "a", "9", ""]], "parent_cycle"),
        ("部门表", [["english", "英语学院", "二级学院", "", "3", "是"]], "duplicate_key"),
        ("部门别名", [["后勤", "houqin", ""]], "dangling_id"),
        ("部门别名", [["外语系", "news", "供稿"]], "duplicate_key"),
        ("账号表", [["wechat_main", "公众号", "又一个", "别的", ""]], "duplicate_key"),
        ("账号表", [["wechat_two", "公众号", "又一个", "官微", ""]], "shared_folder"),
        ("账号表", [["x", "抖手", "某", "", ""]], "bad_choice"),
        ("栏目表", [["学院新闻", "很重要"]], "rule_broken"),
    ],
)
def test_reference_tables_must_hold_together(tmp_path, table, extra, code):
    from homes import REFERENCE

    home = make_home(tmp_path, {table: [*REFERENCE[table], *extra]})
    assert code in {f.code for f in errors(home)}


def test_a_department_written_twice_is_told_by_its_name_and_both_rows(tmp_path):
    table = [["部门名称", "部门类型"], ["护理学院", "二级学院"], ["图书馆", "中心"], ["护理学院", "二级学院"]]
    site = [["站点名称", "站点级别", "主办部门编号"], ["官网", "主站", "图书馆"]]
    others = {
        "部门别名": [["别名", "部门编号"], ["护院", "护理学院"]],
        "账号表": [["平台", "账号名称"], ["微博", "某校"]],
        "党组织表": [["党组织名称", "党组织类型"], ["党委", "党委"]],
    }
    home = make_home(tmp_path, {"部门表": table, "站点表": site, **others})
    fault = the_error(home, "duplicate_key")
    assert (fault.row, fault.column, fault.value) == (4, "部门名称", "护理学院")
    assert "“护理学院”在部门表里登记了不止一次，前一次在第 2 行" in fault.message


VERSIONS = ["账号编号", "平台", "账号名称", "文件夹", "启用日期", "停用日期", "是否官方"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        # A new name whose first row is left open and marked again; a year without the account.
        ([["a", "公众号", "旧名", "甲", "", "", "是"], ["a", "公众号", "新名", "甲", "2021-07-01", "", "是"]], []),
        ([["a", "公众号", "旧名", "甲", "", "2019-12-31", ""], ["a", "公众号", "新名", "乙", "2021-01-01", "", ""]],
         []),
        ([["a", "公众号", "旧名", "甲", "", "2021-07-01", ""], ["a", "公众号", "新名", "甲", "2021-07-01", "", ""]],
         ["version_overlap"]),
        ([["a", "公众号", "新名", "甲", "2021-07-01", "", ""], ["a", "公众号", "旧名", "甲", "", "2021-12-31", ""]],
         ["version_overlap"]),
        ([["a", "公众号", "旧名", "甲", "2021-07-01", "2020-07-01", ""]], ["version_overlap"]),
        ([["a", "公众号", "旧名", "甲", "", "", ""], ["a", "微博", "新名", "甲", "2021-07-01", "", ""]],
         ["two_platforms"]),
        ([["a", "公众号", "旧名", "甲", "", "", ""], ["b", "公众号", "新名", "甲", "2021-07-01", "", "是"]],
         ["shared_folder"]),
    ],
)  # fmt: skip
def test_versions_of_an_account_follow_each_other(tmp_path, rows, codes):
    home = make_home(tmp_path, {"账号表": [VERSIONS, *rows]})
    assert [f.code for f in ingest(home).faults] == codes


VERSIONED = {
    "部门表": (["部门编号", "部门名称", "部门类型", "显示顺序"], ["english", "英语系", "二级学院", "3"]),
    "党组织表": (["党组织编号", "党组织名称", "党组织类型", "显示顺序"], ["staff", "教工支部", "党支部", "1"]),
    "站点表": (["站点编号", "站点名称", "站点级别"], ["main", "官网", "主站"]),
    "栏目表": (["栏目", "重要程度"], ["校园新闻", "重要"]),
    "媒体表": (["媒体名称", "媒体级别"], ["湖南日报", "省级"]),
    "部门别名": (["别名", "部门编号", "来源"], ["外语系", "english", "供稿"]),
    "党组织别名": (["党组织别名", "党组织编号", "来源"], ["教工一支部", "staff", "供稿"]),
    "菜单表": (["账号编号", "一级菜单", "二级菜单", "显示顺序"], ["wechat_main", "微资讯", "要闻", "1"]),
    "计分规则表": (["计分项编号", "办法编号", "分值"], ["site", "points", "2"]),
}


@pytest.mark.parametrize("table", VERSIONED)
@pytest.mark.parametrize(
    ("spans", "values"),
    [
        ([("", "2021-06-30"), ("2021-07-01", "")], []),
        ([("", ""), ("2021-07-01", "")], []),  # an open end is closed by the next row
        ([("", "2021-07-01"), ("2021-07-01", "")], ["2021-07-01"]),
        ([("2021-07-01", ""), ("", "2021-12-31")], ["2021-07-01"]),
        ([("2021-07-01", "2020-07-01")], ["2020-07-01"]),
    ],
)
def test_versions_of_one_thing_follow_each_other_in_every_table(tmp_path, table, spans, values):
    header, cells = VERSIONED[table]
    rows = [[*header, "启用日期", "停用日期"], *([*cells, *span] for span in spans)]
    found = errors(make_home(tmp_path, {table: rows}))
    assert [f.value for f in found if f.code == "version_overlap"] == values
    assert all(f.path == f"reference/{table}.csv" and "第 2 行" in f.message for f in found if f.value in values)


@pytest.mark.parametrize("folder", ["旧名", "新名", "a"])
def test_a_file_belongs_to_the_account_that_any_of_its_names_tells(tmp_path, folder):
    rows = [["a", "公众号", "旧名", "", "", "", ""], ["a", "公众号", "新名", "", "2020-09-15", "", ""]]
    other = ["b", "公众号", "别的", "别的", "", "", "是"]
    home = make_home(tmp_path, {"账号表": [VERSIONS, *rows, other]})
    write_csv(home.raw / f"wechat/{folder}/u.csv", [FOLLOWERS, *followers()])
    assert errors(home) == []
    assert set(ingest(home).frames["wechat_follower_day"]["account_id"]) == {"a"}


ACCOUNTS = ["账号编号", "平台", "账号名称", "文件夹"]
TWO = [["a", "公众号", "甲院微信", "甲"], ["b", "公众号", "官微", "乙"]]


def official_faults(tmp_path, table):
    faults = ingest(make_home(tmp_path, {"账号表": table})).faults
    return [(f.severity, f.code) for f in faults if "official" in f.code]


def test_an_account_table_without_the_official_column_works_and_says_who_is_taken(tmp_path):
    home = make_home(tmp_path, {"账号表": [ACCOUNTS, *TWO]})
    (fault,) = [f for f in ingest(home).faults if f.code == "official_not_marked"]
    assert fault.severity == "warning"
    assert "“甲院微信”当作官方" in fault.message and "是否官方" in fault.message


def test_one_account_of_a_channel_is_the_official_one(tmp_path):
    marked = [*ACCOUNTS, "是否官方"]
    assert official_faults(tmp_path / "one", [marked, [*TWO[0], ""], [*TWO[1], "是"]]) == []
    assert official_faults(tmp_path / "alone", [ACCOUNTS, TWO[0]]) == []
    assert official_faults(tmp_path / "both", [marked, [*TWO[0], "是"], [*TWO[1], "是"]]) == [
        ("error", "two_official_accounts")
    ]


DATED = [*ACCOUNTS, "启用日期", "停用日期", "是否官方"]


def test_the_official_account_may_change_from_one_day_to_the_next(tmp_path):
    old, new = TWO
    handed_over = [[*old, "", "2020-06-30", "是"], [*new, "2020-07-01", "", "是"]]
    assert official_faults(tmp_path / "closed", [DATED, *handed_over]) == []
    goes_on = [[*old, "", "", "是"], [*old, "2020-07-01", "", "否"], [*new, "", "2020-06-30", ""], handed_over[1]]
    assert official_faults(tmp_path / "goes on", [DATED, *goes_on]) == []
    a_day_too_early = [handed_over[0], [*new, "2020-06-30", "", "是"]]
    assert official_faults(tmp_path / "early", [DATED, *a_day_too_early]) == [("error", "two_official_accounts")]
    # A row that says nothing goes on with what the row before it said.
    silent = [[*old, "", "", "是"], [*old, "2020-07-01", "", ""], handed_over[1]]
    assert official_faults(tmp_path / "silent", [DATED, *silent]) == [("error", "two_official_accounts")]


def test_months_that_no_account_is_official_in_are_told(tmp_path):
    only_now = [[*TWO[0], "", "", ""], [*TWO[0], "2020-07-01", "", "是"]]
    assert official_faults(tmp_path, [DATED, *only_now]) == [("warning", "no_official_before")]


def test_a_zip_that_is_no_workbook(home):
    path = home.raw / f"{WEB}.xlsx"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    the_error(home, "archive_file")
