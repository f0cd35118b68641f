"""``check --xlsx``: the workbook a clerk works in, and its way back through ``raw/reference``."""

import fastexcel
import pytest
from homes import ARTICLES, REFERENCE, article, make_home, write_csv, write_xlsx

from pipelines.commands.todo import KINDS
from pipelines.landing.land import ingest
from pipelines.sources.catalog import load, normalise

MEDIA = ["报道日期", "媒体名称", "标题", "报道部门"]


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "h")
    rows = [
        article(f"新闻{n}", department=f"英语学院{n % 3}室", column="学院动态" if n % 2 else "校园新闻")
        for n in range(9)
    ]
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *rows])
    write_csv(home.raw / "website/main/2020-09/坏.csv", [ARTICLES, article("坏", clicks="abc")])
    return home


def sheets(path) -> dict[str, list[list]]:
    reader = fastexcel.read_excel(path)
    loaded = {n: reader.load_sheet(n, header_row=None, dtypes="string").to_polars() for n in reader.sheet_names}
    return {name: [[c or "" for c in row] for row in frame.rows()] for name, frame in loaded.items()}


def test_what_is_decided_counts_and_what_is_not_does_not(command, home, tmp_path):
    path = tmp_path / "待办.xlsx"
    done = command("check", "--home", str(home.root), "--xlsx", str(path))
    assert done.returncode == 1 and "部门别名 3 个、新部门 3 个、栏目 1 个、要改的文件 1 处" in done.stdout
    found = sheets(path)
    assert found["部门别名"][0][:4] == ["确认", "别名", "部门编号", "备注"]
    assert found["部门别名"][1][:3] == ["", "英语学院0室", "英语学院"] and found["部门别名"][1][4] == "3"
    assert found["栏目"][1][:3] == ["", "学院动态", ""]
    assert found["要改的文件"][1][:2] == ["错误", "website/main/2020-09/坏.csv"]
    before = ingest(home)
    # Untouched it changes nothing, and nothing of it is a fault.
    (home.reference / "待办.xlsx").write_bytes(path.read_bytes())
    untouched = ingest(home)
    assert [f.message for f in untouched.faults] == [f.message for f in before.faults]
    found["部门别名"][1][0] = "是"
    found["部门别名"][2][:3] = ["是", "英语学院1室", "不统计"]
    found["栏目"][1][:3] = ["是", "学院动态", "一般"]
    write_xlsx(home.reference / "待办.xlsx", found)
    read = ingest(home)
    assert [f.value for f in read.faults if f.code == "unknown_department"] == ["英语学院2室"]
    assert [f for f in read.faults if f.code == "unknown_site_column"] == []
    assert read.frames["web_article"].filter(department_name="英语学院1室").height == 0
    aliases = read.reference.tables["ref_department_alias"].filter(alias="英语学院0室")
    assert aliases["department_id"].to_list() == ["english"]


def test_a_name_that_shares_a_letter_is_no_answer_filled_in(command, tmp_path):
    """The rows of a college's other name are confirmed with one stroke; those of another office must not be."""
    home = make_home(tmp_path / "h", {"部门表": [*REFERENCE["部门表"], ["youth", "团委", "党群", "", "4", "是"]]})
    rows = [article(f"甲{n}", department=name) for n, name in enumerate(("英语系", "某某市卫健委", "党工部"))]
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *rows])
    command("check", "--home", str(home.root), "--xlsx", str(tmp_path / "待办.xlsx"))
    found = sheets(tmp_path / "待办.xlsx")["部门别名"][1:]
    assert {row[1]: row[2] for row in found if row[1]} == {
        "英语系": "英语学院", "某某市卫健委": "", "党工部": "党委工作部",
    }  # fmt: skip
    assert all("团委" in row[6] for row in found if row[1] == "某某市卫健委")


def test_a_workbook_somebody_may_have_worked_in_is_not_overwritten(command, home, tmp_path):
    path = tmp_path / "待办.xlsx"
    path.write_bytes(b"mine")
    for place in (path, tmp_path / "待办.csv", tmp_path / "没有" / "待办.xlsx"):
        assert command("check", "--home", str(home.root), "--xlsx", str(place)).returncode == 2
    assert path.read_bytes() == b"mine"


def test_a_home_without_anything_to_do_says_so(command, tmp_path):
    home = make_home(tmp_path / "h")
    done = command("check", "--home", str(home.root), "--xlsx", str(tmp_path / "a.xlsx"))
    assert done.returncode == 0 and "没有要处理的" in done.stdout


def test_every_sheet_speaks_in_the_headers_of_its_table():
    """A sheet whose headers no table of one's own has would come back unread."""
    forms = [f for f in load().of("reference")]
    for _, kind in KINDS:
        wanted = {normalise(header) for header in kind.headers}
        fits = [
            f.id
            for f in forms
            if wanted <= f.known_headers and all(wanted & set(names) for names in f.required.values())
        ]
        assert len(fits) == 1, kind.sheet


def test_codes_of_party_systems_come_with_where_they_belong(command, home, tmp_path):
    upload = ["组织名称", "活动类型", "活动主题", "活动时间", "应到人数", "实到人数", "上传时间", "附件数", "审核状态"]
    rows = [["英语学院教工支部", kind, "甲", "2020-09-03", 5, 5, "2020-09-04", 1, state] for kind, state in CODES]
    write_xlsx(home.raw / "party/2020-09/活动.xlsx", {"Sheet1": [upload, *rows]})
    path = tmp_path / "待办.xlsx"
    assert command("check", "--home", str(home.root), "--xlsx", str(path)).returncode == 1
    found = {tuple(row[1:6]) for row in sheets(path)["党建代码"][1:]}
    assert found == {
        ("generic", "活动类型", "支部委员会", "支委会", ""),
        ("generic", "活动类型", "道德讲堂", "", ""),
        ("generic", "状态", "待审核", "未审核", "否"),
        ("generic", "状态", "存档", "", ""),
    }
    answered = sheets(path)
    for row in answered["党建代码"][1:]:
        row[0] = "是" if row[4] else ""
    write_xlsx(home.reference / "待办.xlsx", answered)
    unknown = {f.value for f in ingest(home).faults if f.code == "unknown_code"}
    assert unknown == {"道德讲堂", "存档"}


CODES = [("支部委员会", "已通过"), ("道德讲堂", "待审核"), ("党课", "存档")]


def test_a_name_may_be_a_new_department_a_new_branch_or_another_name_of_one(command, home, tmp_path):
    upload = ["组织名称", "活动类型", "活动主题", "活动时间", "应到人数", "实到人数", "上传时间", "附件数", "审核状态"]
    rows = [[org, "党课", "甲", "2020-09-03", 5, 5, "2020-09-04", 1, "已通过"] for org in ("英语教工", "俄语支部")]
    write_xlsx(home.raw / "party/2020-09/活动.xlsx", {"Sheet1": [upload, *rows]})
    path = tmp_path / "待办.xlsx"
    command("check", "--home", str(home.root), "--xlsx", str(path))
    answered = sheets(path)
    for row in answered["党组织别名"][1:]:
        row[:3] = ["是" if row[1] == "英语教工" else "", row[1], "英语学院教工支部"]
    for row in answered["新党组织"][1:]:
        row[:3] = ["是" if row[1] == "俄语支部" else "", row[1], "党支部"]
    for row in answered["新部门"][1:]:
        row[:3] = ["是", row[1], "二级学院"]
    write_xlsx(home.reference / "待办.xlsx", answered)
    read = ingest(home)
    assert {f.code for f in read.faults} & {"unknown_party_org", "unknown_department"} == set()
    made = read.reference.tables["ref_department"].filter(name="英语学院0室")
    assert made["department_id"].to_list() == ["yingyuxueyuan0shi"] and made["display_order"].to_list() == [4]
