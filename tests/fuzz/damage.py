"""Ways to damage bytes, whatever they are: what downloads, disks and mail do to a file."""

import random
import re
import zipfile
from io import BytesIO

NUMBERS = [b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x01\0\0\0", b"\xfe\xff\xff\xff"]
VALUES = [b"-1", b"4294967295", b"99999999999999999999", b"XFD1048576", b"A0", b"\xff", b"&#x110000;", b"1e308", b""]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 10])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def renumber(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(data) - 4, 1))
    return data[:at] + chance.choice(NUMBERS) + data[at + 4 :]


def lose_or_repeat(data: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(data))
    last = min(len(data), first + chance.randrange(1, 600))
    return data[:first] + data[last:] if chance.random() < 0.5 else data[:last] + data[first:]


def damage_part(data: bytes, chance: random.Random) -> bytes:
    """An Office file that unpacks well and holds a damaged part."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    victim = chance.choice([name for name, part in parts.items() if part and name.startswith(("xl/", "word/"))])
    parts[victim] = chance.choice([cut, flip, lose_or_repeat, revalue, revalue, revalue])(parts[victim], chance)
    return packed(parts)


def revalue(xml: bytes, chance: random.Random) -> bytes:
    """One attribute or text of an XML part replaced by an extreme one."""
    places = [*re.finditer(rb'"([^"]*)"', xml), *re.finditer(rb">()[^<]*<", xml)]
    if not places:
        return cut(xml, chance)
    found = chance.choice(places)
    return xml[: found.start() + 1] + chance.choice(VALUES) + xml[found.end() - 1 :]


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return buffer.getvalue()
