"""What counts as a visit, whose visit it is, and where it belongs."""

import polars as pl
import pytest
from weblogs.lines import BROWSER, PHONE, line

from pipelines.weblogs import DEFAULT_RULES, load_rules, visitor_secret


@pytest.mark.parametrize(
    "path",
    ["/", "/index.htm", "/xwzx/", "/about", "/a.HTML", "/list.jsp?x=1", "/a.php", "/a.aspx", "/a.jsp;jsessionid=1A"],
)
def test_pages(read, path):
    assert read([line(f"GET {path} HTTP/1.1")]).total["page_views"] == 1


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /css/main.css HTTP/1.1",
        "GET /a.jpg?from=/b.htm HTTP/1.1",
        "GET /.env HTTP/1.1",
        "GET /system/resource/code/news/click/dynclicks.jsp?clickid=4567&owner=1&clicktype=wbnews HTTP/1.1",
        "GET /_visitcount?siteId=1 HTTP/1.1",
        "GET /__local/1/2/3.htm HTTP/1.1",
        "GET /system/_content/download.jsp?wbfileid=1 HTTP/1.1",
        "POST /login.jsp HTTP/1.1",
        "HEAD / HTTP/1.1",
        "GET http://www.example.edu.cn/css/main.css HTTP/1.1",
        "CONNECT www.example.edu.cn:443 HTTP/1.1",
        "-",
        "",
    ],
)
def test_no_pages(read, request_line):
    found = read([line(request_line)])
    assert found.receipt.lines_parsed == 1
    assert found.total["page_views"] == found.total["bot_views"] == 0


@pytest.mark.parametrize(("status", "views"), [(200, 1), (304, 1), (206, 0), (301, 0), (404, 0), (500, 0)])
def test_only_delivered_pages_count(read, status, views):
    assert read([line(status=status)]).total["page_views"] == views


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Sogou web spider/4.0",
        "Mozilla/5.0 (compatible; 360Spider)",
        "HaoSouSpider",
        "Bytespider",
        "YisouSpider/5.0",
        "Googlebot/2.1",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "DNSPod-Monitor/1.0",
        "curl/7.61.1",
        "python-requests/2.31",
        "-",
        "",
    ],
)
def test_bots_stand_apart(read, agent):
    total = read([line(agent=agent)]).total
    assert (total["page_views"], total["bot_views"], total["visitors"], total["mobile_views"]) == (0, 1, 0, 0)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_server_asking_itself_is_a_probe(read, address):
    assert read([line(address=address)]).total["bot_views"] == 1


def test_a_browser_of_a_search_company_is_a_reader(read):
    assert read([line(agent=f"{BROWSER} SE 2.X MetaSr 1.0")]).total["page_views"] == 1


def test_mobile_views_are_part_of_page_views(read):
    total = read([line(agent=PHONE), line(agent=BROWSER)]).total
    assert (total["page_views"], total["mobile_views"]) == (2, 1)


@pytest.mark.parametrize(
    ("path", "section", "article"),
    [
        ("/info/1021/4567.htm", "1021", "4567"),
        ("/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1021&wbnewsid=4567", "1021", "4567"),
        ("/content.jsp?wbnewsid=4567&wbtreeid=1021", "1021", "4567"),
        ("/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1021&PAGENUM=2", "1021", "/list.jsp"),
        ("/2016/0929/c2a84010/page.htm", "2", "84010"),
        ("/2016/0929/c2a84010/page.psp", "2", "84010"),
        ("/305/list2.htm", "305", "/305/list2.htm"),
        ("/xwzx.htm", "xwzx", "/xwzx.htm"),
        ("/xwzx/xyxw.htm", "xwzx/xyxw", "/xwzx/xyxw.htm"),
        ("/xwzx/xyxw/12.htm", "xwzx/xyxw", "/xwzx/xyxw/12.htm"),
        ("/", "/", "/"),
        ("/index.jsp", "/", "/index.jsp"),
        ("/zsb/plan/2020.html", "zsb", "/zsb/plan/2020.html"),
        ("/%E6%96%B0%E9%97%BB/a.html", "新闻", "/新闻/a.html"),
        ("/%D0%C2%CE%C5/a.html", "新闻", "/新闻/a.html"),
        (r"/\xD0\xC2\xCE\xC5/a.html", "新闻", "/新闻/a.html"),
        (r"/\xe6\x96\xb0\xe9\x97\xbb/a.html", "新闻", "/新闻/a.html"),
        ("/%FF%FE/a.html", "%FF%FE", "/%FF%FE/a.html"),
        ("http://www.example.edu.cn/info/1021/4567.htm", "1021", "4567"),
        ("https://www.example.edu.cn:8443/", "/", "/"),
    ],
)
def test_section_and_article(read, path, section, article):
    found = read([line(f"GET {path} HTTP/1.1")])
    assert found.sections == {section: 1}
    assert found.articles == {article: 1}


def test_an_article_under_two_columns_keeps_one_key(read):
    found = read([line("GET /info/1021/4567.htm HTTP/1.1"), line("GET /info/1033/4567.htm HTTP/1.1")])
    assert found.articles == {"4567": 2}
    assert found.sections == {"1021": 1, "1033": 1}


def test_a_visitor_is_an_address_with_an_agent(read):
    lines = [line(), line(), line(agent=PHONE), line(address="2001:da8::1")]
    assert read(lines).total["visitors"] == 3


def test_visitors_are_distinct_over_days_sections_and_the_month(read):
    lines = [
        line("GET /info/1/1.htm HTTP/1.1", time="18/Sep/2020:10:00:00 +0800"),
        line("GET /info/2/2.htm HTTP/1.1", time="18/Sep/2020:11:00:00 +0800"),
        line("GET /info/1/1.htm HTTP/1.1", time="19/Sep/2020:10:00:00 +0800"),
    ]
    traffic = read(lines).traffic
    assert traffic.day["visitors"].to_list() == [1, 1, 1]
    assert dict(traffic.month.select("section", "visitors").iter_rows()) == {"": 1, "1": 1, "2": 1}


@pytest.mark.parametrize(
    ("forwarded", "same_as"),
    [
        ("198.51.100.1, 8.8.8.8, 10.0.0.1", "8.8.8.8"),  # 198.51.100.0/24 is no public network
        ("10.3.2.1, 8.8.4.4", "8.8.4.4"),
        ("8.8.8.8:51234", "8.8.8.8"),
        ("2400:3200::1", "2400:3200::1"),
        ("unknown, 8.8.8.8", "10.0.0.9"),
        ("-", "10.0.0.9"),
        ("10.3.2.1", "10.3.2.1"),
    ],
)
def test_behind_a_proxy_the_first_public_address_is_the_visitor(read, forwarded, same_as):
    behind = read([line(address="10.0.0.9", behind=f' "{forwarded}" 0.005')])
    assert behind.receipt.lines_bad == 0
    direct = read([line(address=same_as)])
    assert visitor(behind) == visitor(direct)


def visitor(found) -> int:
    return pl.read_parquet(found.part)["visitor"].item()


def test_no_address_and_no_agent_reach_the_disk(read):
    found = read([line(address="203.0.113.77", agent="Agent-with-a-name", behind=' "8.8.4.4" 0.1')])
    content = found.part.read_bytes()
    for secret in (b"203.0.113.77", b"Agent-with-a-name", b"8.8.4.4"):
        assert secret not in content


def test_visitor_keys_depend_on_the_secret_of_the_home(read):
    other = load_rules(visitor_key=b"another home")
    assert visitor(read([line()])) != visitor(read([line()], rules=other))


def test_the_secret_of_a_home_is_made_once_and_kept(tmp_path):
    path = tmp_path / "warehouse" / "visitor.key"
    key = visitor_secret(path)
    assert len(key) == 32
    assert visitor_secret(path) == key != visitor_secret(tmp_path / "other.key")
    assert path.stat().st_mode & 0o077 == 0


def test_rules_can_be_edited_and_change_the_version(tmp_path, read, rules):
    own = tmp_path / "rules.toml"
    text = DEFAULT_RULES.read_text("utf-8")
    own.write_text(text.replace('methods = ["GET"]', 'methods = ["GET", "HEAD"]'), "utf-8")
    edited = load_rules(own, visitor_key=rules.visitor_key)
    assert edited.version != rules.version
    assert read([line("HEAD / HTTP/1.1")], rules=edited).total["page_views"] == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('methods = ["GET"]', "", "缺少 methods"),
        ('methods = ["GET"]', "methods = [", "写法有误"),
        ('methods = ["GET"]', 'methods = "GET"', "第 6 行写法有误：methods 应写成方括号里的一列文字"),
        ("statuses = [200, 304]", 'statuses = ["200"]', "第 7 行写法有误：statuses 应写成方括号里的一列数字"),
        ("home_names = ", 'home_pages = ["x"]\nhome_names = ', "第 13 行的 home_pages 不是规则"),
        (r"(?P<article>\d+)\.htm", r"(?P<article>\d+\.htm", "pattern 应写成正确的正则表达式"),
        (r"(?P<article>\d+)\.htm", r"\d+\.htm", "名为 article"),
    ],
)
def test_unusable_rules_are_named_in_chinese(tmp_path, old, new, message):
    own = tmp_path / "rules.toml"
    own.write_text(DEFAULT_RULES.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=message):
        load_rules(own)
