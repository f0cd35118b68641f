"""Access logs by declaration: lines by a regular expression of layouts.toml, JSON objects by the keys of rules.toml.

Slower than combined.py by far, and for whatever a server, a proxy or a content delivery network can be told to write.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import polars as pl

from pipelines import declarations
from pipelines.weblogs.block import Block, decoded
from pipelines.weblogs.rules import JSON_FIELDS, Rules
from pipelines.weblogs.times import local_time

LAYOUTS = Path(__file__).with_name("layouts.toml")
JSON_ID = "json"
# A line needs these; of a request either the whole line or its method and target.
_FIELDS = ("time", "status", "request", "method", "target", "peer", "forwarded", "agent", "host")
# nginx without ``escape=json`` writes bytes that no JSON may hold.
_ESCAPED_BYTE = re.compile(r"\\x([0-9A-Fa-f]{2})")
# How content delivery networks write that a browser named itself not at all.
_NO_AGENT = ("", "NULL", "(null)")

_c = pl.col


@dataclass(frozen=True)
class Layout:
    """One kind of line; see layouts.toml."""

    id: str
    title: str
    pattern: re.Pattern
    cdn: bool = False


@dataclass(frozen=True)
class Refused:
    """What a line of a log looks like that is not read, and the Chinese sentence that says what it is."""

    pattern: re.Pattern
    message: str


@dataclass(frozen=True)
class Declared:
    """layouts.toml."""

    line: tuple[Layout, ...]
    refused: tuple[Refused, ...]


@cache
def layouts() -> dict[str, Layout]:
    """Declared layouts by id, in the order in which they are tried."""
    return {layout.id: layout for layout in _declared().line}


def refusals() -> tuple[Refused, ...]:
    return _declared().refused


@cache
def _declared() -> Declared:
    return declarations.read(LAYOUTS, Declared)


class LineReader:
    """Lines of one declared layout: each block can be read by itself."""

    head = b""

    def __init__(self, layout: Layout):
        self.layout = layout

    def prepare(self, raw: bytes, rules: Rules) -> Callable[[], Block]:
        return partial(self._read, raw, rules)

    def _read(self, raw: bytes, rules: Rules) -> Block:
        lines = pl.DataFrame({"line": _lines(raw)}, schema={"line": pl.String})
        found = lines.select(groups=_c.line.str.extract_groups(self.layout.pattern.pattern)).unnest("groups")
        return _block(found, lines.height, rules)


class JsonReader:
    """One JSON object a line; the keys that rules.toml names may differ from line to line."""

    head = b""

    def prepare(self, raw: bytes, rules: Rules) -> Callable[[], Block]:
        return partial(self._read, raw, rules)

    def _read(self, raw: bytes, rules: Rules) -> Block:
        lines = _lines(raw)
        rows = [_row(json_object(line), rules.json_keys) for line in lines]
        return _block(pl.DataFrame(rows, schema=dict.fromkeys(JSON_ROW, pl.String), orient="row"), len(lines), rules)


JSON_ROW = ("time", "peer", "forwarded", "request", "method", "target", "status", "agent", "host")


def json_object(line: str) -> dict:
    """The JSON object of a line; empty where there is none."""
    line = line.strip().removesuffix(",")
    for text in (line, _ESCAPED_BYTE.sub(r"\\u00\1", line)):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, dict) else {}
    return {}


def json_field(record: dict, names: tuple[str, ...]) -> str | None:
    """The first of the named members that holds a text or a number."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    return None


def _row(record: dict, keys: dict[str, tuple[str, ...]]) -> tuple:
    field = {name: json_field(record, keys[name]) for name in JSON_FIELDS} if record else {}
    request, target, query = (field.get(name) for name in ("request", "target", "query"))
    # Some call the bare address a request.
    if request and " " not in request:
        request, target = None, target or request
    if target and query and query != "-" and "?" not in target:
        target = f"{target}?{query}"
    field |= {"request": request, "target": target, "peer": field.get("address")}
    return tuple(field.get(name) for name in JSON_ROW)


def _lines(raw: bytes) -> list[str]:
    lines = decoded(raw).decode("utf-8", "replace").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _block(found: pl.DataFrame, lines: int, rules: Rules) -> Block:
    has_agent = "agent" in found.columns
    found = found.with_columns(pl.lit(None, pl.String).alias(name) for name in _FIELDS if name not in found.columns)
    agent = pl.when(_c.agent.is_in(_NO_AGENT)).then(pl.lit("-")).otherwise("agent")
    whole = (
        found.with_row_index("position")
        .with_columns(
            at=local_time(_c.time),
            request=pl.coalesce("request", _c.method + " " + _c.target),
            agent=agent if has_agent else pl.lit(None, pl.String),
        )
        .filter(
            _c.at.is_not_null() & _c.status.str.contains(r"^\d{3}$") & _c.request.is_not_null() & _c.peer.is_not_null()
        )
    )
    is_page = _c.status.is_in([str(status) for status in rules.statuses]) & _c.request.str.contains(rules.page_pattern)
    good = set(whole["position"])
    return Block(
        hits=whole.filter(is_page).select("at", "request", "peer", "host", "forwarded", "agent"),
        times=whole.select("at", lines=pl.lit(1, pl.UInt32)),
        lines=lines,
        bad=pl.Series([position for position in range(lines) if position not in good], dtype=pl.UInt32),
    )
