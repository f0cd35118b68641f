"""A past bulletin as the ledger that a clerk would have typed from it, so that it goes the way of every export."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

import polars as pl

from pipelines import seeds
from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, FileFault, error, shorten, warning
from pipelines.files import decode
from pipelines.files.decode import Content
from pipelines.files.discover import RawFile, discover
from pipelines.files.grid import from_rows
from pipelines.home import Home
from pipelines.institution.pointers import metric_ids
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry
from pipelines.landing.index import read_index
from pipelines.sources import catalog
from pipelines.sources.catalog import Catalog, Format, normalise

if TYPE_CHECKING:
    from pipelines.bulletins import Answers, Hints, Item, NotUnderstood, Settled

SOURCE = "bulletins"
LEDGER = "bulletin_ledger"
# Of one paragraph or row so many numbers are told in one message.
SHOWN = 12
WAITS, NOT_TAKEN, CONTRADICT = "number_waits", "number_not_taken", "numbers_contradict"
# The institution's tables that decide what of a bulletin enters.
DECIDING = ("ref_bulletin_answer", "ref_institution", "ref_department")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d{3})")
_INSTITUTION_ITEMS = ("单位名称", "单位简称")


def as_ledger(
    content: Content, file: RawFile, known: Catalog, reference: Reference, beside: list[RawFile]
) -> tuple[Content, list[Fault]]:
    """``content`` with one ledger grid per part of the bulletin, and warnings for the numbers that did not enter.

    A ledger that a clerk has typed is passed on as it is. beside: the other files that are read, some of which may lie
    in the same folder and tell the year.

    Raises:
        FileFault: the bulletin cannot be read.
    """
    fmt = _ledger(known)
    if not is_bulletin(content, known):
        return content, []
    settled = read_bulletin(content, file, reference, beside)
    warnings = [*_waiting(settled, file, fmt), *_left(settled.left, file, fmt)]
    if not settled.frame.height:
        what = "这份通报里没有能直接采用的数字" + _what_there_is(settled)
        warnings.insert(0, warning("no_figure", what, path=file.name, dataset=fmt.dataset))
    return replace(content, grids=_grids(settled.frame, file, fmt)), warnings


def _what_there_is(settled: "Settled") -> str:
    if settled.waiting:
        return "，等着确认的列在后面：请在待确认表里确认"
    if settled.left:
        return "，里面的数字列在后面：要用的请填入通报数据登记表"
    return "，里面的都已定为不采用" if settled.rejected else "，也没有别的数字"


def is_bulletin(content: Content, known: Catalog) -> bool:
    """Whether a file of the folder is a bulletin rather than a ledger typed from one."""
    return content.kind in ("docx", "xlsx", "xls") and not _is_typed(content, _ledger(known))


def read_bulletin(content: Content, file: RawFile, reference: Reference, beside: list[RawFile]) -> "Settled":
    """A bulletin, read and settled by what has been answered so far.

    Raises:
        FileFault: it cannot be read.
    """
    # Reading Word takes a fifth of a second to import, for a file that most months do not have.
    from pipelines import bulletins

    try:
        reading = bulletins.read(file.path, content.kind, _hints(file, reference, beside))
    except bulletins.BulletinRefused as refused:
        raise FileFault(error(refused.code, refused.message, path=file.name)) from refused
    return bulletins.settle(reading, answers_of(reference))


def answers_of(reference: Reference) -> "Answers":
    """What has been answered in the review workbook; an answer whose metric nobody knows is none."""
    from pipelines.bulletins import Answer, Answers

    ids = {row["name"]: metric for metric, row in seeds.rows_by("metric", "metric_id").items()}
    known = {None: "", "": "", **{metric: metric for metric in metric_ids()}, **ids}
    return Answers.of(
        Answer(
            row["item"],
            row["decision"] == "take",
            known[row["metric"]],
            *(row[column] or "" for column in ("period", "base_period", "scope", "qualifier")),
        )
        for row in reference.rows("ref_bulletin_answer")
        if row["metric"] in known
    )


def answers_version(reference: Reference) -> str:
    """What decides, beside their own bytes, how old bulletins are read."""
    told = "\x1f".join(reference.tables[n].select(*CONTRACTS[n].dtypes).write_json() for n in DECIDING)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def waiting(home: Home, entries: Mapping[str, Entry], reference: Reference) -> "Iterator[tuple[str, Item]]":
    """Every number that waits, with the file it stands in: read again, since its words are kept nowhere else.

    Of each file those with a proposal come first, then those of which nobody has said yet what they count.
    """
    files, _ = discover(home, read_index(home).files)
    exports = [f for f in files if f.source != "reference"]
    for file in (f for f in exports if f.name in entries):
        if any(fault.code in (WAITS, NOT_TAKEN) for fault in entries[file.name].faults):
            settled = read_bulletin(decode.read(file.path, file.name), file, reference, exports)
            yield from ((file.name, item) for item in (*settled.waiting, *settled.unnamed))


def _ledger(known: Catalog) -> Format:
    """As the home has it in its 列名对照, else as we write it: recognising then says that it is not registered."""
    own = catalog.load()
    return next(f for f in (*known.of(SOURCE), *own.of(SOURCE)) if f.id == LEDGER)


def _hints(file: RawFile, reference: Reference, beside: list[RawFile]) -> "Hints":
    names = [r["content"] for r in reference.rows("ref_institution") if r["item"] in _INSTITUTION_ITEMS]
    return hints_of(file, beside, names, [r["name"] for r in reference.rows("ref_department")])


def hints_of(file: RawFile, beside: list[RawFile], names: Sequence[str], units: Sequence[str]) -> "Hints":
    """What is known of a bulletin from where it lies and from the institution's own tables."""
    from pipelines.bulletins import Hints

    year = _year(file, beside)
    told = next((name for name in (file.path.stem, *reversed(file.folders)) if year and year in name), "")
    # 2020年秋 goes on into January.
    until = f"{int(year) + 1}-01" if "秋" in told else f"{year}-12" if year else ""
    return Hints(file.month, year, tuple(names), tuple(dict.fromkeys(units)), until)


def _year(file: RawFile, beside: list[RawFile]) -> str:
    """The year that the file's name or a folder names, else the only one that the names of the files beside it do."""
    for name in (file.path.stem, *reversed(file.folders)):
        if years := set(_YEAR.findall(name)):
            return years.pop() if len(years) == 1 else ""
    neighbours = (f for f in beside if f.path.parent == file.path.parent and f.name != file.name)
    years = {year for f in neighbours for year in _YEAR.findall(f.path.stem)}
    return years.pop() if len(years) == 1 else ""


def _grids(frame: pl.DataFrame, file: RawFile, fmt: Format) -> list:
    headers = {c: names[0] for c, names in fmt.columns.items()}
    whole = pl.col(pl.Float64) == pl.col(pl.Float64).floor()
    text = frame.with_columns(
        pl.when(whole)
        .then(pl.col(pl.Float64).cast(pl.Int64).cast(pl.String))
        .otherwise(pl.col(pl.Float64).cast(pl.String))
    )
    if not frame.height:
        return [from_rows([(0, list(headers.values()))], file.name, "")]
    grids = []
    for (sheet,), rows in text.group_by("source_sheet", maintain_order=True):
        cells = rows.select(pl.col(list(headers)).cast(pl.String)).rows()
        numbered = [(0, list(headers.values())), *zip(rows["source_row"], map(list, cells), strict=True)]
        grids.append(from_rows(numbered, file.name, sheet))
    return grids


def _waiting(settled: "Settled", file: RawFile, fmt: Format) -> Iterator[Fault]:
    """One warning for each place; the words around a number may name a person and stay in the file."""

    def place(item) -> tuple:
        figure = item.figure
        return figure.sheet, figure.row, figure.place

    for (sheet, row, where), items in groupby(sorted(settled.waiting, key=place), key=place):
        numbers = [item.figure.numeral.printed for item in items]
        what = f"{where}的{_listed(numbers)}待确认"
        yield warning(WAITS, what, path=file.name, sheet=sheet, row=row or None, value=_joined(numbers),
                      dataset=fmt.dataset, count=len(numbers))  # fmt: skip


def _left(left: "list[NotUnderstood]", file: RawFile, fmt: Format) -> Iterator[Fault]:
    """One warning for each place and reason."""
    from pipelines.bulletins import CONTRADICTIONS

    for (sheet, row, where, why), numbers in groupby(left, key=lambda n: (n.sheet, n.row, n.place, n.reason)):
        texts = [n.text for n in numbers]
        code, end = (CONTRADICT, "") if why in CONTRADICTIONS else (NOT_TAKEN, "没有读取")
        what = f"{where}的{_listed(texts)}{end}：{why}"
        yield warning(code, what, path=file.name, sheet=sheet, row=row or None, value=_joined(texts),
                      dataset=fmt.dataset, count=len(texts))  # fmt: skip


def _listed(numbers: list[str]) -> str:
    return f"“{_joined(numbers)}”" + (f"等 {len(numbers)} 个数" if len(numbers) > SHOWN else "")


def _joined(numbers: list[str]) -> str:
    return "、".join(shorten(n, 30) for n in numbers[:SHOWN])


def _is_typed(content: Content, fmt: Format) -> bool:
    """Whether a workbook is the typed ledger rather than a bulletin: one of its first rows holds all its headers."""
    for grid in content.grids:
        for line in islice(grid.lines(), 30):
            present = {normalise(text) for text in line.texts.values()}
            if all(present.intersection(names) for names in fmt.required.values()):
                return True
    return False
