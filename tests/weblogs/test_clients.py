"""Who asked, and which site: a name before the client, lists of addresses, absolute addresses."""

import pytest
from weblogs.lines import BROWSER, line

from pipelines.weblogs import parse, summarise
from pipelines.weblogs.parts import NO_AGENT, ONE_ADDRESS


def before(text: str, **fields) -> str:
    return line(address=text, **fields)


@pytest.mark.parametrize(
    "host",
    ["www.example.edu.cn", "www.example.edu.cn:443", "10.0.0.5", "10.0.0.5:8080", "[2001:da8::1]:443", "_", "default"],
)
@pytest.mark.parametrize(
    "people", [("203.0.113.7", "203.0.113.8"), ("2001:da8::7", "2001:da8::8"), ("10.1.1.1", "10.1.1.2")]
)
def test_a_site_before_the_client_leaves_the_visitors_apart(read, host, people):
    lines = [before(f"{host} {people[n % 2]}") for n in range(6)]
    found = read(lines)
    assert (found.receipt.lines_bad, found.total["page_views"], found.total["visitors"]) == (0, 6, 2)
    # The same people in a log that does not name the site are the same visitors.
    assert read([*lines, line(address=people[0])]).total["visitors"] == 2


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("198.51.100.9, 10.0.0.1", "198.51.100.9"),
        ("198.51.100.9,10.0.0.1", "198.51.100.9"),
        ("192.168.3.4, 1.2.4.8, 10.0.0.1", "1.2.4.8"),
        ("192.168.3.4, 10.0.0.1", "192.168.3.4"),
        ("unknown, 198.51.100.9", "198.51.100.9"),
        ("www.example.edu.cn 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        ("- 198.51.100.9", "198.51.100.9"),
        ("<190>Sep 18 10:51:35 web nginx: 198.51.100.9", "198.51.100.9"),
        ("reader.example.net", "reader.example.net"),
    ],
)
def test_the_reader_in_a_list_of_addresses(read, text, client):
    assert read([before(text), before(client)]).total["visitors"] == 1


def test_the_header_behind_the_agent_goes_before_the_address_of_a_proxy(read):
    lines = [before("www.example.edu.cn 10.0.0.1", behind=f' "203.0.113.{n}, 10.0.0.1"') for n in range(5)]
    assert read(lines).total["visitors"] == 5


def test_an_absolute_request_line_is_a_page_view_of_its_path(read):
    lines = [
        line("GET http://www.example.edu.cn/info/1021/4567.htm HTTP/1.1"),
        line("GET https://www.example.edu.cn:8443/info/1021/4567.htm?x=1 HTTP/1.1"),
        line("GET /info/1021/4567.htm HTTP/1.1"),
        line("GET /go.jsp?to=http://elsewhere.example/ HTTP/1.1"),
    ]
    found = read(lines)
    assert found.articles == {"4567": 3, "/go.jsp": 1}
    assert found.receipt.hosts == {"www.example.edu.cn": 2}


@pytest.mark.parametrize(("hosts", "views"), [(None, 6), ({"main": frozenset({"www.example.edu.cn"})}, 4)])
def test_of_several_sites_in_one_log_only_those_of_the_site_count(tmp_path, rules, hosts, views):
    log = tmp_path / "other_vhosts_access.log"
    lines = [
        before("WWW.example.edu.cn:443 203.0.113.7"),
        before("www.example.edu.cn 203.0.113.7"),
        before("jw.example.edu.cn:443 203.0.113.7"),
        line("GET http://elsewhere.example/ HTTP/1.1"),
        line("GET http://www.example.edu.cn/ HTTP/1.1"),
        line(),
    ]
    log.write_text("\n".join(lines))
    receipt = parse(log, tmp_path / "part", rules, "combined")
    assert receipt.hosts == {"elsewhere.example": 1, "jw.example.edu.cn": 1, "www.example.edu.cn": 3}
    traffic = summarise([("main", tmp_path / "part")], hosts)
    assert traffic.month.filter(section="")["page_views"].to_list() == [views]


def test_one_address_for_nearly_everybody_is_told(read):
    agents = [f"{BROWSER} {n}" for n in range(60)]
    behind_a_proxy = [line(address="10.0.0.9", agent=agent) for agent in agents]
    assert read(behind_a_proxy).receipt.problems == (ONE_ADDRESS,)
    with_header = [line(address="10.0.0.9", agent=a, behind=f' "203.0.113.{n}"') for n, a in enumerate(agents)]
    assert read(with_header).receipt.problems == ()
    assert read([line(address=f"203.0.113.{n}") for n in range(60)]).receipt.problems == ()


def test_lines_in_gbk_are_read_as_text_beside_lines_in_utf8(read):
    lines = [line(f"GET /{name}/a.htm HTTP/1.1") for name in ("通知公告", "学术讲座")]
    found = read(lines[0].encode("gb18030") + b"\n" + lines[1].encode() + b"\n")
    assert found.sections == {"通知公告/a": 1, "学术讲座/a": 1}
    assert NO_AGENT not in found.receipt.problems
