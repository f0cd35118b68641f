"""Warnings that are let stand stay quiet until they say another thing; renamed columns and moved figures are answered
by a row of a table."""

from urllib.parse import urlencode

import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.commands import seen
from pipelines.desk import mending, tables
from pipelines.landing.land import ingest

HEADER = ["文章标题" if h == "标题" else h for h in WEBSITE]


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "home")
    drop(home, article("一", "外语部", "2020-09-03"), article("二", "国交处", "2020-09-04"))
    return home


def drop(home, *articles):
    write_csv(home.raw / "website/main/2020-09/稿件.csv", [WEBSITE, *articles])


def faults(home):
    return ingest(home, scratch=home.root / "scratch").faults


def test_a_warning_is_quiet_until_its_content_changes(home):
    found = [f for f in faults(home) if f.code == "unknown_department"]
    assert seen.mark(home, found, "外单位，不统计", "宣传部") == 2
    assert seen.mark(home, found, "外单位，不统计", "宣传部") == 0, "once is enough"
    open_, quiet = seen.split(faults(home), seen.load(home))
    assert [f.value for f in quiet] == [f.value for f in found]
    assert not [f for f in open_ if f.code == "unknown_department"]
    drop(
        home,
        article("一", "外语部", "2020-09-03"),
        article("二", "国交处", "2020-09-04"),
        article("三", "国交处", "2020-09-05"),
    )
    open_, quiet = seen.split(faults(home), seen.load(home))
    assert [f.value for f in quiet] == ["外语部"] and [f.value for f in open_ if f.code == "unknown_department"] == [
        "国交处"
    ]


def test_an_error_cannot_be_let_stand(home):
    drop(home, article("一", "英语学院", "九月三日"))
    errors = [f for f in faults(home) if f.severity == "error"]
    assert errors and seen.mark(home, errors, "没关系", "宣传部") == 0
    assert errors[0] in seen.split(faults(home), seen.load(home))[0]


def test_what_is_on_record_can_be_read_and_taken_back(home):
    seen.mark(home, faults(home), '=HYPERLINK("x")', "宣传部")
    text = (home.root / seen.FILE_NAME).read_bytes()
    assert text.decode("utf-8").startswith("\ufeff日期,谁看的"), "Excel shows Chinese"
    (first, *_) = seen.load(home)
    assert seen.take_back(home, {first.key}) == 1 and first.key not in {s.key for s in seen.load(home)}


def test_a_damaged_line_does_not_count(home):
    seen.mark(home, faults(home), "看过", "宣传部")
    path = home.root / seen.FILE_NAME
    path.write_text(path.read_text(encoding="utf-8-sig") + "half a line,\n", encoding="utf-8-sig")
    assert len(seen.load(home)) == 2


def test_a_renamed_column_is_answered_by_a_row_of_the_mapping(home):
    write_csv(home.raw / "website/main/2020-09/稿件.csv", [HEADER, article("一", "英语学院", "2020-09-03")])
    (fault,) = [f for f in faults(home) if f.code == "missing_column"]
    renamed = mending.columns_for(fault)
    (choice,) = [v for v, label in renamed.choices.items() if label == "“标题”就是文件里的“文章标题”"]
    tables.add_rows(home, "列名对照", [mending.mapping(renamed, choice)])
    assert not [f for f in faults(home) if f.severity == "error"]


def test_a_file_that_lacks_a_column_altogether_has_no_such_form(home):
    write_csv(home.raw / "website/main/2020-09/稿件.csv", [WEBSITE[1:], article("", "英语学院", "2020-09-03")[1:]])
    (fault,) = [f for f in faults(home) if f.severity == "error"]
    assert mending.columns_for(fault) is None


@pytest.mark.parametrize(
    ("old", "new", "cells"),
    [(2, 3, ("2", "3")), (None, 3, ("3", "3")), (2, None, ("2", "")), (0.5, 1234567, ("0.5", "1234567"))],
)
def test_a_reason_is_a_row_of_the_ledger_of_corrections(old, new, cells):
    figure = mending.Moved(
        "2020-08", "web_articles_published", "网站发稿", "department", "news", "新闻中心", old, new, "a.csv", "", True
    )
    row = mending.correction(figure, "漏登")
    assert (row["导出原值"], row["修正为"]) == cells and row["部门编号"] == "news" and row["账号编号"] == ""


def test_the_page_marks_and_shows_again(home, desk_for):
    desk = desk_for(home)
    desk.ask_until("/faults", "外语部")
    found = [f for f in faults(home) if f.value == "外语部"]
    form = {"form": desk.form_token(), "key": seen.key_of_all(found), "reason": "外单位", "by": "宣传部"}
    desk.ask("POST", "/faults/mark", urlencode(form | {"by": ""}).encode())
    assert "没有标记" in desk.ask_until("/faults", "外语部")
    desk.ask("POST", "/faults/mark", urlencode(form).encode())
    page = desk.ask_until("/faults", "不再提醒的 1 处")
    assert "外单位" in page and "登记到部门别名" not in page.split("国交处")[0]
    desk.ask("POST", "/faults/unmark", urlencode({"form": desk.form_token(), "key": seen.key(found[0])}).encode())
    assert "不再提醒的" not in desk.ask_until("/faults", "外语部")


def test_the_commands_are_quiet_about_it_too(home, command):
    seen.mark(home, [f for f in faults(home) if f.value == "外语部"], "外单位", "宣传部")
    told = command("check", "--home", str(home.root)).stdout
    assert "国交处" in told and "外语部" not in told and "另有 1 处提醒已标为看过" in told
