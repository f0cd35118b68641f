"""Combined logs as they really arrive: whole lines are counted, broken ones are counted too and shown."""

import gzip
import random
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weblogs.lines import BROWSER, PHONE, line
from weblogs.plain_count import plain_count

from pipelines.weblogs import LogUnreadable, parse, summarise

CUT_LINES = [
    "",
    "   ",
    "203.0.113.7",
    "203.0.113.7 - - [18/Sep/2020:10:5",
    '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET / HT',
    '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET / HTTP/1.1" 200',
    '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0 (Win',
    '203.0.113.7 - - [31/Feb/2020:10:51:35 +0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [31/Feb/2020:10:51:35 +0000] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [18/Sep/2020:10:51:99 +0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [18/Sep/0000:10:51:35 +0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [31/Dec/9999:23:51:35 -0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET / HTTP/1.1" 2x0 5 "-" "Mozilla/5.0"',
    '203.0.113.7 - - [18/Sep/2020:10:51:35 +0800] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0" "198.51.100.1" 0.1 "cut',
    "\x00\x01\x16\x03\x01",
]


@pytest.mark.parametrize("text", CUT_LINES)
def test_a_broken_line_is_counted_shown_and_costs_no_other_line(read, text):
    receipt = read([line(), text, line()]).receipt
    assert (receipt.lines_total, receipt.lines_parsed, receipt.lines_bad) == (3, 2, 1)
    assert receipt.bad_line_numbers == (2,)
    assert receipt.page_views == 2


def test_two_lines_glued_together_are_one_bad_line(read):
    glued = "203.0.113.7 - - [18/Sep/2020:10:51:3" + line()
    assert read([glued]).receipt.lines_bad == 1


@pytest.mark.parametrize(
    ("agent", "behind"),
    [
        (r"My \"Phone\" 5", ""),
        ('My "Phone" 5', ""),
        ('My "Phone" 5', ' "203.0.113.9" 0.005'),
        (BROWSER, ' "-"'),
        (BROWSER, ' ""'),
        (BROWSER, ' "203.0.113.9"'),
        (BROWSER, ' "203.0.113.9, 10.0.0.1" 0.005'),
        (BROWSER, ' "203.0.113.9" "0.005"'),
        (BROWSER, ' "-" "www.example.edu.cn" sn="-" rt=0.005 "127.0.0.1:8080"'),
        (BROWSER, " 0.005"),
        (BROWSER, " 0.005 0.004 ."),
        (BROWSER, ' 0.005 "203.0.113.9"'),
        (BROWSER, " "),
        (BROWSER, "\r"),
    ],
)
def test_quotes_in_the_agent_and_fields_behind_it_lose_no_line(read, agent, behind):
    found = read([line(agent=agent, behind=behind), line(agent=agent, behind=behind)])
    assert found.receipt.lines_bad == 0
    assert (found.total["page_views"], found.total["visitors"]) == (2, 1)


def test_a_bot_named_behind_a_quote_is_still_a_bot(read):
    assert read([line(agent='Mozilla/5.0 "x" (compatible; Baiduspider/2.0)')]).total["bot_views"] == 1


def test_quotes_in_the_request_and_the_referrer(read):
    odd = line(r"GET /a\"b.htm HTTP/1.1").replace('"-" "Moz', r'"http://x.example/?q=\"y\"" "Moz')
    found = read([odd, line("GET / HTTP/1.1", size="-")])
    assert (found.receipt.lines_bad, found.total["page_views"]) == (0, 2)


def test_a_user_name_with_blanks_is_part_of_a_whole_line(read):
    assert read([line().replace(" - - [", " - 张 三 [")]).receipt.lines_bad == 0


def test_bytes_that_are_no_utf8_cost_nothing(read):
    found = read(line().encode() + b"\n" + line("GET /?q=X HTTP/1.1").encode().replace(b"X", b"\xd0\xc2\xff") + b"\n")
    assert (found.receipt.lines_bad, found.total["page_views"]) == (0, 2)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("18/Sep/2020:23:59:59 +0800", date(2020, 9, 18)),
        ("18/Sep/2020:15:59:59 +0000", date(2020, 9, 18)),
        ("18/Sep/2020:16:00:00 +0000", date(2020, 9, 19)),
        ("18/Sep/2020:21:29:59 +0530", date(2020, 9, 18)),
        ("18/Sep/2020:21:30:00 +0530", date(2020, 9, 19)),
        ("18/Sep/2020:12:30:00 -0330", date(2020, 9, 19)),
        ("30/Sep/2020:16:00:00 +0000", date(2020, 10, 1)),
    ],
)
def test_the_day_is_that_of_shanghai_whatever_zone_the_line_carries(read, time, day):
    found = read([line(time=time)])
    assert found.receipt.first_date == found.receipt.last_date == day
    assert found.traffic.day["date"].to_list() == [day]


def test_first_and_last_date_come_from_all_whole_lines(read):
    lines = [
        line("GET /a.css HTTP/1.1", time="17/Sep/2020:10:00:00 +0800"),
        line(time="18/Sep/2020:10:00:00 +0800"),
        line("-", status=400, time="19/Sep/2020:10:00:00 +0800"),
    ]
    receipt = read(lines).receipt
    assert receipt.lines_by_date == {"2020-09-17": 1, "2020-09-18": 1, "2020-09-19": 1}


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n\n", line().encode(), line().encode() + b"\n\n"])
def test_line_totals_are_those_of_an_editor(read, content):
    receipt = read(content).receipt
    assert receipt.lines_total == len(content.splitlines())
    assert receipt.lines_parsed + receipt.lines_bad == receipt.lines_total


def test_a_gz_and_its_plain_text_are_the_same_content(read):
    lines = [line(), line("GET / HTTP/1.1"), "broken"]
    plain, packed = read(lines), read(lines, name="access.log-20200918.gz")
    assert plain.receipt.content_id == packed.receipt.content_id
    assert pl.read_parquet(plain.part).equals(pl.read_parquet(packed.part))


def test_a_gz_of_several_members_is_read_whole(read, tmp_path, rules):
    log = tmp_path / "access.log.1.gz"
    text = (line() + "\n").encode()
    log.write_bytes(gzip.compress(text) + gzip.compress(text * 2) + b"\0" * 512)
    assert parse(log, tmp_path / "part", rules, "combined").lines_parsed == 3


@pytest.mark.parametrize(
    "damage", [lambda packed: packed[:-12], lambda packed: packed[:40] + b"\xff\xff" + packed[42:]]
)
def test_half_a_gz_is_refused_and_leaves_nothing_behind(tmp_path, rules, damage):
    lines = "\n".join(line(f"GET /info/1/{n}.htm HTTP/1.1") for n in range(500)).encode()
    log = tmp_path / "access.log.gz"
    log.write_bytes(damage(gzip.compress(lines)))
    with pytest.raises(LogUnreadable, match="重新从服务器下载"):
        parse(log, tmp_path / "parts" / "part", rules, "combined")
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_part_replaces_the_old_one_and_leaves_nothing_else(tmp_path, rules):
    log, part = tmp_path / "access.log", tmp_path / "parts" / "part.parquet"
    for count in (1, 2):
        log.write_text(f"{line()}\n" * count)
        parse(log, part, rules, "combined")
    assert pl.read_parquet(part).height == 2
    assert list(part.parent.iterdir()) == [part]


def test_a_line_longer_than_any_log_line_is_one_bad_line(read):
    content = b"\0" * 5_000_000 + b"\n" + line().encode() + b"\n"
    receipt = read(content, block_bytes=1 << 20).receipt
    assert (receipt.lines_total, receipt.lines_bad, receipt.page_views) == (2, 1, 1)


def made_log(count: int, seed: int) -> list[str]:
    """A month of a made site: readers, bots, pictures, probes, broken lines, several shapes behind the agent."""
    r = random.Random(seed)
    requests = (
        *(f"GET /info/{1000 + n % 7}/{n}.htm HTTP/1.1" for n in range(60)),
        *(f"GET /xwzx/xyxw/{n}.htm HTTP/1.1" for n in range(5)),
        *(f"GET /content.jsp?urltype=news.NewsContentUrl&wbtreeid=1003&wbnewsid={n} HTTP/2.0" for n in range(9)),
        "GET / HTTP/1.1",
        "GET /css/a.css HTTP/1.1",
        "GET /system/resource/code/news/click/dynclicks.jsp?clickid=4 HTTP/1.1",
        "POST /login.jsp HTTP/1.1",
        "-",
        r"GET /a\"b HTTP/1.1",
    )
    agents = (BROWSER, PHONE, "Baiduspider/2.0", "-", "", r"My \"Phone\" 5", 'raw "quotes" here')
    made = []
    for _ in range(count):
        zone = r.choice(["+0800", "+0000", "-0330"])
        whole = line(
            r.choice(requests),
            address=f"198.51.100.{r.randrange(40)}",
            time=f"{r.randint(1, 30):02d}/Sep/2020:{r.randrange(24):02d}:{r.randrange(60):02d}:07 {zone}",
            status=r.choice([200, 200, 200, 304, 404]),
            agent=r.choice(agents),
            behind=r.choice(["", "", "", ' "-"', " 0.01", ' "-" 0.01', " "]),
        )
        made.append(whole[: r.randrange(len(whole))] if r.random() < 0.03 else whole)
    return made


@pytest.mark.parametrize("block_bytes", [2_000, 1 << 20])
@pytest.mark.parametrize("seed", [1, 2])
def test_counts_equal_an_independent_count_line_by_line(tmp_path, rules, seed, block_bytes):
    log, part = tmp_path / "access.log", tmp_path / "part"
    log.write_text("\n".join(made_log(4000, seed)) + "\n")
    receipt = parse(log, part, rules, "combined", block_bytes=block_bytes)
    expected = plain_count(log)
    traffic = summarise([("main", part)])
    assert (receipt.lines_total, receipt.lines_bad) == (expected.lines, expected.bad)
    assert counted(traffic.day, ["date", "section"], ["page_views", "bot_views", "mobile_views", "visitors"]) == (
        expected.sections
    )
    assert counted(traffic.article_day, ["date", "article_key", "section"], ["views", "visitors"]) == expected.articles
    assert dict(traffic.month.filter(section="").select("month", "visitors").iter_rows()) == expected.month_visitors


def counted(table: pl.DataFrame, keys: list[str], values: list[str]) -> dict:
    return {row[: len(keys)]: row[len(keys) :] for row in table.select(keys + values).iter_rows()}


def test_memory_limits_change_no_count(tmp_path, rules, monkeypatch):
    log = tmp_path / "access.log"
    log.write_text("\n".join(made_log(2000, 3)) + "\n")
    parse(log, tmp_path / "whole", rules, "combined")
    monkeypatch.setattr("pipelines.weblogs.parts.ROWS_HELD", 100)
    monkeypatch.setattr("pipelines.weblogs.parts.VALUES_REMEMBERED", 10)
    parse(log, tmp_path / "spilled", rules, "combined", block_bytes=4_000)
    whole, spilled = (summarise([("main", tmp_path / name)]) for name in ("whole", "spilled"))
    assert all(left.equals(right) for left, right in zip(whole, spilled, strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b"")),
            st.text('"\\ []-', max_size=12).map(lambda text: line(agent=text).encode()),
            st.text('"\\ 12.:', max_size=12).map(lambda text: line(behind=text).encode()),
            st.integers(0, 150).map(lambda end: line().encode()[:end]),
        ),
        max_size=30,
    ),
    st.sampled_from([64, 1000, 1 << 20]),
)
def test_no_line_is_lost_whatever_it_holds(tmp_path, rules, lines, block_bytes):
    log = tmp_path / "any.log"
    # A first byte pair that looks like gzip would rightly be read as gzip.
    content = b" \n" + b"".join(text + b"\n" for text in lines)
    log.write_bytes(content)
    receipt = parse(log, tmp_path / "part", rules, "combined", block_bytes=block_bytes)
    expected = plain_count(log)
    assert receipt.lines_total == receipt.lines_parsed + receipt.lines_bad == content.count(b"\n")
    assert receipt.lines_bad == expected.bad
