"""The files that are tampered with, one for every declared format, and reading them the way a run does."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import docx
import polars as pl
from exhibits import ledgers, platforms
from fuzz.sheets import Book, put_together, taken_apart
from homes import ACCOUNTS, make_home, write_csv

from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, describe
from pipelines.files import decode
from pipelines.files.discover import RawFile
from pipelines.institution.tables import Reference, check_reference
from pipelines.landing.entries import Entry
from pipelines.landing.intake import read_files
from pipelines.landing.land import ingest, issues_frame
from pipelines.landing.merge import mark_superseded
from pipelines.landing.names import unknown_names
from pipelines.landing.schema import landing_schema
from pipelines.recognition.recognise import recognise
from pipelines.recognition.table import Table
from pipelines.rows.conform import FAULTS_PER_COLUMN
from pipelines.sources import catalog

BULLETIN = [
    "关于2020年9月宣传工作情况的通报",
    "9月，校园网共发布新闻动态126篇，官方微信推送图文32篇，累计阅读量59.2万次，净增粉丝4724人。",
    "表1 各部门网站更新动态数量",
    [["序号", "部门", "更新动态数量（篇）"], ["1", "英语学院", "12"], ["2", "新闻中心", "30"], ["", "合计", "42"]],
]
# All are printed in the same way.
PRINTED_EVERY = 11
PLACE = ("source_sheet", "source_row")
# What reading adds from the surroundings of a row, not from its cells.
OUTSIDE = {"file_id", "source_file", "as_of", "month", "account_id", "site_id", "item_id", "is_superseded"}
# What depends on other rows or on the period of the file.
SHARED = {"entry_no", "period_start", "period_end"}


@dataclass
class Export:
    """One genuine file. name: below ``raw/``; tables: where recognition sees its tables; rows: what it gives."""

    name: str
    data: bytes
    kind: str
    book: Book | None
    tables: list[Table] = field(default_factory=list)
    rows: dict = field(default_factory=dict)


@dataclass
class Result:
    """What reading one file gave. rows: (dataset, sheet, row) → the rows that landed from there."""

    entry: Entry
    rows: dict[tuple[str, str, int], list[dict]]

    @property
    def errors(self) -> list[Fault]:
        return [f for f in self.entry.faults if f.severity == "error"]

    @property
    def is_refused(self) -> bool:
        return self.entry.status == "refused"

    def tells_of(self, sheet: str, row: int) -> bool:
        """Whether the row, or the whole file, is said to be wrong."""
        told = any((f.sheet, f.row) == (sheet, row) for f in self.errors)
        return self.is_refused or told or len(self.errors) >= FAULTS_PER_COLUMN


class World:
    """A home with one file of every format, and its reading in this process."""

    def __init__(self, root: Path):
        self.root = root
        home = make_home(root / "home", {"账号表": ACCOUNTS})
        files = [path for path, _ in platforms.write_gallery(home.root)] + ledgers.write(home.raw / "registers")
        files.append(_bulletin(home.raw / "bulletins" / "2020-09" / "通报.docx"))
        ingested = ingest(home)
        self.reference: Reference = ingested.reference
        self.catalog = catalog.load().with_mapping(self.reference.rows("ref_column_mapping"))
        names = {p.relative_to(home.raw).as_posix(): p for p in files}
        names |= {f"reference/{p.name}": p for p in _reference_tables(root / "tables")}
        self.exports = [self._export(name, path) for name, path in sorted(names.items())]

    def _export(self, name: str, path: Path) -> Export:
        data = path.read_bytes()
        content = decode.read(path, name)
        book = taken_apart(path) if content.grids else None
        export = Export(name, put_together(book) if book else data, content.kind, book)
        if book:
            path = self.root / "together"
            path.write_bytes(export.data)
            export.tables, _ = recognise(decode.read(path, name), name.split("/")[0], self.catalog, name)
        (result,) = self.read([(name, export.data)])
        assert not result.errors, (name, result.errors)
        (original,) = self.read([(name, data)])
        assert original.rows == result.rows, f"{name}: put together again it reads differently"
        export.rows = result.rows
        return export

    def read(self, files: list[tuple[str, bytes]]) -> list[Result]:
        """Each file lands in a folder of its own, all are read together, as in a run."""
        raw_files = []
        for number, (name, data) in enumerate(files):
            folder, base = name.rsplit("/", 1)
            path = self.root / "raw" / folder / f"f{number}" / base
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            raw_files.append(RawFile(path, f"{folder}/f{number}/{base}", hashlib.sha256(data).hexdigest(), []))
        is_reference = files[0][0].startswith("reference/")
        entries: dict[str, Entry] = {}
        reference = None if is_reference else self.reference
        frames = read_files(raw_files, self.catalog, reference, entries, lambda text: None)
        self._judge(frames, entries, is_reference)
        rows: dict[str, dict] = {f.name: {} for f in raw_files}
        for dataset, frame in frames.items():
            for row in frame.iter_rows(named=True):
                place = (dataset, row["source_sheet"], row["source_row"])
                own = CONTRACTS[dataset].dtypes
                kept = {k: v for k, v in row.items() if k in own or (k not in OUTSIDE and k not in PLACE)}
                rows[row["source_file"]].setdefault(place, []).append(kept)
        for found in rows.values():
            for same in found.values():
                same.sort(key=lambda r: (str(r.get("metric_id")), str(r)))
        return [Result(entries[f.name], rows[f.name]) for f in raw_files]

    def _judge(self, frames: dict[str, pl.DataFrame], entries: dict[str, Entry], is_reference: bool) -> None:
        """What a run does with rows and faults: types, history, unknown names, ledgers, the index, printing."""
        faults = [f for e in entries.values() for f in e.faults]
        for name, frame in frames.items():
            assert frame.schema == pl.Schema(landing_schema(CONTRACTS[name])), name
            mark_superseded(frame, CONTRACTS[name])
        if is_reference:
            empty = {n: t.clear() for n, t in self.reference.tables.items()}
            faults += check_reference(Reference(empty | frames))
        else:
            faults += unknown_names(entries, self.reference)
        issues_frame(faults)
        json.dumps([asdict(e) for e in entries.values()], ensure_ascii=False, default=str).encode()
        "".join(map(describe, faults[::PRINTED_EVERY])).encode()


def _bulletin(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = docx.Document()
    for block in BULLETIN:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(str(path))
    return path


def _reference_tables(folder: Path) -> list[Path]:
    """The tables of raw/reference as a new home gets them."""
    paths = []
    for fmt in catalog.load().of("reference"):
        rows = [[row.get(c, "") for c in fmt.columns] for row in fmt.example]
        rows = rows or (catalog.mapping_rows() if fmt.id == "ref_column_mapping" else [])
        header = [names[0] for names in fmt.columns.values()]
        paths.append(write_csv(folder / f"{fmt.title}.csv", [header, *rows]))
    return paths
