"""Declarations in TOML: a dataclass says what may stand in a file. A fault is named with its line."""

import re
import tomllib
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin

T = TypeVar("T")


class WrongDeclaration(ValueError):
    """What a declaration has that it must not have, or lacks; its message begins with the line.

    rule: ``unknown``, ``lacks`` or ``kind``; wanted: for the latter, the type that the value of ``key`` must have.
    """

    def __init__(self, rule: str, line: int, section: str, key: str, wanted: Any = None):
        self.rule, self.line, self.key, self.wanted = rule, line, key, wanted
        said = {
            "unknown": f"{section or 'the file'} has no {key!r}",
            "lacks": f"{section or 'the file'} lacks {key!r}",
            "kind": f"{key} must be {_described(wanted)}",
        }
        super().__init__(f"line {line}: {said[rule]}")


def read(path: Path, kind: type[T]) -> T:
    """What the file at ``path`` declares; see ``parse``.

    Raises:
        ValueError: something in it is wrong; the message names the file, the line and what is wrong.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), kind)
    except ValueError as reason:
        raise ValueError(f"{path.name}, {reason}") from reason


def parse(text: str, kind: type[T]) -> T:
    """A declaration as the dataclass ``kind``: one field for each key above the sections and for each section.

    A field that is a tuple of dataclasses is ``[[section]]``, one that is a dataclass or a dict is ``[section]``.

    Raises:
        tomllib.TOMLDecodeError: the text is no TOML.
        WrongDeclaration: a key is not known, lacks, or holds something else.
    """
    document, declared = tomllib.loads(text), cast(Any, kind)
    for section in fields(declared):
        _check_section(text, section.name, section.type, document.get(section.name))
    check(text, "", 0, document, declared)
    return _made(document, declared)


def _check_section(text: str, name: str, kind: Any, content: Any) -> None:
    """What stands in one section, entry by entry, so that a fault has a line of its own."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is dict and isinstance(content, dict):
        for key, value in content.items():
            if not _fits(value, parts[1]):
                raise WrongDeclaration("kind", line_of(text, name, 0, key), name, key, parts[1])
    entry = parts[0] if origin is tuple else kind
    if is_dataclass(entry):
        for number, held in enumerate(content if isinstance(content, list) else [content]):
            if isinstance(held, dict):
                check(text, name, number, held, entry)


def check(text: str, section: str, number: int, entry: dict[str, Any], kind: Any, given: tuple[str, ...] = ()) -> None:
    """Hold entry ``number`` of ``[[section]]`` (or ``[section]``) against the dataclass ``kind``.

    text: the file as it was read. given: fields that are filled in elsewhere.

    Raises:
        WrongDeclaration: a key is not known, lacks, or holds something else.
    """
    known = {f.name: f for f in fields(kind) if f.name not in given}
    for key, value in entry.items():
        if key not in known:
            raise WrongDeclaration("unknown", line_of(text, section, number, key), section, key)
        if not _fits(value, known[key].type):
            line = line_of(text, section, number, key)
            raise WrongDeclaration("kind", line, section, key, known[key].type)
    for name, f in known.items():
        if name not in entry and f.default is MISSING and f.default_factory is MISSING:
            raise WrongDeclaration("lacks", line_of(text, section, number), section, name)


def line_of(text: str, section: str, number: int, key: str = "") -> int:
    """The line of ``key`` in the ``number``-th (from 0) ``[[section]]``, else that of its header; without a section,
    of a key or a section of the file itself.
    """
    lines = text.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(rf"\[\[?{section}\]\]?\s*(#|$)", line)] if section else [0]
    within, plain = (rf"{section}\." if section else ""), rf"|[\"']?{re.escape(key)}[\"']?\s*[.=]"
    if not heads and number == 0:
        # A section may have no header of its own, only those of its parts ([metrics.posts]).
        heads, plain = [0], ""
    if number >= len(heads):
        return 1
    first, end = heads[number], heads[number + 1] if number + 1 < len(heads) else len(lines)
    named = re.compile(rf"\[\[?{within}{re.escape(key)}\b{plain}") if key else None
    found = [i for i in range(first, end) if named and named.match(lines[i])]
    return (found[0] if found else first) + 1


def _fits(value: Any, kind: Any) -> bool:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return any(_fits(value, part) for part in parts)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(v, parts[1]) for v in value.values())
    if origin in (tuple, frozenset):
        # One example may stand for a list of them.
        members = [value] if isinstance(value, dict) else value
        return isinstance(members, list) and all(_fits(member, parts[0]) for member in members)
    if is_dataclass(kind):
        # What has one field that counts may be written as that field alone.
        needed = [f.type for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        alone = isinstance(value, str) and needed == [str]
        return alone or (isinstance(value, dict) and set(value) <= {f.name for f in fields(kind)})
    if kind is re.Pattern:
        return isinstance(value, str) and _compiles(value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


def _made(value: Any, kind: Any) -> Any:
    """What fits ``kind`` as a value of it."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _made(value, next(part for part in parts if _fits(value, part)))
    if is_dataclass(kind):
        made = cast(Any, kind)
        if isinstance(value, str):
            return made(value)
        return made(**{f.name: _made(value[f.name], f.type) for f in fields(kind) if f.name in value})
    if origin in (tuple, frozenset):
        return origin(_made(member, parts[0]) for member in value)
    if origin is dict:
        return {key: _made(member, parts[1]) for key, member in value.items()}
    return re.compile(value) if kind is re.Pattern else value


def _described(kind: Any) -> str:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return " or ".join(map(_described, parts))
    if origin is dict:
        return f"a table of {_described(parts[1]).removeprefix('a ')}s"
    if origin in (tuple, frozenset):
        return f"a list of {_described(parts[0]).removeprefix('a ')}s"
    plain = {str: "a text", int: "a number", bool: "a flag (true or false)", re.Pattern: "a regular expression"}
    return plain.get(kind, "a table")
