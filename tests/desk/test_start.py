"""From an empty home to tables that hold: the first-time guide."""

from urllib.parse import urlencode

import pytest

from pipelines.commands.greeting import name_in_tables
from pipelines.commands.init import init
from pipelines.desk import guide
from pipelines.home import Home
from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    init(str(tmp_path / "新 学院"))
    return Home(tmp_path / "新 学院")


def look(home):
    return ingest(home, scratch=home.root / "scratch")


def test_pasted_departments_are_departments(home):
    reference = look(home).reference
    rows = [
        ["党委宣传部", "党群", ""],
        ["外国语学院", "二级学院", ""],
        ["英语系", "教学部", "外国语学院"],
        ["", "党群", ""],
    ]
    assert guide.add(home, guide.STEPS["departments"], rows, reference) == (3, ["（没有名称的一行）"])
    ingested = look(home)
    assert [f for f in ingested.faults if f.severity == "error"] == []
    found = {
        r["name"]: (r["department_id"], r["parent_id"], r["display_order"])
        for r in ingested.reference.rows("ref_department")
    }
    assert found["英语系"] == ("yingyuxi", "waiguoyuxueyuan", 3)
    again = guide.add(
        home, guide.STEPS["departments"], [["英语系", "教学部", ""], ["音乐系", "教学部", ""]], ingested.reference
    )
    assert again == (1, ["英语系"])
    assert [r["display_order"] for r in look(home).reference.rows("ref_department")] == [1, 2, 3, 4]


def test_accounts_and_sites_are_found_by_their_files(home):
    reference = look(home).reference
    guide.add(home, guide.STEPS["accounts"], [["公众号", "新学院", "", "", "是"]], reference)
    guide.add(home, guide.STEPS["sites"], [["官网", "主站", "", ""]], reference)
    reference = look(home).reference
    assert [r["channel_id"] for r in reference.rows("ref_account")] == ["wechat"]
    assert [r["name"] for r in reference.rows("ref_site")] == ["官网"]


def test_the_name_is_registered_once(home):
    guide.name_it(home, "新学院")
    guide.name_it(home, "新语言学院")
    assert name_in_tables(home) == "新语言学院"
    assert [f for f in look(home).faults if f.severity == "error"] == []


def test_the_guide_opens_by_itself_and_marks_what_is_done(home, desk_for):
    desk = desk_for(home)
    assert desk.ask_until("/", "", status=303)
    assert "现在做这一步" in desk.ask_until("/start", "单位名称")
    desk.ask("POST", "/start/name", urlencode({"form": desk.form_token("/start"), "name": "新学院"}).encode())
    page = desk.ask_until("/start", "已登记：新学院")
    assert page.index("做好了") < page.index("现在做这一步")
    cells = {"cell.0.0": "宣传部", "cell.0.1": "党群"}
    desk.ask("POST", "/start/departments", urlencode({"form": desk.form_token("/start"), **cells}).encode())
    assert "部门表登记了 1 行" in desk.ask_until("/start", "已有 1 个")
