"""A ledger filled in on the page is read like one that was filled in with Excel."""

from urllib.parse import urlencode

import fastexcel
import polars as pl
import pytest
from homes import make_home

from pipelines.commands.templates import ledgers
from pipelines.desk import ledger as books
from pipelines.desk.grid import filled_rows
from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def look(home):
    return ingest(home, scratch=home.root / "scratch")


ROWS = [["骨干培训", "2020-09-03", "党员培训", "42"], ["新任干部班", "2020-09-20", "干部培训", "7"]]


@pytest.fixture
def training(home):
    fmt = books.ledger_of("register_training")
    return fmt, books.path_of(home, fmt, "2020-09"), books.columns_of(fmt, look(home).reference)


def test_what_is_saved_is_read_by_the_program_and_by_the_page(home, training):
    fmt, path, columns = training
    assert books.save(home, fmt, path, columns, ROWS, "") == ""
    receipt = look(home).entries["registers/2020-09/培训班登记（工作台）.xlsx"].receipts[0]
    assert (receipt.format, receipt.rows_kept, receipt.rows_refused) == ("register_training", 2, 0)
    assert books.read(path, columns)[0] == ROWS
    sheet = fastexcel.read_excel(path).load_sheet(0).to_polars()
    assert sheet["人数"].dtype == pl.Float64, "numbers are numbers in Excel too"


def test_what_excel_has_changed_meanwhile_is_not_overwritten(home, training):
    fmt, path, columns = training
    books.save(home, fmt, path, columns, ROWS, "")
    known_as = books.read(path, columns)[1]
    books.save(home, fmt, path, columns, ROWS[:1], known_as)
    assert "改过" in books.save(home, fmt, path, columns, ROWS, known_as)
    assert books.read(path, columns)[0] == ROWS[:1]


def test_what_was_there_before_is_kept(home, training):
    fmt, path, columns = training
    books.save(home, fmt, path, columns, ROWS, "")
    books.save(home, fmt, path, columns, [], books.read(path, columns)[1])
    assert not path.exists()
    (kept,) = (home.warehouse / "desk" / "backups").glob("*.xlsx")
    assert books.read(kept, columns)[0] == ROWS


@pytest.mark.parametrize("fmt", list(ledgers()), ids=lambda f: f.id)
def test_every_ledger_can_be_filled_in_on_a_page(home, fmt):
    columns = books.columns_of(fmt, look(home).reference)
    assert columns and len({c.header for c in columns}) == len(columns)


def test_rows_come_in_their_order_and_empty_ones_do_not(home, training):
    _, _, columns = training
    fields = {"cell.1.0": " 乙 ", "cell.0.0": "甲", "cell.2.1": "", "cell.x.0": "?", "cell.0.99": "?", "other": "?"}
    assert [row[0] for row in filled_rows(fields, columns)] == ["甲", "乙"]


def test_the_page_says_what_is_wrong_in_which_row(home, desk_for):
    desk = desk_for(home)
    cells = {"cell.0.0": "骨干培训", "cell.0.1": "九月上旬", "cell.0.2": "党员培训", "cell.0.3": "42"}
    body = urlencode({"form": desk.form_token(), "month": "2020-09", "known_as": "", **cells}).encode()
    assert desk.ask("POST", "/ledgers/register_training/save", body)[0] == 303
    page = desk.ask_until("/ledgers/register_training?month=2020-09", "填得不对的地方")
    assert "第 1 行" in page and "九月上旬" in page
    assert desk.raw("GET", "/ledgers/register_training/empty")[:2] == b"PK"
    assert desk.ask("GET", "/ledgers/no_such_ledger")[0] == 404
