"""What may stand in a declaration: the fields of its dataclass, each of its kind. A fault is named with its line."""

import re
from dataclasses import MISSING, fields, is_dataclass
from types import GenericAlias
from typing import Any, get_args, get_origin


def check(text: str, section: str, number: int, entry: dict[str, Any], kind: type, given: tuple[str, ...] = ()) -> None:
    """Hold entry ``number`` of ``[[section]]`` (or ``[section]``) against the dataclass ``kind``.

    text: the file as it was read. given: fields that are filled in elsewhere.

    Raises:
        ValueError: a key is not known, lacks, or holds something else; the message begins with the line.
    """
    known = {f.name: f for f in fields(kind) if f.name not in given}
    for key, value in entry.items():
        if key not in known:
            raise ValueError(f"line {line_of(text, section, number, key)}: {section} has no {key!r}")
        if not _fits(value, known[key].type):
            raise ValueError(f"line {line_of(text, section, number, key)}: {key} must be {_said(known[key].type)}")
    for name, f in known.items():
        if name not in entry and f.default is MISSING and f.default_factory is MISSING:
            raise ValueError(f"line {line_of(text, section, number)}: {section} lacks {name!r}")


def line_of(text: str, section: str, number: int, key: str = "") -> int:
    """The line of ``key`` in the ``number``-th (from 0) ``[[section]]``, else that of its header."""
    lines = text.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(rf"\[\[?{section}\]\]?\s*(#|$)", line)]
    if number >= len(heads):
        return 1
    first, end = heads[number], heads[number + 1] if number + 1 < len(heads) else len(lines)
    named = re.compile(rf"\[\[?{section}\.{key}\b|{key}\s*[.=]") if key else None
    found = [i for i in range(first, end) if named and named.match(lines[i])]
    return (found[0] if found else first) + 1


def _fits(value: Any, kind: Any) -> bool:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(v, parts[1]) for v in value.values())
    if origin in (tuple, frozenset):
        # One example may stand for a list of them.
        members = [value] if isinstance(value, dict) else value
        return isinstance(members, list) and all(_fits(member, parts[0]) for member in members)
    if is_dataclass(kind):
        # What has one field that counts may be written as that field alone.
        return isinstance(value, str) or (isinstance(value, dict) and set(value) <= {f.name for f in fields(kind)})
    return isinstance(value, kind)


def _said(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is dict:
        return f"a table of {_said(get_args(kind)[1]).removeprefix('a ')}s"
    if isinstance(kind, GenericAlias):
        return f"a list of {_said(get_args(kind)[0]).removeprefix('a ')}s"
    return {str: "a text", bool: "a flag (true or false)"}.get(kind, "a table")
