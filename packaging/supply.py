"""What the program is made of: its licences, a bill of materials, known vulnerabilities.

    python packaging/supply.py licences                     name, version, licence of every locked package
    python packaging/supply.py bom [--to FILE]              the same as CycloneDX JSON
    python packaging/supply.py audit --advisories PATH      known vulnerabilities, by a copy of the advisories
    python packaging/supply.py audit --service URL          by a service that speaks the query of OSV

``--lock FILE`` takes another lock than ``requirements.lock``. PATH is a folder or a zip of advisories in OSV's JSON,
such as the export of OSV for PyPI, so that an audit needs no network. Exit code 0: nothing found; 1: something found;
2: it could not be looked.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = REPOSITORY / "requirements.lock"
# Said by their licence texts alone.
UNSAID = {"resvg-py": "MIT"}
# Files that say MIT in so many words where a name is expected.
TEXTS = (
    ("MIT", r"Permission is hereby granted, free of charge"),
    ("BSD-3-Clause", r"Redistribution and use in source"),
)
SECONDS = 30


@dataclass(frozen=True)
class Package:
    """A pin of a lock. licence is empty where the package is for another system or says nothing."""

    name: str
    version: str
    licence: str
    is_installed: bool

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


class NotLooked(Exception):
    """The advisories could not be read."""


def pins(lock: Path) -> list[tuple[str, str]]:
    """(name, version) of everything a lock pins, also for other systems and versions of Python."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return [(canonicalize_name(name), version) for name, version in found]


def licence_of(described: Message) -> str:
    """What the metadata of a package say of its licence: the expression, else the classifiers, else the field."""
    name = canonicalize_name(described["Name"])
    # get: beside the standard library's metadata there may be those of its backport, where a missing key is an error.
    if stated := UNSAID.get(name) or described.get("License-Expression"):
        return stated
    classifiers = [c.rpartition(" :: ")[2] for c in described.get_all("Classifier", []) if c.startswith("License ::")]
    text = (described.get("License") or "").strip()
    by_text = next((licence for licence, pattern in TEXTS if re.search(pattern, text)), "")
    return "; ".join(classifiers) or by_text or text.partition("\n")[0]


def is_gpl_alone(licence: str) -> bool:
    """Whether no part of "A OR B", or of several classifiers, leaves a choice beside the GPL or AGPL."""
    choices = re.split(r" OR |; ", licence)
    return all(
        re.search(r"(?<![LA-Za-z])A?GPL|(?<!Lesser )General Public", choice) and "Lesser" not in choice
        for choice in choices
    )


def packages(lock: Path = LOCK) -> list[Package]:
    found = []
    for name, version in pins(lock):
        try:
            found.append(Package(name, version, licence_of(metadata(name)), True))
        except PackageNotFoundError:
            found.append(Package(name, version, "", False))
    return found


def bill(lock: Path = LOCK) -> dict:
    """The packages of a lock as a CycloneDX 1.6 document: the same lock gives the same bytes."""
    components = []
    for package in packages(lock):
        component = {"type": "library", "name": package.name, "version": package.version, "purl": package.purl}
        component["bom-ref"] = package.purl
        if package.licence:
            component["licenses"] = [{"license": {"name": package.licence}}]
        components.append(component)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    application = {"type": "application", "name": "tongbao", "bom-ref": "tongbao"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": application},
        "components": components,
    }


def advisories(path: Path) -> Iterator[dict]:
    """Every advisory of a folder or zip of OSV's JSON.

    Raises:
        NotLooked: there is none.
    """
    is_empty = True
    try:
        for text in _texts(path):
            is_empty = False
            yield json.loads(text)
    except (OSError, ValueError, zipfile.BadZipFile) as reason:
        raise NotLooked(f"{path}: {reason}") from reason
    if is_empty:
        raise NotLooked(f"{path}: no advisory (*.json) in it")


def _texts(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        yield from (file.read_bytes() for file in sorted(path.rglob("*.json")))
        return
    with zipfile.ZipFile(path) as archive:
        yield from (archive.read(name) for name in sorted(archive.namelist()) if name.endswith(".json"))


def affects(advisory: dict, name: str, version: str) -> bool:
    """Whether an advisory that was not withdrawn names this version of this package of PyPI."""
    if advisory.get("withdrawn"):
        return False
    for part in advisory.get("affected", []):
        package = part.get("package", {})
        if package.get("ecosystem") != "PyPI" or canonicalize_name(package.get("name", "")) != name:
            continue
        ranges = [r["events"] for r in part.get("ranges", []) if r.get("type") == "ECOSYSTEM"]
        if version in part.get("versions", []) or any(_is_within(Version(version), events) for events in ranges):
            return True
    return False


def _is_within(version: Version, events: Iterable[dict[str, str]]) -> bool:
    """OSV: events in order of version, each of which switches on or off; ``last_affected`` is still affected."""
    within = False
    for kind, stated in sorted(((k, v) for event in events for k, v in event.items()), key=lambda e: _version(e[1])):
        if kind == "introduced" and version >= _version(stated):
            within = True
        if (kind == "fixed" and version >= _version(stated)) or (
            kind == "last_affected" and version > _version(stated)
        ):
            within = False
    return within


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        # What PyPI itself no longer takes for a version cannot be ordered; it is told by ``versions`` alone.
        return Version("0")


def by_copy(path: Path, pinned: list[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """(name, version, id, summary) of every known vulnerability of the pins."""
    return sorted(
        (name, version, told["id"], told.get("summary", ""))
        for told in advisories(path)
        for name, version in pinned
        if affects(told, name, version)
    )


def by_service(url: str, pinned: list[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """The same by a service that takes OSV's ``querybatch``; nothing but names and versions is sent.

    Raises:
        NotLooked: it cannot be reached or answers something else.
    """
    queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in pinned]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            results = json.load(answer)["results"]
    except (urllib.error.URLError, OSError, ValueError, KeyError) as reason:
        raise NotLooked(f"{url}: {reason}") from reason
    if len(results) != len(pinned):
        raise NotLooked(f"{url}: {len(results)} answers to {len(pinned)} questions")
    return sorted(
        (name, version, told["id"], "")
        for (name, version), result in zip(pinned, results, strict=True)
        for told in result.get("vulns", [])
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("licences", "bom", "audit"))
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--to", type=Path)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--advisories", type=Path)
    where.add_argument("--service")
    asked = parser.parse_args(arguments)
    if asked.what == "bom":
        text = json.dumps(bill(asked.lock), ensure_ascii=False, indent=1) + "\n"
        asked.to.write_text(text, encoding="utf-8") if asked.to else print(text, end="")
        return 0
    if asked.what == "licences":
        return _print_licences(packages(asked.lock))
    try:
        if not (asked.advisories or asked.service):
            raise NotLooked("name a copy of the advisories (--advisories) or a service (--service)")
        pinned = pins(asked.lock)
        found = by_copy(asked.advisories, pinned) if asked.advisories else by_service(asked.service, pinned)
    except NotLooked as reason:
        print(f"not audited: {reason}", file=sys.stderr)
        return 2
    for line in found:
        print("\t".join(line))
    print(f"{len(pinned)} pins, {len(found)} known vulnerabilities")
    return 1 if found else 0


def _print_licences(listed: list[Package]) -> int:
    wrong = 0
    for package in listed:
        is_wrong = package.is_installed and (not package.licence or is_gpl_alone(package.licence))
        wrong += is_wrong
        told = package.licence or ("says nothing" if package.is_installed else "not for this system")
        print(f"{package.name}\t{package.version}\t{told}{'  <- not to be passed on' if is_wrong else ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
