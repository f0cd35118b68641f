"""Records inside JSON answers: the list a declaration points at becomes rows of text.

Belongs here: walking a path and naming members. Does not belong here: what the members mean (declarations).
"""

import json

# Platforms nest three or four deep; deeper members are never figures.
MAX_DEPTH = 6
DECIMALS = 9


def records(data: object, path: str) -> list[dict[str, str | None]] | None:
    """The records at ``path`` (``list[].details[]``: names with dots, ``[]`` behind each list on the way) as text.

    A record holds its own members and those of the list items around it, its own first; members of an object inside
    are named with dots (``statistics.comment_count``), of a list only the first item (``titles[0].title``). Text that
    is itself JSON is unpacked on the way. A list of whole answers is walked answer by answer. None where the path
    does not lead to a list, an empty list where the list is empty.
    """
    if isinstance(data, list) and not path.startswith("[]"):
        parts = [found for answer in data if (found := records(answer, path)) is not None]
        return [record for found in parts for record in found] if parts else None
    return _walk(data, path.split("."), {}, inside=False)


def member(data: object, path: str) -> object:
    """The value at a dotted path of names; None where it is not there."""
    for name in path.split(".") if path else ():
        data = data.get(name) if isinstance(data, dict) else None
    return data if path else None


def _walk(value: object, steps: list[str], above: dict, inside: bool) -> list[dict] | None:
    value = _unpacked(value)
    if not steps:
        return [{**above, **_members(value)}] if isinstance(value, dict) and inside else None
    name, is_list = steps[0].removesuffix("[]"), steps[0].endswith("[]")
    if name:
        if not isinstance(value, dict) or name not in value:
            return None
        if inside:
            above = {**above, **_members({k: v for k, v in value.items() if k != name})}
        value = _unpacked(value[name])
    if not is_list:
        return _walk(value, steps[1:], above, inside)
    if not isinstance(value, list):
        return None
    parts = [found for item in value if (found := _walk(item, steps[1:], above, inside=True)) is not None]
    return [record for found in parts for record in found] if parts or not value else None


def _unpacked(value: object) -> object:
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _members(record: dict, prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, value in record.items():
        label = f"{prefix}{_whole(name)}"
        if isinstance(value, list):
            if not value:
                continue
            label, value = f"{label}[0]", value[0]
        if isinstance(value, dict):
            if depth < MAX_DEPTH:
                found |= _members(value, f"{label}.", depth + 1)
        elif not isinstance(value, list):
            found[label] = _text(value)
    return found


def _whole(text: str) -> str:
    """Half of a surrogate pair, which JSON can write and no text can hold, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.{DECIMALS}f}".rstrip("0")
    return str(int(value)) if isinstance(value, int | float) else str(value)
