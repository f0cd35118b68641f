"""Whatever is done to a file, reading it ends in Content or FileFault.

The number of damaged files per kind is 60; ``TONGBAO_FUZZ_CASES=100000`` makes a long hunt of it.
"""

import os
import random
import re
import zipfile
from io import BytesIO

import pytest
from export_files import xls, xlsx

from pipelines.faults import FileFault
from pipelines.ingest.decode import Content, read

CASES = int(os.environ.get("TONGBAO_FUZZ_CASES", "60"))

TABLE = [["日期", "标题", "阅读"], *([f"2020-09-{i:02}", f"第{i}期，\n“开学”", i * 1.5] for i in range(1, 31))]
CSV = "\n".join(f'2020-09-{i:02},"标题,{i}\n""引""",{i}' for i in range(1, 31))
LABELLED = "\n".join(f"标题:甲{i}\t发布时间：2022-12-{i:02}\t点击量:{i}" for i in range(1, 31))
HTML = "<table>" + "".join(
    f"<tr><td rowspan={i % 3}>{i}</td><td colspan='2'>标题&nbsp;{i}</td></tr>" for i in range(30)
)
JSON = '{"list": [' + ",".join(f'{{"ref_date": "2021-09-{i:02}", "n": {i}}}' for i in range(1, 31)) + "]}"
SEEDS = {
    "xlsx": xlsx(TABLE),
    "xls": xls(TABLE),
    "csv": CSV.encode(),
    "gbk": CSV.encode("gb18030"),
    "labelled": LABELLED.encode("gb18030"),
    "html": HTML.encode(),
    "json": JSON.encode(),
}
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
    """A workbook that unpacks well and holds a damaged part."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        victim = chance.choice([name for name in source.namelist() if name.startswith("xl/")])
        for name in source.namelist():
            part = source.read(name)
            if name == victim:
                part = chance.choice([cut, flip, lose_or_repeat, revalue, revalue, revalue])(part, chance)
            target.writestr(name, part)
    return buffer.getvalue()


def revalue(xml: bytes, chance: random.Random) -> bytes:
    """One attribute or text of an XML part replaced by an extreme one."""
    found = chance.choice([*re.finditer(rb'"([^"]*)"', xml), *re.finditer(rb">()[^<]*<", xml)])
    return xml[: found.start() + 1] + chance.choice(VALUES) + xml[found.end() - 1 :]


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_file_ends_in_content_or_fault(kind, tmp_path):
    path = tmp_path / "x"
    ways = [cut, flip, renumber, lose_or_repeat] + [damage_part] * (4 if kind == "xlsx" else 0)
    for case in range(CASES):
        chance = random.Random(f"{kind} {case}")
        path.write_bytes(chance.choice(ways)(SEEDS[kind], chance))
        try:
            assert isinstance(read(path, "x"), Content)
        except FileFault as fault:
            assert fault.fault.path == "x"
        except BaseException as stray:
            raise AssertionError(f"case {kind} {case}") from stray
