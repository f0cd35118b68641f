"""An unknown name is answered by a row of the desk's own table, which can be taken back."""

import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.desk import tables
from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "home")
    write_csv(
        home.raw / "website/main/2020-09/稿件.csv",
        [WEBSITE, article("一", "外语部", "2020-09-03"), article("二", "国交处", "2020-09-04")],
    )
    return home


def unknown(home):
    return sorted(f.value for f in ingest(home, scratch=home.root / "s").faults if f.code == "unknown_department")


def test_an_answer_is_a_row_and_the_name_is_known(home):
    before = (home.reference / "部门别名.csv").read_bytes()
    reference = ingest(home, scratch=home.root / "s").reference
    remedy = tables.remedy_for("unknown_department", reference)
    assert remedy.choices["english"] == "英语学院"
    path = tables.add_row(home, remedy, "外语部", "english")
    assert unknown(home) == ["国交处"]
    assert (home.reference / "部门别名.csv").read_bytes() == before, "the clerk's own table is never written"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel shows Chinese"
    assert tables.added(home) == {"部门别名": 1}


def test_the_last_answer_can_be_taken_back(home):
    remedy = tables.remedy_for("unknown_department", ingest(home, scratch=home.root / "s").reference)
    tables.add_row(home, remedy, "外语部", "english")
    tables.add_row(home, remedy, "国交处", "office")
    assert "国交处" in tables.take_back(home, "部门别名")
    assert unknown(home) == ["国交处"]
    assert "外语部" in tables.take_back(home, "部门别名")
    assert tables.added(home) == {} and tables.take_back(home, "部门别名") == ""


def test_only_an_offered_answer_is_written(home):
    remedy = tables.remedy_for("unknown_department", ingest(home, scratch=home.root / "s").reference)
    with pytest.raises(ValueError):
        tables.add_row(home, remedy, "外语部", "someone_else")


def test_a_name_that_looks_like_a_formula_stays_a_name(home):
    remedy = tables.remedy_for("unknown_department", ingest(home, scratch=home.root / "s").reference)
    path = tables.add_row(home, remedy, '=HYPERLINK("x"),"', "english")
    assert '"=HYPERLINK(""x""),"""' in path.read_text(encoding="utf-8-sig")
