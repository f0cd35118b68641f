"""A log is recognised by its content; real logs are read with the line counts their provenance states."""

import gzip
from pathlib import Path

import pytest
from exhibits import as_exported
from weblogs.lines import line
from weblogs.plain_count import plain_count

from pipelines.weblogs import looks_like_log, parse, refused_log, summarise

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
VALUES = ("page_views", "bot_views", "mobile_views", "visitors")
IIS = b"#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time cs-method cs-uri-stem c-ip\r\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_by_content_alone(rules, pack):
    combined = "\n".join([line()] * 20).encode()
    assert looks_like_log(pack(combined), rules) == "combined"
    assert looks_like_log(pack(combined)[:1000], rules) == "combined"
    assert looks_like_log(pack(IIS), rules) == "iis_w3c"


def test_a_few_broken_lines_do_not_hide_a_log(rules):
    lines = ["", "cut", *[line()] * 5, "\x00\x01"]
    assert looks_like_log("\n".join(lines).encode(), rules) == "combined"
    assert looks_like_log(b"\xef\xbb\xbf" + line().encode() + b"\n", rules) == "combined"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        "标题,栏目,发布时间\n新闻,要闻,2020-09-01\n".encode(),
        b'{"list": []}',
        b"PK\x03\x04\x14\x00",
        b"\x1f\x8b\x08\x00broken",
        b"<html><table></table></html>",
        b"#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip\n",
        b"2020/09/18 10:51:35 [error] 1#1: *1 open() failed, client: 203.0.113.7\n" * 5,
    ],
)
def test_what_is_no_such_log_is_not_claimed(rules, content):
    assert looks_like_log(content, rules) is None


LOGS = {name: wanted for name, wanted in as_exported.FILES.items() if wanted.kind == "log"}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return as_exported.write(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("path", LOGS)
def test_small_logs_of_real_shape(tmp_path, rules, small, path):
    (format,) = (name.removeprefix("weblog_") for name in LOGS[path].formats)
    assert looks_like_log((small / path).read_bytes(), rules) == format
    receipt = parse(small / path, tmp_path / "part", rules, format)
    assert (receipt.lines_total, receipt.lines_bad) == (LOGS[path].rows, as_exported.BAD_LINES.get(path, 0))


@pytest.mark.parametrize("path", [name for name in LOGS if "iis" not in name])
def test_small_logs_equal_an_independent_count(tmp_path, rules, small, path):
    parse(small / path, tmp_path / "part", rules, "combined")
    day = summarise([("main", tmp_path / "part")]).day
    found = {row[:2]: row[2:] for row in day.select("date", "section", *VALUES).iter_rows()}
    assert found and found == plain_count(small / path).sections


def test_no_other_small_file_is_taken_for_a_log(rules, small):
    heads = [(small / path).read_bytes() for path in as_exported.FILES if path not in LOGS]
    assert {looks_like_log(head, rules) for head in heads} == {refused_log(head, rules) for head in heads} == {None}


@pytest.mark.skipif(not SAMPLES.exists(), reason="real sample files are not distributed")
@pytest.mark.parametrize(
    ("path", "format", "lines", "bad"),
    [
        ("apache_combined/apache_logs", "combined", 10_000, 1),
        ("nginx_cn_blog/access.log.part1.gz", "combined", 7_309, 0),
        ("iis_w3c/W3SVC20_u_ex091107.log", "iis_w3c", 352, 0),
        ("iis_w3c/W3SVC20_u_ex100922.log", "iis_w3c", 311, 0),
        ("iis_w3c/W3SVC1_u_ex160106.log", "iis_w3c", 1_257, 0),
    ],
)
def test_real_logs(tmp_path, rules, path, format, lines, bad):
    log = SAMPLES / path
    assert looks_like_log(log.read_bytes()[:65_536], rules) == format
    receipt = parse(log, tmp_path / "part", rules, format)
    assert (receipt.lines_total, receipt.lines_bad) == (lines, bad)


@pytest.mark.skipif(not SAMPLES.exists(), reason="real sample files are not distributed")
@pytest.mark.parametrize("path", ["apache_combined/apache_logs", "nginx_cn_blog/access.log.part1.gz"])
def test_real_logs_equal_an_independent_count(tmp_path, rules, path):
    parse(SAMPLES / path, tmp_path / "part", rules, "combined")
    day = summarise([("main", tmp_path / "part")]).day
    expected = plain_count(SAMPLES / path)
    found = {row[:2]: row[2:] for row in day.select("date", "section", *VALUES).iter_rows()}
    assert found == expected.sections


@pytest.mark.skipif(not SAMPLES.exists(), reason="real sample files are not distributed")
def test_no_other_real_file_is_taken_for_a_log(rules):
    logs = {"apache_combined", "nginx_cn_blog", "iis_w3c"}
    others = [path for path in SAMPLES.glob("*/*") if path.is_file() and path.parent.name not in logs]
    assert others
    heads = [path.read_bytes()[:65_536] for path in others]
    assert {looks_like_log(head, rules) for head in heads} == {refused_log(head, rules) for head in heads} == {None}
