"""Whatever is done to a file, reading it ends in Content or FileFault.

The number of damaged files per kind is 60; ``TONGBAO_FUZZ_CASES=100000`` makes a long hunt of it.
"""

import os
import random

import pytest
from export_files import xls, xlsx
from fuzz.damage import cut, damage_part, flip, lose_or_repeat, renumber

from pipelines.faults import FileFault
from pipelines.files.decode import Content, read

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
