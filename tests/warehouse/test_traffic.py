"""Server logs of a home with two sites, from their lines to the published figures; every figure is counted by hand."""

import gzip

import pytest
from homes import ARTICLES, article, make_home, write_csv

PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/84.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 13_6 like Mac OS X) Mobile/15E148"
BOT = "Mozilla/5.0 (compatible; Baiduspider/2.0)"
REFERENCE = {
    "站点表": [
        ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"],
        ["main", "官网", "主站", "main", "office"],
        ["english", "英语学院网站", "二级网页", "english", "english"],
    ],
    "栏目表": [
        ["站点编号", "栏目", "栏目编号", "重要程度", "启用日期", "停用日期"],
        ["", "通知公告", "1021", "一般", "", ""],
        ["main", "校园要闻", "1011", "重要", "", "2020-09-01"],
        ["main", "校园新闻", "1011", "重要", "2020-09-02", ""],
    ],
}


def nginx(day: int, request: str, address: str = "203.0.113.1", agent: str = PC, status: int = 200) -> str:
    return f'{address} - - [{day:02d}/Sep/2020:10:00:00 +0800] "GET {request} HTTP/1.1" {status} 9 "-" "{agent}"\n'


def iis(utc: str, stem: str, address: str = "203.0.113.9") -> str:
    return f"{utc} GET {stem} - 200 {address} {PC.replace(' ', '+')}\r\n"


MAIN = "".join(
    [
        nginx(1, "/"),
        nginx(1, "/info/1011/500.htm"),
        nginx(1, "/info/1011/500.htm", status=304),
        nginx(1, "/info/1011/500.htm", agent=PHONE),
        nginx(1, "/info/1011/500.htm", agent=BOT),
        nginx(1, "/css/style.css"),
        nginx(1, "/info/1011/500.htm", status=404),
        nginx(1, "/", address="127.0.0.1"),
        # The same article below another column, the same reader as the day before.
        nginx(2, "/info/1021/500.htm"),
        nginx(2, "/info/1011/501.htm", address="203.0.113.2"),
        nginx(2, "/info/1011/502.htm", address="203.0.113.2"),
        nginx(2, "/info/1099/503.htm", agent=PHONE),
        '203.0.113.1 - - [02/Sep/2020:10:00:00 +0800] "GET /info',
    ]
)
ENGLISH = "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status c-ip cs(User-Agent)\r\n" + "".join(
    [
        iis("2020-08-31 15:59:59", "/"),
        iis("2020-08-31 16:00:00", "/"),
        iis("2020-09-01 16:00:00", "/info/1021/7.htm"),
    ]
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_read):
    home = make_home(tmp_path_factory.mktemp("traffic"), REFERENCE)
    for folder, name, content in (
        ("main", "access.log.gz", gzip.compress(MAIN.encode())),
        ("english", "u_ex.log", ENGLISH.encode()),
    ):
        (home.raw / "website" / folder).mkdir(parents=True, exist_ok=True)
        (home.raw / "website" / folder / name).write_bytes(content)
    rows = [
        [*article("开学", published="2020-09-01 08:00"), "https://www.school.example/info/1011/500.htm"],
        [*article("军训", published="2020-09-02 08:00"), "https://www.school.example/info/1011/501.htm"],
        [*article("讲座一", published="2020-09-02 09:00"), "https://www.school.example/info/1011/502.htm"],
    ]
    write_csv(home.raw / "website" / "main" / "稿件列表_2020-09.csv", [[*ARTICLES, "链接"], *rows])
    return build_read(home)


def ask(warehouse, sql: str) -> list[tuple]:
    return warehouse.execute(sql).fetchall()


def test_views_by_site_section_and_day(warehouse):
    rows = ask(
        warehouse,
        """
        select site, cast(date as varchar), section, column_name, page_views, visitors, bot_views, mobile_views
        from fct_web_traffic_daily order by all
        """,
    )
    assert rows == [
        # 23:59:59 in China is still August, the second after it is September.
        ("english", "2020-08-31", "/", None, 1, 1, 0, 0),
        ("english", "2020-09-01", "/", None, 1, 1, 0, 0),
        ("english", "2020-09-02", "1021", "通知公告", 1, 1, 0, 0),
        # The probe of the server itself is a bot.
        ("main", "2020-09-01", "/", None, 1, 1, 1, 0),
        # One reader at the desk with two views, one on the phone, one bot.
        ("main", "2020-09-01", "1011", "校园要闻", 3, 2, 1, 1),
        ("main", "2020-09-02", "1011", "校园新闻", 2, 1, 0, 0),
        ("main", "2020-09-02", "1021", "通知公告", 1, 1, 0, 0),
        ("main", "2020-09-02", "1099", None, 1, 1, 0, 1),
    ]


def test_views_of_articles_lead_to_the_list_where_it_knows_them(warehouse):
    rows = ask(
        warehouse,
        """
        select traffic.site, traffic.article_key, list.title, sum(traffic.views), count(distinct traffic.section)
        from fct_web_article_traffic_daily as traffic
        left join fct_web_article as list on traffic.article_id = list.article_id and traffic.site = list.site
        where traffic.article_key <> '/'
        group by all order by all
        """,
    )
    assert rows == [
        ("english", "7", None, 1, 1),
        ("main", "500", "开学", 4, 2),
        ("main", "501", "军训", 1, 1),
        ("main", "502", "讲座一", 1, 1),
        ("main", "503", None, 1, 1),
    ]


def test_figures_of_the_month(warehouse):
    rows = ask(
        warehouse,
        """
        select metric_id, account_id, value, days_covered, cast(as_of as varchar) from fct_metric_month
        where month = '2020-09' and metric_id in ('web_page_views', 'web_visitors', 'web_mobile_pageview_share')
        order by all
        """,
    )
    assert rows == [
        ("web_mobile_pageview_share", "english", 0.0, 2, "2020-09-02"),
        ("web_mobile_pageview_share", "main", 0.25, 2, "2020-09-02"),
        ("web_page_views", "english", 2.0, 2, "2020-09-02"),
        ("web_page_views", "main", 8.0, 2, "2020-09-02"),
        ("web_visitors", "english", 1.0, 2, "2020-09-02"),
        # Three readers: the days would add up to six.
        ("web_visitors", "main", 3.0, 2, "2020-09-02"),
    ]


def test_the_whole_site_has_a_row_of_its_own_and_its_visitors_are_no_sum(warehouse):
    rows = ask(
        warehouse,
        """
        select site, section, page_views, visitors from fct_web_traffic_monthly
        where month = '2020-09' and is_whole_site order by site
        """,
    )
    assert rows == [("english", None, 2, 1), ("main", None, 8, 3)]


def test_views_of_two_sites_are_added_and_visitors_are_not(warehouse):
    rows = ask(
        warehouse,
        """
        select metric_id, value from rpt_metric_trend
        where scope = 'institution' and month = '2020-09' and metric_id in ('web_page_views', 'web_visitors')
        order by all
        """,
    )
    assert [row for row in rows if row[1] is not None] == [("web_page_views", 10.0)]


def test_a_cut_line_is_told_and_not_counted(warehouse):
    (row,) = ask(
        warehouse, "select rows_in, rows_kept, rows_refused from quality.files where path like '%access.log.gz'"
    )
    assert row == (13, 12, 1)
    assert ask(warehouse, "select count(*) from quality.issues where code = 'bad_log_lines'") == [(1,)]
