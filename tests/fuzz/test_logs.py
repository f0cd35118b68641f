"""Server logs, damaged: every line is counted as read or as bad, exactly as an independent count has it.

The number of damaged logs per kind is 60; ``TONGBAO_FUZZ_CASES=20000`` makes a long hunt of it.
"""

import gzip
import os
import random

import pytest
from fuzz.damage import cut, flip, lose_or_repeat, renumber
from weblogs.lines import BROWSER, PHONE, line
from weblogs.plain_count import plain_count

from pipelines.weblogs import LogUnreadable, load_rules, looks_like_log, parse, summarise

CASES = int(os.environ.get("TONGBAO_FUZZ_CASES", "60"))
COMBINED = "".join(
    line(
        f"GET /info/10{n % 4}/{n}.htm HTTP/1.1",
        time=f"{1 + n % 28:02}/Sep/2020:10:{n % 60:02}:35 +0800",
        address=f"203.0.113.{n}",
        agent=[BROWSER, PHONE, "Baiduspider"][n % 3],
        behind=["", ' "203.0.113.9" 0.005'][n % 2],
    )
    + "\n"
    for n in range(100)
).encode()
FIELDS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\r\n"
)
IIS = "".join(
    (FIELDS if n % 25 == 0 else "")
    + f"2020-09-{1 + n % 28:02} 1{n % 10}:00:00 10.0.0.1 GET /info/1/{n}.htm - 80 - 203.0.113.{n} Mozilla/5.0 200\r\n"
    for n in range(100)
).encode()
SEEDS = {
    "combined": ("combined", COMBINED),
    "combined.gz": ("combined", gzip.compress(COMBINED, mtime=0)),
    "iis": ("iis_w3c", IIS),
    "iis.gz": ("iis_w3c", gzip.compress(IIS, mtime=0)),
}


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_log_is_counted_line_by_line_or_refused(kind, tmp_path):
    declared, whole = SEEDS[kind]
    log, part, rules = tmp_path / f"access.{kind}", tmp_path / "part.parquet", load_rules(visitor_key=b"a key")
    for case in range(CASES):
        chance = random.Random(f"{kind} {case}")
        data = chance.choice([cut, flip, flip, renumber, lose_or_repeat])(whole, chance)
        log.write_bytes(data)
        try:
            found = parse(log, part, rules, looks_like_log(data, rules) or declared)
            summarise([("main", part)])
        except LogUnreadable:
            continue
        except BaseException as stray:
            raise AssertionError(f"case {kind} {case}") from stray
        assert found.lines_total == found.lines_parsed + found.lines_bad, f"case {kind} {case}"
        if kind == "combined" and b"\0" not in data:  # servers write no such byte: the line is damaged
            counted = plain_count(log)
            assert (found.lines_total, found.lines_bad) == (counted.lines, counted.bad), f"case {kind} {case}"
        elif kind.endswith(".gz") and found.lines_total < 100:
            assert found.problems or found.lines_bad, f"case {kind} {case}: cut without a word"
