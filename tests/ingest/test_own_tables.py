"""The institution's own tables as a clerk fills them: examples, proposals, ids left out, names that need not count."""

import pytest
from homes import ARTICLES, REFERENCE, article, make_home, write_csv

from pipelines.home import Home
from pipelines.institution.ids import id_of, made_ids
from pipelines.landing.land import ingest, land

DEPARTMENTS = ["示例", "部门编号", "部门名称", "部门类型", "显示顺序"]


def home_with(tmp_path, **tables) -> Home:
    return make_home(tmp_path / "h", {name: rows for name, rows in tables.items()})


def ids(read, table="ref_department", column="department_id") -> list[str]:
    return read.reference.tables[table][column].to_list()


def faults(read, severity="error") -> list:
    return [f for f in read.faults if f.severity == severity]


def test_nothing_of_a_new_home_counts_until_it_is_filled_in(command, tmp_path):
    assert command("init", str(tmp_path / "h")).returncode == 0
    read = ingest(Home(tmp_path / "h"))
    rows = {name: frame.height for name, frame in read.reference.tables.items() if frame.height}
    assert list(rows) == ["ref_column_mapping"] and read.faults == []


@pytest.mark.parametrize("mark", ["示例", "示例 ", "例", "示例行"])
def test_a_marked_row_never_counts_and_one_that_was_edited_is_told(tmp_path, mark):
    template = [mark, "xuanchuanbu", "宣传部", "党群", "1"]
    edited = [mark, "", "英语学院", "二级学院", "2"]
    read = ingest(home_with(tmp_path, 部门表=[DEPARTMENTS, template, edited, ["", "", "新闻中心", "党群", "3"]]))
    assert ids(read) == ["xinwenzhongxin"]
    (told,) = [f for f in read.faults if f.code == "edited_example"]
    assert (told.severity, told.row) == ("warning", 3)


def test_a_row_whose_mark_was_deleted_or_whose_column_was_deleted_counts(tmp_path):
    without = [["部门名称", "部门类型", "显示顺序"], ["宣传部", "党群", "1"]]
    assert ids(ingest(home_with(tmp_path / "a", 部门表=without))) == ["xuanchuanbu"]
    blank = [DEPARTMENTS, ["", "", "宣传部", "党群", "1"], [None, "news", "新闻中心", "党群", "2"]]
    assert ids(ingest(home_with(tmp_path / "b", 部门表=blank))) == ["xuanchuanbu", "news"]


def test_proposals_count_once_they_are_confirmed(tmp_path):
    proposals = [
        ["确认", "别名", "部门编号", "行数", "相近的名字"],
        *([c, f"{n}系", "英语学院", "3", "英语学院"] for n, c in PROPOSED),
    ]
    read = ingest(home_with(tmp_path, 部门别名=proposals))
    assert read.reference.tables["ref_department_alias"]["alias"].to_list() == ["甲系", "丁系"]
    assert ids(read, "ref_department_alias") == ["english", "english"]
    assert read.faults == []


PROPOSED = [("甲", "是"), ("乙", ""), ("丙", "否"), ("丁", "√"), ("戊", "待定")]


def test_ids_are_made_of_names_and_stay_through_a_rename(tmp_path):
    table = [
        ["部门编号", "部门名称", "部门类型", "显示顺序", "上级部门编号", "启用日期", "停用日期"],
        ["", "外国语学院", "二级学院", "1", "", "", "2021-08-31"],
        ["外国语学院", "国际语言学院", "二级学院", "1", "", "2021-09-01", ""],
        ["", "翻译系（MTI）", "教学部", "2", "国际语言学院", "", ""],
    ]
    accounts = [
        ["平台", "账号名称", "文件夹", "主办部门编号"],
        ["公众号", "测试学院", "官微", "国际语言学院"],
        ["微博", "测试学院", "", ""],
    ]
    sites = [["站点名称", "站点级别", "文件夹", "主办部门编号"], ["学校官网", "主站", "main", "翻译系（MTI）"]]
    aliases = [["别名", "部门编号"], ["英语系", "国际语言学院"]]
    home = home_with(
        tmp_path, 部门表=table, 账号表=accounts, 站点表=sites, 部门别名=aliases, 党组织表=REFERENCE["党组织表"][:1]
    )
    read = ingest(home)
    assert [f for f in read.faults if f.severity == "error"] == []
    assert ids(read) == ["waiguoyuxueyuan", "waiguoyuxueyuan", "fanyiximti"]
    assert read.reference.tables["ref_department"]["parent_id"].to_list()[2] == "waiguoyuxueyuan"
    assert ids(read, "ref_account", "account_id") == ["wechat_ceshixueyuan", "weibo_ceshixueyuan"]
    assert ids(read, "ref_account") == ["waiguoyuxueyuan", None]
    assert ids(read, "ref_site", "site_id") == ["xuexiaoguanwang"] and ids(read, "ref_site") == ["fanyiximti"]
    assert ids(read, "ref_department_alias") == ["waiguoyuxueyuan"]
    assert "waiguoyuxueyuan" in made_ids(read.reference.tables)["部门表"]
    land(home, read)
    assert ids(ingest(home)) == ids(read)


def test_names_that_are_spelt_alike_and_names_that_nobody_has_are_told(tmp_path):
    table = [["部门名称", "部门类型", "显示顺序"], ["数学系", "二级学院", "1"], ["书学系", "二级学院", "2"]]
    read = ingest(home_with(tmp_path, 部门表=table, 部门别名=[["别名", "部门编号"], ["甲", "没有这个系"]]))
    assert any((f.code, f.row) == ("missing_value", 3) for f in faults(read))
    assert any(f.code == "dangling_id" and f.value == "没有这个系" for f in faults(read))


@pytest.mark.parametrize(
    ("name", "made"), [("宣传部", "xuanchuanbu"), ("EMBA 中心", "embazhongxin"), ("——", ""), ("a·B 2", "ab2")]
)
def test_an_id_is_ascii(name, made):
    assert id_of(name) == made


UNCOUNTED = {
    "部门别名": [
        ["别名", "部门编号", "来源", "启用日期", "停用日期", "备注"],
        ["外单位甲", "不统计", "", "", "", "兄弟院校"],
        ["外单位乙", "不统计", "官网", "2020-09-05", "2020-09-20", ""],
        ["外语系", "english", "", "", "", ""],
    ],
    "栏目表": [["栏目", "重要程度"], ["校园新闻", "重要"], ["招聘信息", "不统计"]],
}


def test_what_need_not_count_is_left_out_with_its_reason_and_asked_of_nobody(tmp_path):
    home = home_with(tmp_path, **UNCOUNTED)
    rows = [
        article("计"),
        article("甲的", department="外单位甲"),
        article("两家", department="外语系、外单位甲"),
        article("乙在其时", department="外单位乙", published="2020-09-10 08:00"),
        article("乙在其后", department="外单位乙", published="2020-09-25 08:00"),
        article("招聘", column="招聘信息"),
    ]
    write_csv(home.raw / "website/main/a.csv", [ARTICLES, *rows])
    read = ingest(home)
    frame = read.frames["web_article"]
    assert frame["title"].to_list() == ["计", "两家", "乙在其后"]
    assert frame["department_name"].to_list() == ["英语学院", "外语系", "外单位乙"]
    (receipt,) = read.entries["website/main/a.csv"].receipts
    assert (receipt.rows_in, receipt.rows_kept, receipt.rows_skipped) == (3, 3, 3)
    notes = {f.value: f for f in faults(read, "note")}
    assert set(notes) == {"外单位甲", "外单位乙", "招聘信息"} and "兄弟院校" in notes["外单位甲"].message
    assert [f.value for f in faults(read, "warning")] == ["外单位乙"]  # after its span
    land(home, read)
    write_csv(home.reference / "部门别名.csv", UNCOUNTED["部门别名"][:1])
    assert ingest(home).frames["web_article"].height == 5


def test_a_column_need_not_count_on_one_site_and_counts_on_the_other(tmp_path):
    sites = [
        ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"],
        ["main", "官网", "主站", "main", "office"],
        ["college", "学院网", "二级网站", "college", "english"],
    ]
    columns = [["栏目", "重要程度", "站点编号"], ["招聘信息", "不统计", "main"], ["招聘信息", "一般", "college"]]
    home = home_with(tmp_path, 站点表=sites, 栏目表=columns)
    for site in ("main", "college"):
        write_csv(home.raw / f"website/{site}/a.csv", [ARTICLES, article(f"{site} 的招聘", column="招聘信息")])
    read = ingest(home)
    assert read.frames["web_article"].select("site_id", "title").rows() == [("college", "college 的招聘")]
    assert [(f.path, f.value) for f in faults(read, "note")] == [("website/main/a.csv", "招聘信息")]


def test_a_name_with_a_slip_where_an_id_is_asked_for_is_told_with_the_likely_names(tmp_path):
    read = ingest(home_with(tmp_path, 部门别名=[["别名", "部门编号"], ["英语系", "英语学完"]]))
    (fault,) = faults(read)
    assert "相近的有：英语学院" in fault.message


@pytest.mark.parametrize(
    ("header", "orders", "found"),
    [
        (["部门名称", "部门类型", "显示顺序"], ["", "", ""], [1, 2, 3]),
        (["部门名称", "部门类型", "显示顺序"], ["", "5", " "], [6, 5, 7]),
        (["部门名称", "部门类型"], None, [1, 2, 3]),
    ],
)
def test_places_in_a_list_are_those_of_the_rows_where_nobody_wrote_them(tmp_path, header, orders, found):
    names = ["宣传部", "教务处", "商学院"]
    rows = [[name, "党群", *([orders[at]] if orders else [])] for at, name in enumerate(names)]
    read = ingest(home_with(tmp_path, 部门表=[header, *rows]))
    assert [f.message for f in faults(read) if f.code != "dangling_id"] == []
    assert read.reference.tables["ref_department"]["display_order"].to_list() == found


def test_a_row_that_does_not_count_still_tells_how_far_its_file_goes(tmp_path):
    home = home_with(tmp_path, 部门别名=[["别名", "部门编号"], ["校友会", "不统计"]])
    rows = [ARTICLES, article("甲"), article("乙", department="校友会", published="2020-09-28 09:00")]
    write_csv(home.raw / "website/main/稿件.csv", rows)
    read = ingest(home)
    (receipt,) = read.entries["website/main/稿件.csv"].receipts
    assert (receipt.first_date, receipt.last_date, receipt.rows_in) == ("2020-09-10", "2020-09-28", 1)
    assert read.frames["web_article"]["title"].to_list() == ["甲"]
