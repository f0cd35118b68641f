"""What was written into ``reports/`` for people to open and change: Word, Excel, slides.

A file that someone changed is never overwritten: the new version goes beside it. A file that is older than its figures
is named. Belongs here: the ledger of written files and writing by it. Does not belong here: what stands in a file.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from pipelines.months import last_day, shift
from pipelines.replacing import replace_bytes

# Beside the files it tells of; written last, so that a file cut short counts as changed and is kept.
LEDGER = ".documents.json"
BESIDE = "新稿"
# Of the properties of an Office file.
TERMS = "{http://purl.org/dc/terms/}"


@dataclass
class Ledger:
    """``files``: by path below ``out``, the SHA-256 of the bytes we wrote, the month and the digest of its figures.
    ``notices``: what the operator must be told, in Chinese."""

    out: Path
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def load(out: Path) -> Ledger:
    """The ledger of ``out``. Where there is none or it cannot be read it is empty, and every file counts as changed."""
    try:
        stated = json.loads((out / LEDGER).read_text(encoding="utf-8"))
        return Ledger(out, dict(stated["files"]), list(stated["notices"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Ledger(out)


def save(ledger: Ledger) -> None:
    text = json.dumps({"files": ledger.files, "notices": ledger.notices}, ensure_ascii=False, indent=1, sort_keys=True)
    replace_bytes(ledger.out / LEDGER, text.encode())


def write(ledger: Ledger, name: str, content: bytes, month: str, digest: str) -> Path:
    """Write ``content`` to ``name`` below ``out``, or beside it where someone changed the file or holds it open;
    returns the path that holds this content or, where nothing new is to be said, the changed file.

    digest: of the figures of ``month`` that the content was made from.
    """
    path, entry = ledger.out / name, ledger.files.get(name)
    fresh = {"sha256": _digest(content), "month": month, "digest": digest}
    known = {fresh["sha256"], entry["sha256"] if entry else ""}
    is_ours = not path.exists() or _digest(path.read_bytes()) in known
    if is_ours or (entry is None and _is_untouched(path, month)):
        try:
            replace_bytes(path, content)
        except PermissionError:
            # Windows: Word or WPS has it open.
            reason = "正在被别的程序打开，不能改写"
        else:
            ledger.files[name] = fresh
            return path
    else:
        reason = "有人改过，没有覆盖" if entry else "不是系统写的，或者记录丢了，没有覆盖"
    if entry:
        ledger.files[name] = entry | {"digest": digest}
        if entry["sha256"] == fresh["sha256"]:
            # The figures are those it was made from.
            return path
    beside = _free(ledger, path).relative_to(ledger.out).as_posix()
    written = write(ledger, beside, content, month, digest)
    ledger.notices.append(f"{name} {reason}；按现在的数据生成的放在旁边：{written.name}。")
    return written


def tell_older(ledger: Ledger, digests: dict[str, str]) -> None:
    """Add a notice on the months whose files are older than their figures (``digests`` by month)."""
    found = {
        entry["month"]
        for name, entry in ledger.files.items()
        if digests.get(entry["month"], entry["digest"]) != entry["digest"] and (ledger.out / name).exists()
    }
    if found:
        runs = _runs(sorted(found))
        months = "、".join(run.replace("..", " 至 ") for run in runs)
        commands = "、".join(f"tongbao report {run}" for run in runs)
        ledger.notices.append(f"{months} 的通报和附表写成以后数据有变，没有改写。要按现在的数据重写，运行 {commands}。")


def _is_untouched(path: Path, month: str) -> bool:
    """Whether a file that no ledger tells of is one of ours, from before there was a ledger, as it was written: its
    times are noon of the last day of its month, and every office program that saves it leaves a time of its own."""
    ours = f"{last_day(month)}T12:00:00Z"
    try:
        with zipfile.ZipFile(path) as archive:
            core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return False
    return {core.findtext(f"{TERMS}{name}") for name in ("created", "modified")} == {ours}


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _free(ledger: Ledger, path: Path) -> Path:
    """The first name beside ``path`` that is not there yet or was not changed since we wrote it."""

    def names() -> Iterator[str]:
        yield BESIDE
        yield from (f"{BESIDE}{number}" for number in count(2))

    def is_ours(candidate: Path) -> bool:
        entry = ledger.files.get(candidate.relative_to(ledger.out).as_posix())
        return not candidate.exists() or (entry is not None and entry["sha256"] == _digest(candidate.read_bytes()))

    return next(c for name in names() if is_ours(c := path.with_stem(f"{path.stem}.{name}")))


def _runs(months: list[str]) -> list[str]:
    """2019-09..2020-01 in place of months that follow each other."""
    runs: list[list[str]] = []
    for month in months:
        if runs and month == shift(runs[-1][-1], 1):
            runs[-1].append(month)
        else:
            runs.append([month])
    return [run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs]
