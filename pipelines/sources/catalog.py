"""The catalog of file formats: typed view of the TOML declarations beside this module.

A declaration says how a kind of file is recognised and which header means which canonical column. It belongs to one
source (the folder below ``raw/``) and fills one dataset (a contract). A wrong declaration fails here, at load, with the
name of its file and the line.
"""

import tomllib
import unicodedata
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path

from pipelines import seeds
from pipelines.declarations import check, line_of

CERTAINTY = {
    "sample": "真实样本",
    "code": "公开解析程序",
    "doc": "官方文档或教程",
    "own": "本系统自定",
    "assumed": "假定（列名以 raw/reference/列名对照 为准）",
}

SHAPES = ("table", "record", "shares")

# The columns of a ledger that hold its day, and how an office heads them that has only one day to write down.
DAYS = ("occurred_on", "published_on", "opened_on", "received_on")
PLAIN_DAYS = ("日期", "时间")


@dataclass(frozen=True)
class Answer:
    """How a platform's API says inside its answer that the answer is no data: dotted member names.

    error: a code other than 0 here is an error; message: its text; meanings: code → what to make of it.
    delayed: true here means that the figures are not complete yet.
    """

    error: str = "errcode"
    message: str = "errmsg"
    delayed: str = ""
    meanings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One folder below ``raw/``. identity tells what a sub-folder names: an account, a site or nothing.

    mixed: sheets of one workbook may be of different formats, as in a clerk's one big ledger.
    by_hand: no system exports these; an office fills in the tables itself and gets empty ones from us.
    """

    id: str
    name: str
    identity: str = ""
    channel: str = ""
    mixed: bool = False
    by_hand: bool = False
    answer: Answer = field(default_factory=Answer)


@dataclass(frozen=True)
class Unpivot:
    """One header of a wide day table that becomes rows of ``metric_id, value``."""

    metric: str
    parse: str = "number"


@dataclass(frozen=True)
class Format:
    """One layout of one kind of file. Header names are kept normalised (see ``normalise``).

    choices: canonical → text as exported → stored text; a text that is not listed is a fault.
    labels: canonical → code as exported → name; a code that is not listed is kept as it is.
    only: header → texts; rows with another text are of another kind and none of this dataset.
    group: formats that legitimately stand in one file share a group, also on the same header (a row may feed two
    datasets); other mixtures are refused.
    block: the table is one of several side by side, separated by blank header cells.
    sections: captions of a table that is one of several below each other. shape: what stands under a caption, ``table``
    (header and rows), ``record`` (a label and its value in each row; several sections are one record) or ``shares``
    (a label, 人数 and 占比 in each row).
    heading: the first text of the sheet stands as a column of this name in every row.
    records: for JSON, dotted paths to the list of records (the first that is there); ``[]`` marks lists on the way.
    named: pattern that the file name must contain, where contents alone cannot tell two formats apart.
    telling: header → texts that of formats with the same header only this one writes below it.
    author: header of the account a record is by; records by several accounts are refused.
    period: period_start and period_end are filled from the title, else the file name, else the month folder.
    shifted_after: an old writer forgot one name behind this header; rows are then one cell wider than the header.
    defaults: text for a column that the file does not have at all, and for an empty cell of an optional one (of a
        required one it stays unknown).
    prefix: text put before each value of a column unless it is there already.
    needs: headers that must be there though another format of the group reads them.
    steps: header names of a day for each step of a procedure: expected is the number of steps, achieved that of the
        days filled in, and the row belongs to the last of them.
    nested: rows of a column, the parent before its children, become this column (parent) and ``level2`` (child).
    note: what files of this format cannot tell; a warning for each of them.
    without: optional column → what a file that lacks it cannot tell; a warning for each such file.
    plain_day: the other required headers tell the format, so that its day may be headed 日期 or 时间 and nothing else.
    span: (first day, last day): a range such as 3.8-3.15 in the first column is taken apart into both.
    across: cross-tab: every header not known otherwise is a value of this column, its cells are the quantity.
    planned: the day of a row is a deadline and may lie ahead.
    people: rows are persons. They are counted per remaining columns before anything is stored: all of them, and those
        with more than 0 in this column.
    help, example: what ``tongbao init`` writes above and into a table that clerks fill in.
    """

    id: str
    source: str
    dataset: str
    title: str
    certainty: str
    required: dict[str, tuple[str, ...]]
    optional: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unpivot: dict[str, Unpivot] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parse: dict[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    steps: tuple[tuple[str, ...], ...] = ()
    nested: str = ""
    note: str = ""
    without: dict[str, str] = field(default_factory=dict)
    plain_day: bool = False
    personal: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    vintages: dict[str, str] = field(default_factory=dict)
    fill_down: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    group: str = ""
    block: bool = False
    sections: tuple[str, ...] = ()
    shape: str = "table"
    heading: str = ""
    records: tuple[str, ...] = ()
    named: str = ""
    telling: dict[str, tuple[str, ...]] = field(default_factory=dict)
    author: str = ""
    period: bool = False
    shifted_after: str = ""
    defaults: dict[str, str] = field(default_factory=dict)
    prefix: dict[str, str] = field(default_factory=dict)
    span: tuple[str, ...] = ()
    across: str = ""
    people: str = ""
    planned: bool = False
    help: dict[str, str] = field(default_factory=dict)
    example: tuple[dict[str, str], ...] = ()

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """canonical → header names, required before optional."""
        return {**self.required, **self.optional}

    @cached_property
    def with_plain_day(self) -> "Format":
        """The same format with its day headed 日期 or 时间."""
        day = next(c for c in DAYS if c in self.required)
        return replace(self, required=self.required | {day: self.required[day] + PLAIN_DAYS})

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Every header this format knows what to do with."""
        names = {name for names in self.columns.values() for name in names}
        steps = {name for step in self.steps for name in step}
        return frozenset(names | steps | self.needs | set(self.unpivot) | set(self.only) | self.personal | self.ignored)


@dataclass(frozen=True)
class Unclaimed:
    """An export that may land in the drop folder but is not counted; refused by name.

    source: the folder it belongs to, empty for platforms that have none. reason: why it is not read.
    records: for JSON, the path to the records whose members ``headers`` names.
    """

    title: str
    headers: frozenset[str]
    source: str = ""
    reason: str = "本系统不统计"
    records: str = ""


@dataclass(frozen=True)
class Catalog:
    sources: dict[str, Source]
    formats: tuple[Format, ...]
    unclaimed: tuple[Unclaimed, ...]

    def of(self, source: str) -> tuple[Format, ...]:
        return self._by_source.get(source, ())

    @cached_property
    def _by_source(self) -> dict[str, tuple[Format, ...]]:
        return {source: tuple(f for f in self.formats if f.source == source) for source in self.sources}

    def with_mapping(self, rows: list[dict]) -> "Catalog":
        """Apply the home's 列名对照: rows of ``format_id, canonical, header``.

        An assumed format knows only the headers registered there; without any it is not read at all. For the others
        the rows are additional names, so that an office can follow a renamed header without touching code.
        """
        extra: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            extra.setdefault((row["format_id"], row["canonical"]), []).append(normalise(row["header"]))
        return replace(self, formats=tuple(filter(None, (_mapped(f, extra) for f in self.formats))))


def _mapped(fmt: Format, extra: dict[tuple[str, str], list[str]]) -> Format | None:
    def names(column: str, own: tuple[str, ...]) -> tuple[str, ...]:
        added = tuple(extra.get((fmt.id, column), ()))
        return added if fmt.certainty == "assumed" else own + tuple(n for n in added if n not in own)

    required = {column: names(column, own) for column, own in fmt.required.items()}
    optional = {column: names(column, own) for column, own in fmt.optional.items()}
    added = {n: u for u in fmt.unpivot.values() for n in extra.get((fmt.id, u.metric), ())}
    unpivot = added if fmt.certainty == "assumed" else added | fmt.unpivot
    if fmt.certainty == "assumed" and (not all(required.values()) or (fmt.unpivot and not unpivot)):
        return None
    return replace(fmt, required=required, optional={c: n for c, n in optional.items() if n}, unpivot=unpivot)


@lru_cache(maxsize=10_000)
def normalise(header: str) -> str:
    """The form in which headers are compared: NFKC, without blanks, BOM or trailing colon."""
    text = unicodedata.normalize("NFKC", header).replace("\ufeff", "")
    return "".join(text.split()).rstrip(":").lower()


def mapping_rows() -> list[tuple[str, str, str, str]]:
    """The rows of 列名对照 as first written: what is assumed about formats nobody has shown us a file of."""
    rows = []
    for fmt in load().formats:
        if fmt.certainty == "assumed":
            rows += [(fmt.id, c, n, fmt.title) for c, names in fmt.columns.items() for n in names]
            rows += [(fmt.id, u.metric, n, fmt.title) for n, u in fmt.unpivot.items()]
    return rows


@cache
def load() -> Catalog:
    """Every declaration, checked.

    Raises:
        ValueError: a declaration is wrong; the message names its file, its line and what is wrong.
    """
    sources: dict[str, Source] = {}
    formats: list[Format] = []
    unclaimed: list[Unclaimed] = []
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
            document = tomllib.loads(text)
            _check(text, document)
            if "source" in document:
                source = _source(document["source"])
                sources[source.id] = source
                common = document.get("common", {})
                formats += [_format(source.id, _titled(_with_common(entry, common))) for entry in document["format"]]
            unclaimed += [
                Unclaimed(**{**entry, "headers": frozenset(map(normalise, entry["headers"]))})
                for entry in document.get("unclaimed", [])
            ]
        except (KeyError, TypeError, ValueError) as reason:
            raise ValueError(f"{path.name}, {reason}") from reason
    ids = [f.id for f in formats]
    if repeated := {i for i in ids if ids.count(i) > 1}:
        raise ValueError(f"format ids declared twice: {sorted(repeated)}")
    return Catalog(sources, tuple(formats), tuple(unclaimed))


def _check(text: str, document: dict) -> None:
    """Every entry against what its dataclass holds.

    Raises:
        ValueError: one is wrong; the message begins with its line.
    """
    if "source" in document:
        check(text, "source", 0, document["source"], Source)
        common = document.get("common", {})
        check(text, "common", 0, common, Format, tuple(f.name for f in fields(Format) if f.name not in common))
        for number, entry in enumerate(document["format"]):
            shared = [key for key in common if key not in entry]
            shared += ["title"] if "title" not in entry and "title" in _titled({**common, **entry}) else []
            check(text, "format", number, entry, Format, ("source", *shared))
            for key, known in (("certainty", CERTAINTY), ("shape", SHAPES)):
                if entry.get(key, common.get(key)) not in (None, *known):
                    line = line_of(text, "format", number, key)
                    value = entry.get(key, common.get(key))
                    raise ValueError(f"line {line}: unknown {key} {value!r}, known are {', '.join(known)}")
    for number, entry in enumerate(document.get("unclaimed", [])):
        check(text, "unclaimed", number, entry, Unclaimed)


def _source(entry: dict) -> Source:
    return Source(**{**entry, "answer": Answer(**entry.get("answer", {}))})


def _with_common(entry: dict, common: dict) -> dict:
    """What all formats of a file share: lists are joined, other values may be overruled by the format."""
    shared = {k: v + entry.get(k, []) if isinstance(v, list) else entry.get(k, v) for k, v in common.items()}
    return {**entry, **shared}


def _titled(entry: dict) -> dict:
    """A ledger, or a list that is all of its data set, is called what the seed ``dataset`` calls it."""
    known = seeds.rows_by("dataset", "dataset")
    named = known.get(entry.get("id", "")) or known.get(entry.get("dataset", ""))
    return {"title": named["name"], **entry} if named else entry


def _format(source: str, entry: dict) -> Format:
    entry = dict(entry)
    for part in ("required", "optional"):
        entry[part] = {c: tuple(map(normalise, names)) for c, names in entry.get(part, {}).items()}
    entry["unpivot"] = {
        normalise(name): Unpivot(spec) if isinstance(spec, str) else Unpivot(**spec)
        for name, spec in entry.get("unpivot", {}).items()
    }
    for part in ("absent", "needs", "personal", "ignored"):
        entry[part] = frozenset(map(normalise, entry.get(part, ())))
    entry["steps"] = tuple(tuple(map(normalise, names)) for names in entry.get("steps", ()))
    entry["vintages"] = {normalise(n): label for n, label in entry.get("vintages", {}).items()}
    entry["shifted_after"] = normalise(entry.get("shifted_after", ""))
    example = entry.get("example", ())
    entry["example"] = (example,) if isinstance(example, dict) else tuple(example)
    for part in ("fill_down", "kinds", "sections", "records"):
        entry[part] = tuple(entry.get(part, ()))
    for part in ("only", "telling"):
        entry[part] = {normalise(n): tuple(texts) for n, texts in entry.get(part, {}).items()}
    entry["author"] = normalise(entry.get("author", ""))
    entry.setdefault("group", entry["id"])
    return Format(source=source, **entry)
