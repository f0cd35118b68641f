"""Logs that are read by declaration, and logs that are refused as what they are."""

import json

import pytest
from weblogs.lines import BROWSER, PHONE, line

from pipelines.weblogs import load_rules, looks_like_log, parse, refused_log
from pipelines.weblogs.parts import NO_AGENT

SPIDER = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
# One view each by a browser, a phone and a spider, a picture and a page that was not found.
REQUESTS = [
    ("203.0.113.7", "/info/1021/4567.htm", 200, BROWSER),
    ("203.0.113.8", "/info/1021/4567.htm", 200, PHONE),
    ("203.0.113.9", "/xwzx.htm", 304, SPIDER),
    ("203.0.113.7", "/images/a.png", 200, BROWSER),
    ("203.0.113.7", "/gone.htm", 404, BROWSER),
]


def common(address, path, status, agent) -> str:
    return f'{address} - - [18/Sep/2020:23:51:35 +0800] "GET {path} HTTP/1.1" {status} 512'


def tomcat_with_time(address, path, status, agent) -> str:
    return f'{address} - - [18/Sep/2020:23:51:35 +0800] "GET {path} HTTP/1.1" {status} - 35'


def iso(address, path, status, agent) -> str:
    return f'{address} - - [2020-09-18T23:51:35+08:00] "GET {path} HTTP/1.1" {status} 512 "-" "{agent}" "-" 0.003'


def iso_utc(address, path, status, agent) -> str:
    head = f'10.0.0.1 - - [2020-09-18T15:51:35.120Z] "GET {path} HTTP/1.1" {status} 512'
    return f'{head} "-" "{agent}" "{address}, 10.0.0.2"'


def iso_blank(address, path, status, agent) -> str:
    return (
        f'www.example.edu.cn:443 {address} - - [2020-09-18 23:51:35] "GET {path} HTTP/1.1" {status} 512 "-" "{agent}"'
    )


def aliyun(address, path, status, agent) -> str:
    url = f"GET http://www.example.edu.cn{path}"
    return f'[18/Sep/2020:23:51:35 +0800] {address} - 15 "-" "{url}" {status} 191 2830 HIT "{agent}" "text/html"'


def huawei(address, path, status, agent) -> str:
    head = f'[18/Sep/2020:23:51:35 +0800] {address} 1 "-" "HTTP/1.1" "GET" "www.example.edu.cn"'
    return f'{head} "{path}" {status} 720 HIT "{agent}" "bytes=0-255"'


def tencent(address, path, status, agent) -> str:
    head = f"20200918235135 {address} www.example.edu.cn {path} 2456 4 0 {status}"
    return f'{head} http://www.example.edu.cn/ 2 "{agent}" "(null)" GET HTTP/1.1 hit 51234'


def tencent_tabs(address, path, status, agent) -> str:
    cells = ("20200918235135", address, "www.example.edu.cn", path, 2456, 4, 0, status, "NULL", 2, agent, "NULL")
    return "\t".join(map(str, (*cells, "GET", "HTTP/2", "miss")))


def nginx_json(address, path, status, agent) -> str:
    cells = {
        "time_iso8601": "2020-09-18T23:51:35+08:00",
        "remote_addr": "10.0.0.1",
        "http_x_forwarded_for": address,
        "request": f"GET {path} HTTP/1.1",
        "status": status,
        "http_user_agent": agent,
    }
    return json.dumps(cells)


def elastic_json(address, path, status, agent) -> str:
    cells = {
        "@timestamp": "2020-09-18T15:51:35.000Z",
        "host": {"name": "web-1"},
        "client_ip": address,
        "request_method": "GET",
        "uri": path,
        "args": "from=timeline",
        "status": str(status),
        "user_agent": agent,
    }
    return json.dumps(cells, ensure_ascii=False)


def seconds_json(address, path, status, agent) -> str:
    record = {"msec": 1600444295.25, "ip": address, "method": "GET", "request": path, "code": status, "ua": agent}
    return json.dumps(record) + ","


MADE = {
    "common": [common, tomcat_with_time],
    "combined_iso": [iso, iso_utc, iso_blank],
    "aliyun_cdn": [aliyun],
    "huawei_cdn": [huawei],
    "tencent_cdn": [tencent, tencent_tabs],
    "json": [nginx_json, elastic_json, seconds_json],
}
CASES = [pytest.param(name, make, id=f"{name}-{make.__name__}") for name, makers in MADE.items() for make in makers]


@pytest.mark.parametrize(("name", "make"), CASES)
def test_a_declared_log_is_recognised_and_counted(read, rules, name, make):
    lines = [make(*request) for request in REQUESTS]
    assert looks_like_log("\n".join(lines).encode(), rules) == name
    found = read([*lines, "cut"], format=name)
    receipt = found.receipt
    assert (receipt.lines_total, receipt.lines_bad, receipt.bad_line_numbers) == (6, 1, (6,))
    assert receipt.lines_by_date == {"2020-09-18": 5}
    counts = {what: found.total[what] for what in ("page_views", "bot_views", "mobile_views", "visitors")}
    if name == "common":  # without agents nobody can tell: unknown, not nought
        assert counts == {"page_views": 3, "bot_views": None, "mobile_views": None, "visitors": 3}
        assert receipt.problems == (NO_AGENT,)
    else:
        assert counts == {"page_views": 2, "bot_views": 1, "mobile_views": 1, "visitors": 2}
        assert receipt.problems == ()
    assert found.articles["4567"] == 2


@pytest.mark.parametrize(("name", "make"), CASES)
@pytest.mark.parametrize("block_bytes", [200, 1 << 20])
def test_blocks_change_no_count(read, name, make, block_bytes):
    lines = [make(*REQUESTS[n % 5]) for n in range(50)]
    found = read(lines, format=name, block_bytes=block_bytes)
    assert (found.receipt.lines_total, found.receipt.lines_bad) == (50, 0)
    assert found.total["page_views"] == (30 if name == "common" else 20)


def test_a_month_partly_without_agents_does_not_know_its_machines(tmp_path, read, rules):
    from pipelines.weblogs import summarise

    parts = []
    for name, text in (("combined", line()), ("common", common(*REQUESTS[0]))):
        log = tmp_path / f"{name}.log"
        log.write_text(text)
        parse(log, tmp_path / name, rules, name)
        parts.append(("main", tmp_path / name))
    total = summarise(parts).month.filter(section="").row(0, named=True)
    assert (total["page_views"], total["bot_views"], total["mobile_views"]) == (2, None, None)


def test_json_of_nginx_without_its_escape_is_still_read(read):
    lines = [nginx_json("203.0.113.7", "/", 200, "My PHONE").replace("My PHONE", r"My \x22PHONE\x22")]
    assert read(lines, format="json").receipt.lines_bad == 0


def test_keys_of_ones_own_are_declared_in_the_rules(tmp_path):
    lines = [json.dumps({"t": "2020-09-18T23:51:35+08:00", "from": "203.0.113.7", "path": "/", "st": 200})] * 3
    content = "\n".join(lines).encode()
    own = tmp_path / "rules.toml"
    text = (load_rules.__globals__["DEFAULT_RULES"]).read_text("utf-8")
    own.write_text(
        text.replace('address = ["', 'address = ["from", "')
        .replace('status = ["', 'status = ["st", "')
        .replace('time = ["', 'time = ["t", "')
    )
    assert looks_like_log(content, load_rules()) is None
    assert looks_like_log(content, load_rules(own)) == "json"
    only_some = own.with_name("some.toml")
    only_some.write_text(text[: text.index("[json]")] + '[json]\ntime = ["t"]\naddress = ["from"]\nstatus = ["st"]\n')
    assert looks_like_log(content, load_rules(only_some)) == "json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020/09/18 10:51:35 [error] 1#1: *1 open() failed, client: 203.0.113.7", "nginx 的错误日志"),
        ("[Fri Sep 18 10:51:35.123456 2020] [core:error] [pid 1] AH00124", "Apache 的错误日志"),
        ("18-Sep-2020 10:51:35.123 信息 [main] org.apache.catalina.startup.Catalina.start", "Tomcat 的运行日志"),
        ("203.0.113.7, -, 9/18/2020, 10:51:35, W3SVC1, WEB, 10.0.0.1, 15, 300, 2000, 200, 0, GET, /a.htm, -,", "W3C"),
        ("<190>Sep 18 10:51:35 web nginx: GET /a.htm 200", "syslog"),
        (json.dumps({"log": line() + "\n", "stream": "stdout", "time": "2020-09-18T02:51:35Z"}), "Docker"),
        ('203.0.113.7 - [18/Sep/2020:10:51:35 +0800] GET /a.htm 200 "-"', "combined"),
        ("#Fields: date time x-edge-location sc-bytes c-ip", "W3C"),
        (json.dumps({"remote_addr": "203.0.113.7", "zeit": "2020-09-18", "was": "/"}), "时间、状态、请求"),
    ],
)
def test_another_log_is_refused_as_what_it_is(rules, text, said):
    content = f"{text}\n".encode() * 3
    assert looks_like_log(content, rules) is None
    assert said in refused_log(content, rules)


@pytest.mark.parametrize(
    "text", ["标题,栏目\n新闻,要闻", '{"list": []}', '{\n  "list": [{"ref_date": "2020-09-01"}]\n}', ""]
)
def test_what_is_no_log_is_left_to_others(rules, text):
    assert refused_log(text.encode(), rules) is None
