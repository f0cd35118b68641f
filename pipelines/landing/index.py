"""What is remembered between runs, in one file of landing, and what decides that a file is to be read again."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from pipelines import seeds
from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault
from pipelines.home import Home
from pipelines.institution.pointers import MAY_NOT_COUNT, NOT_COUNTED
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry, Mention, Receipt
from pipelines.replacing import replace_text

# The packages whose code decides how a file is read.
READING = ("files", "recognition", "rows", "institution", "landing")


@dataclass(frozen=True)
class Index:
    """version: what decided how exports were read; code: the same for our code alone."""

    version: str = ""
    code: str = ""
    files: dict[str, Entry] = field(default_factory=dict)


def read_index(home: Home) -> Index:
    try:
        stored = json.loads((home.landing / "_index.json").read_text(encoding="utf-8"))
        return Index(stored["version"], stored["code"], {n: _entry(e) for n, e in stored["files"].items()})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Index()


def _entry(stored: dict) -> Entry:
    return Entry(
        stored["sha256"],
        stored["status"],
        [Receipt(**r) for r in stored["receipts"]],
        [Fault(**f) for f in stored["faults"]],
        [Mention(**n) for n in stored["names"]],
        stored["stat"],
        stored["settled_by"],
    )


def write_index(home: Home, version: str, entries: dict[str, Entry]) -> None:
    """Replace the index in one rename."""
    _replace(home, Index(version, readers_version(), entries))


def doubt(home: Home, version: str, entries: dict[str, Entry]) -> None:
    """Before rows are written: in the index, files of which anything will be otherwise are unread.

    A run that is killed between rows and index would else leave the rows of one state of a file under the hash of the
    state before, and whoever takes the change back, or removes the new file, would have them published.
    """
    index = read_index(home)
    doubtful = {
        name: Entry("", "read", (entries.get(name) or index.files[name]).receipts)
        for name in {*index.files, *entries}
        if index.version != version or index.files.get(name) != entries.get(name)
    }
    if doubtful:
        _replace(home, Index(index.version, index.code, index.files | doubtful))


def _replace(home: Home, index: Index) -> None:
    replace_text(home.landing / "_index.json", json.dumps(asdict(index), ensure_ascii=False, default=str))


@cache
def readers_version() -> str:
    """Hash of what decides how a file is read and what is said of it: our code, and the seeds, whose words are in the
    messages that are remembered.
    """
    digest = hashlib.sha256(seeds.digest().encode())
    for path in reading_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def reading_files() -> list[Path]:
    """The files of our code that decide how an export is read. Those of server logs are part of their own version."""
    package = Path(__file__).parent.parent
    parts = [
        *(path for room in READING for path in package.glob(f"{room}/*.py")),
        *package.glob("contracts/*.py"),
        *package.glob("sources/*"),
        *package.glob("bulletins/*"),
    ]
    modules = ("faults", "declarations", "labels", "personal", "months", "seeds")
    parts += [package / f"{module}.py" for module in modules]
    return sorted(p for p in parts if p.is_file())


def reading_version(reference: Reference) -> str:
    """What decides how an export is read: our code, three of the institution's tables, and which names do not count."""
    tables = [
        reference.tables[n].select(*CONTRACTS[n].dtypes) for n in ("ref_column_mapping", "ref_account", "ref_site")
    ]
    for name, column in MAY_NOT_COUNT.items():
        said = reference.tables[name].select(*CONTRACTS[name].dtypes)
        tables.append(said.filter(pl.col(column) == NOT_COUNTED))
    text = "\x1f".join([readers_version(), *(t.write_json() for t in tables)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
