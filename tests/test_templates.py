"""Empty ledgers for an office that starts: made from the declarations, and read once a clerk has filled them in."""

import re
import shutil

import fastexcel
import polars as pl
import pytest
from homes import REFERENCE, make_home

from pipelines.commands import init as init_module
from pipelines.commands import sample as sample_module
from pipelines.commands.templates import ledger_columns, ledgers, write_ledgers, write_table
from pipelines.contracts import CONTRACTS
from pipelines.landing.land import ingest

LEDGERS = list(ledgers())
# What a clerk may write, by type; the text fits every rule for text.
FILLED = {pl.Date: "2020-09-03", pl.Datetime: "2020-09-03 08:30", pl.Boolean: "是", pl.Int64: "1", pl.Float64: "1"}
ACCOUNTS = [*REFERENCE["账号表"], ["qq_main", "QQ", "测试学院", "", "news"]]


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h", {"账号表": ACCOUNTS})


def filled_row(fmt) -> list[str]:
    """One cell for each header of the template."""
    dtypes = CONTRACTS[fmt.dataset].dtypes
    canonical = {names[0]: c for c, names in reversed(fmt.columns.items())}

    def cell(header: str) -> str:
        name = canonical.get(header)
        if name in fmt.choices:
            return next(iter(fmt.choices[name]))
        if name == "month":
            return "2020-09"
        return FILLED.get(dtypes.get(name, pl.Float64).base_type(), "甲")

    return [cell(header) for header in ledger_columns(fmt)]


@pytest.mark.parametrize("fmt", LEDGERS, ids=lambda f: f.id)
def test_a_filled_template_is_recognised_and_read_whole(fmt, home):
    path = home.raw / fmt.source / "2020-09" / f"{fmt.title}.xlsx"
    write_table(path, fmt.title, ledger_columns(fmt), [filled_row(fmt)])
    read = ingest(home)
    entry = read.entries[f"{fmt.source}/2020-09/{fmt.title}.xlsx"]
    assert [f for f in entry.faults if f.severity == "error"] == []
    assert [(r.format, r.rows_in, r.rows_kept) for r in entry.receipts] == [(fmt.id, 1, 1)]


def test_every_ledger_has_a_template_with_its_headers_and_a_word_on_each(tmp_path):
    paths = write_ledgers(tmp_path)
    assert {p.parent.name for p in paths} == {"registers", "bulletins", "qq"}
    for path, fmt in zip(paths, LEDGERS, strict=True):
        frame = fastexcel.read_excel(path).load_sheet(0).to_polars()
        assert (list(frame.columns), frame.height) == (list(ledger_columns(fmt)), 0)
        assert all(
            comment.startswith(("必填", "列要保留", "可以留空", "改成")) for comment, _ in ledger_columns(fmt).values()
        )


def test_only_what_a_row_cannot_do_without_must_be_filled():
    columns = ledger_columns(next(f for f in LEDGERS if f.id == "register_ideology"))
    assert {h: re.split("[；。]", columns[h][0])[0] for h in ("应报日期", "报送日期", "报告类型")} == {
        "应报日期": "必填",
        "报送日期": "列要保留，不知道的留空",
        "报告类型": "可以留空",
    }


def test_an_empty_template_put_among_the_exports_is_no_zero(home, tmp_path):
    write_ledgers(tmp_path / "模板")
    shutil.copytree(tmp_path / "模板" / "registers", home.raw / "registers" / "2020-09")
    faults = [f for f in ingest(home).faults if f.path.startswith("registers/")]
    assert {(f.severity, f.code) for f in faults} == {("warning", "empty_table")}


def test_a_new_home_has_them_where_they_are_not_read(command, tmp_path):
    root = tmp_path / "学院"
    assert command("init", str(root)).returncode == 0
    assert (root / "模板/registers/供稿登记.xlsx").exists()
    assert "供稿登记" not in command("check", "--home", str(root)).stdout


def test_they_can_be_had_later_and_overwrite_nothing(command, tmp_path):
    folder = tmp_path / "模板"
    first, again = (command("formats", "--templates", str(folder)) for _ in range(2))
    assert first.returncode == 0 and f"{len(LEDGERS)} 张" in first.stdout
    assert (again.returncode, "不会覆盖" in again.stderr) == (2, True)


@pytest.mark.parametrize("command_name", ["init", "sample"])
def test_a_command_that_was_interrupted_can_be_repeated(tmp_path, monkeypatch, command_name):
    """What is half written is nobody's home: nothing of it stays, and the second try makes it whole."""

    def interrupted(*_):
        raise KeyboardInterrupt

    if command_name == "init":
        module, late, work = init_module, "write_ledgers", lambda: init_module.init(str(tmp_path / "新"))
    else:
        module, late, work = (
            sample_module,
            "write_mapping",
            lambda: sample_module.sample(str(tmp_path / "新"), 1, 1.0, 1),
        )
    with monkeypatch.context() as broken:
        broken.setattr(module, late, interrupted)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert list(tmp_path.iterdir()) == []
    work()
    assert [p.name for p in tmp_path.iterdir()] == ["新"] and (tmp_path / "新" / "raw" / "reference").is_dir()
