"""IIS W3C logs: the field list in force, UTC, and a Chinese day over two files."""

from datetime import date

import pytest

from pipelines.weblogs import parse, summarise

IIS_7 = (
    "#Fields: date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
)
IIS_8 = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "sc-status sc-substatus sc-win32-status time-taken"
)
START = ["#Software: Microsoft Internet Information Services 8.5", "#Version: 1.0", "#Date: 2020-09-18 00:00:01"]
AGENT = "Mozilla/5.0+(Windows+NT+10.0)+Chrome/120.0.0.0+Safari/537.36"


def old(stem="/info/1021/4567.htm", *, time="2020-09-18 02:51:35", status="200", agent=AGENT) -> str:
    return f"{time} W3SVC20 10.0.0.1 GET {stem} - 80 - 203.0.113.7 {agent} {status} 0 0 1424 193 84"


def new(stem="/info/1021/4567.htm", query="-", *, time="2020-09-18 02:51:35", status="200", agent=AGENT) -> str:
    return f"{time} 10.0.0.1 GET {stem} {query} 80 - 203.0.113.7 {agent} - {status} 0 0 84"


@pytest.fixture
def read_iis(read):
    return lambda lines, **options: read(lines, format="iis_w3c", **options)


def test_directives_are_no_data(read_iis):
    receipt = read_iis([*START, IIS_8, new(), *START, IIS_8, new()]).receipt
    assert (receipt.lines_total, receipt.lines_directive, receipt.lines_bad) == (2, 8, 0)


@pytest.mark.parametrize("block_bytes", [300, 1 << 20])
def test_fields_are_read_anew_whenever_they_are_declared(read_iis, block_bytes):
    lines = [*START, IIS_7, old(), *START, IIS_8, new(), new(), *START, IIS_7, old("/a.css"), old("/")]
    found = read_iis(lines, block_bytes=block_bytes)
    assert (found.receipt.lines_bad, found.total["page_views"], found.total["visitors"]) == (0, 4, 1)
    assert found.sections == {"1021": 3, "/": 1}


def test_a_line_of_another_layout_is_bad_and_shown(read_iis):
    impossible = [f"{day} {new()[11:]}" for day in ("2020-99-18", "0000-09-18")]
    receipt = read_iis([IIS_8, new(), old(), new()[:-12], *impossible, "", new()]).receipt
    assert (receipt.lines_parsed, receipt.lines_bad, receipt.bad_line_numbers) == (2, 5, (3, 4, 5, 6, 7))


def test_windows_line_ends(read_iis):
    content = "\r\n".join([*START, IIS_7, old(), old("/"), ""]).encode()
    receipt = read_iis(content).receipt
    assert (receipt.lines_total, receipt.lines_bad, receipt.page_views) == (2, 0, 2)


def test_a_dynamic_page_is_known_by_its_query(read_iis):
    found = read_iis([IIS_8, new("/content.jsp", "urltype=news.NewsContentUrl&wbtreeid=1021&wbnewsid=4567")])
    assert (found.sections, found.articles) == ({"1021": 1}, {"4567": 1})


@pytest.mark.parametrize("agent", ["-", "Sogou+web+spider/4.0", "Go-http-client/1.1"])
def test_bots_with_blanks_written_as_plus(read_iis, agent):
    assert read_iis([IIS_8, new(agent=agent)]).total["bot_views"] == 1


def test_forwarded_addresses_name_the_visitor(read_iis):
    fields = IIS_8 + " X-Forwarded-For"
    lines = [fields, new() + " 8.8.8.8,+10.0.0.1", new() + " 8.8.4.4", new() + " -"]
    assert read_iis(lines).total["visitors"] == 3


def test_data_before_any_field_list_and_missing_fields_are_said(read_iis):
    before = read_iis([new(), IIS_8, new()]).receipt
    assert (before.lines_bad, before.lines_parsed) == (1, 1)
    assert "#Fields" in before.problems[0]
    without = read_iis([IIS_8.replace(" cs(User-Agent)", ""), new()]).receipt
    assert without.lines_bad == 1
    assert "cs(user-agent)" in without.problems[0]


def test_a_chinese_day_spans_two_utc_files(tmp_path, rules):
    parts = []
    for name, times in {
        "u_ex200917.log": ("2020-09-17 15:59:59", "2020-09-17 16:00:00"),
        "u_ex200918.log": ("2020-09-18 02:00:00", "2020-09-18 16:00:00"),
    }.items():
        log = tmp_path / name
        log.write_text("\n".join([*START, IIS_8, *(new(time=time) for time in times)]) + "\n")
        parts.append(("main", tmp_path / f"{name}.parquet"))
        parse(log, parts[-1][1], rules, "iis_w3c")
    day = summarise(parts).day
    assert dict(day.select("date", "page_views").iter_rows()) == {
        date(2020, 9, 17): 1,
        date(2020, 9, 18): 2,
        date(2020, 9, 19): 1,
    }
