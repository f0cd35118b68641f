"""投放: a dropped file is recognised by its content, shown, and stored unchanged below ``raw/`` where it belongs.

Nothing comes from the browser but bytes and the file's own name, which is cleaned; the folder is chosen from what the
content says and, where it does not say whose it is, from the accounts and sites of the tables. Nothing is overwritten.
"""

import hashlib
import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.desk.differs import difference
from pipelines.faults import Fault
from pipelines.files.discover import RawFile
from pipelines.files.walk import is_junk
from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.landing.entries import Entry
from pipelines.landing.intake import read_files
from pipelines.landing.land import Ingested
from pipelines.landing.logs import find_logs
from pipelines.months import is_month
from pipelines.replacing import replace_text
from pipelines.sources import catalog

MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 500, 500_000_000, 200
# What Windows refuses in a name, and what would hide the file from discovery.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
# A workbook or a document is a zip archive too.
OFFICE_MEMBERS = ("[Content_Types].xml", "mimetype", "Index/Document.iwa")


@dataclass(frozen=True)
class Guess:
    """What a file is below one source. ask: what only a person can say (``owner``, ``month``), empty when nothing."""

    source: str
    name: str
    titles: list[str]
    owner: str
    first: str
    last: str
    months: list[str]
    kept: int
    refused: int
    faults: list[str]
    ask: str


@dataclass
class Dropped:
    """A file that waits or lies in its place. place: path below ``raw/`` once stored. same: where its bytes lie
    already. overlaps: files below ``raw/`` of the same export and owner that speak of some of the same days.
    differs: in what it differs from the last of them."""

    id: str
    name: str
    sha256: str
    guesses: list[Guess] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    place: str = ""
    same: str = ""
    overlaps: list[str] = field(default_factory=list)
    differs: str = ""
    at: str = ""


class Tray:
    """The dropped files of one desk, kept in ``warehouse/desk/`` until they have a place."""

    def __init__(self, home: Home):
        self._home = home
        self._folder = home.warehouse / "desk" / "drop"
        self._list = home.warehouse / "desk" / "drops.json"
        self._uploads = home.warehouse / "desk" / "uploads"
        # What was being sent when a desk was ended has not come.
        shutil.rmtree(self._uploads, ignore_errors=True)
        self.items: dict[str, Dropped] = {}
        if self._list.exists():
            told = json.loads(self._list.read_text(encoding="utf-8"))
            self.items = {d["id"]: Dropped(**d | {"guesses": [Guess(**g) for g in d["guesses"]]}) for d in told}

    def upload(self) -> Path:
        """Where the bytes of the next file go until all of them have come."""
        self._uploads.mkdir(parents=True, exist_ok=True)
        return self._uploads / secrets.token_hex(8)

    def receive(self, name: str, content: Path, ingested: Ingested) -> list[Dropped]:
        """Take in one upload (a file, or a zip of files): recognise, and store what needs no question.

        ingested: what lies below ``raw/`` already.
        """
        reference = ingested.reference
        # Of one drop the second file comes before anybody has looked at where the first one went.
        known_files = {entry.sha256: name for name, entry in ingested.entries.items() if entry.sha256}
        known_files |= {
            i.sha256: i.place for i in self.items.values() if i.place and (self._home.raw / i.place).exists()
        }
        new = []
        for member_name, path in self._members(clean_name(name), content):
            digest = _digest(path)
            item = Dropped(secrets.token_hex(8), member_name, digest, at=f"{datetime.now():%Y-%m-%d %H:%M}")
            item.same = known_files.get(digest, "")
            target = self._waiting(item)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
            if not item.same:
                item.guesses, item.faults = self._look(item, reference)
                self._compare(item, ingested)
                if len(item.guesses) == 1 and not item.guesses[0].ask:
                    self.store(item, item.guesses[0].source, "", "", ingested)
            self.items[item.id] = item
            new.append(item)
        self._save()
        return new

    def store(self, item: Dropped, source: str, owner: str, month: str, ingested: Ingested) -> str:
        """Move a waiting file to its folder below ``raw/``; the message says why it stays where it is.

        Where a person had to say whose it is or of which month, it is read again as what that makes of it.
        """
        guess = next((g for g in item.guesses if g.source == source), None)
        if guess is None or item.place or not self._waiting(item).exists():
            return "这个文件已经处理过了。"
        folders = owners(ingested.reference, source)
        if guess.ask == "owner" and owner not in folders:
            return "请选择属于哪个账号或站点。"
        if guess.ask == "month" and not is_month(month):
            return "请写明月份，如 2020-09。"
        parts = [source]
        if folder := folders.get(owner) or folders.get(guess.owner, ""):
            parts.append(folder)
        if guess.ask and not guess.titles:
            answered = [*parts, month] if guess.ask == "month" else parts
            guess = self._read_as(item, "/".join([*answered, item.name]), guess, ingested.reference)
            item.guesses = [guess]
            self._compare(item, ingested)
            if guess.ask:
                # Known now whose it is, and still not of which month.
                item.guesses = [replace(guess, owner=owner)]
                self._save()
                return ""
        months = [month] if is_month(month) and not guess.months else guess.months
        if len(months) == 1:
            parts.append(months[0])
        target = _free(self._home.raw.joinpath(*parts, item.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(self._waiting(item), target)
        item.place = target.relative_to(self._home.raw).as_posix()
        self._save()
        return ""

    def take_back(self, item: Dropped) -> str:
        """Move a stored file out of ``raw/`` again, unless it has been changed there."""
        path = self._home.raw / item.place
        if not item.place or not path.exists():
            return "这个文件已经不在原来的位置。"
        if _digest(path) != item.sha256:
            return "这个文件放进去以后被改过，请自己在文件夹里处理。"
        _move(path, self._waiting(item))
        item.place = ""
        self._save()
        return ""

    def discard(self, item: Dropped) -> None:
        """Forget a file that waits."""
        self._waiting(item).unlink(missing_ok=True)
        del self.items[item.id]
        self._save()

    def _waiting(self, item: Dropped) -> Path:
        return self._folder / item.id

    def _look(self, item: Dropped, reference: Reference) -> tuple[list[Guess], list[str]]:
        """What the file is below each source that reads it; else why none does."""
        path, known = self._waiting(item), catalog.load().with_mapping(reference.rows("ref_column_mapping"))
        guesses: list[Guess] = []
        reasons: list[Fault] = []
        for source in known.sources:
            file = RawFile(path, f"{source}/{item.name}", item.sha256, [])
            if find_logs(self._home, [file]):
                guesses.append(Guess(source, known.sources[source].name, ["访问日志"], *_one_owner(reference, source)))
                continue
            entries: dict[str, Entry] = {}
            read_files([file], known, reference if source != "reference" else None, entries, lambda _: None)
            guess, reason = _guess(entries[file.name], source, known)
            if guess:
                guesses.append(guess)
            elif reason:
                reasons.append(reason)
        return guesses, [] if guesses else _why_none(reasons)

    def _read_as(self, item: Dropped, name: str, guess: Guess, reference: Reference) -> Guess:
        """What the file is at a place below ``raw/`` that answers what was asked."""
        known = catalog.load().with_mapping(reference.rows("ref_column_mapping"))
        entries: dict[str, Entry] = {}
        file = RawFile(self._waiting(item), name, item.sha256, [])
        read_files([file], known, reference, entries, lambda _: None)
        found, reason = _guess(entries[name], guess.source, known)
        return found or replace(guess, faults=[reason.message] if reason else [], ask="")

    def _compare(self, item: Dropped, ingested: Ingested) -> None:
        """With what lies below ``raw/`` of the same export."""
        item.overlaps = sorted({n for g in item.guesses for n in _overlapping(g, ingested)})
        item.differs = self._difference(item, item.overlaps[-1], ingested.reference) if item.overlaps else ""

    def _difference(self, item: Dropped, earlier: str, reference: Reference) -> str:
        """What the dropped file says otherwise than one below ``raw/``; empty where that cannot be said."""
        known = catalog.load().with_mapping(reference.rows("ref_column_mapping"))
        # Beside the earlier one: the same month and owner by the folder.
        files = [
            RawFile(self._waiting(item), f"{earlier.rpartition('/')[0]}/{item.name}", item.sha256, []),
            RawFile(self._home.raw / earlier, earlier, "", []),
        ]
        if not files[1].path.exists():
            return ""
        new, old = (read_files([file], known, reference, {}, lambda _: None) for file in files)
        told = difference(new, old)
        return str(told) if told else ""

    def _members(self, name: str, content: Path) -> Iterator[tuple[str, Path]]:
        if not zipfile.is_zipfile(content):
            yield name, content
            return
        with zipfile.ZipFile(content) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if {m.filename for m in members} & set(OFFICE_MEMBERS) or not _is_sane(members):
                yield name, content
                return
            for member in members:
                inside = _member_name(member)
                if not is_junk(Path(inside)) and not inside.startswith("__MACOSX/"):
                    path = content.with_name(secrets.token_hex(8))
                    with archive.open(member) as source, path.open("wb") as target:
                        shutil.copyfileobj(source, target)
                    yield clean_name(inside), path

    def _save(self) -> None:
        replace_text(self._list, json.dumps([asdict(d) for d in self.items.values()], ensure_ascii=False))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def owners(reference: Reference, source: str) -> dict[str, str]:
    """Account or site id → its folder below the source, of a source that has such folders."""
    told = catalog.load().sources[source]
    if told.identity == "account":
        rows = [r for r in reference.rows("ref_account") if r["channel_id"] == told.channel]
        return {r["account_id"]: r["folder"] or r["name"] for r in rows}
    if told.identity == "site":
        return {r["site_id"]: r["folder"] or r["site_id"] for r in reference.rows("ref_site")}
    return {}


def clean_name(name: str) -> str:
    """A file name that is only a name, on every system."""
    plain = FORBIDDEN.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    plain = f"{stem[:100]}{dot}{suffix[:10]}" if dot else plain[:100]
    return f"_{plain}" if RESERVED.match(plain) or is_junk(Path(plain)) else plain or "未命名"


def _why_none(reasons: list[Fault]) -> list[str]:
    """Of a file that no source reads: what is wrong with it, else which columns it has."""
    # The same fault below several sources has a remedy for each; the first is that of exports.
    other = list({r.code: r.message for r in reversed(reasons) if r.code != "unrecognised_file"}.values())[::-1]
    if other or not reasons:
        return list(dict.fromkeys(other))[:3] or ["没有读到数据。"]
    seen = reasons[0].message.partition("文件里看到的列：")[2].partition("。")[0]
    columns = f"文件里看到的列：{seen}。" if seen else ""
    return [
        f"和能读的哪一种导出都对不上。{columns}表头被改过的，请恢复原样再放；平台改了列名的，请在列名对照表中登记新列名。"
    ]


def _guess(entry: Entry, source: str, known: catalog.Catalog) -> tuple[Guess | None, Fault | None]:
    faults = entry.faults
    titles = {f.id: f.title for f in known.formats}
    name = known.sources[source].name
    if entry.status == "refused":
        asks = {"unknown_account": "owner", "unknown_site": "owner", "no_month": "month"}
        fault = next((f for f in faults if f.code in asks), next(f for f in faults if f.severity == "error"))
        ask = asks.get(fault.code, "")
        if not ask:
            return None, fault
        return Guess(source, name, [], "", "", "", [], 0, 0, [fault.message], ask), None
    receipts = entry.receipts
    if not receipts:
        return None, faults[0] if faults else None
    return (
        Guess(
            source,
            name,
            list(dict.fromkeys(titles[r.format] for r in receipts)),
            next((r.owner for r in receipts if r.owner), ""),
            min((d for r in receipts if (d := r.period_start)), default=""),
            max((d for r in receipts if (d := r.period_end)), default=""),
            sorted({m for r in receipts for m in r.months}),
            sum(r.rows_kept for r in receipts),
            sum(r.rows_refused for r in receipts),
            [f.message for f in faults if f.severity == "error"],
            "",
        ),
        None,
    )


def _one_owner(reference: Reference, source: str) -> tuple[Any, ...]:
    """The part of a guess of a log, whose lines are read where it lies: its site, if there is only one."""
    known = list(owners(reference, source))
    return known[0] if len(known) == 1 else "", "", "", [], 0, 0, [], "" if len(known) == 1 else "owner"


def _overlapping(guess: Guess, ingested: Ingested) -> Iterator[str]:
    titles = {f.id: f.title for f in catalog.load().formats}
    for name, entry in ingested.entries.items():
        for receipt in entry.receipts:
            start, end = receipt.period_start or "", receipt.period_end or ""
            is_same = titles.get(receipt.format) in guess.titles and receipt.owner == guess.owner
            if is_same and guess.first and start <= guess.last and guess.first <= end:
                yield name


def _free(path: Path) -> Path:
    """The path, or the same with a number where a file of that name lies already: an older export stays."""
    number = 2
    free = path
    while free.exists():
        free = path.with_name(f"{path.stem}（{number}）{path.suffix}")
        number += 1
    return free


def _move(source: Path, target: Path) -> None:
    """Whole or not at all, also where both lie on different disks: a file that begins with a dot is not read."""
    try:
        source.rename(target)
    except OSError:
        partial = target.with_name(f".{target.name}.partial")
        shutil.copyfile(source, partial)
        partial.rename(target)
        source.unlink()


def _is_sane(members: list[zipfile.ZipInfo]) -> bool:
    packed = sum(m.compress_size for m in members) or 1
    unpacked = sum(m.file_size for m in members)
    return len(members) <= MAX_MEMBERS and unpacked <= MAX_UNPACKED and unpacked / packed <= MAX_RATIO


def _member_name(member: zipfile.ZipInfo) -> str:
    """Archives packed on a Chinese Windows write names in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
