"""Accounts that no list of the platform speaks of: the API, a page, a third party and single articles give figures."""

from datetime import date, datetime, timedelta

import pytest

FIRST = date(2020, 9, 1)
WHOLE = (FIRST, date(2020, 9, 30))
ACCOUNTS = [
    {"account_id": name, "channel_id": "wechat", "name": name} for name in ("api", "lists", "single", "both", "listed")
]


def day(n: int) -> date:
    return FIRST + timedelta(n - 1)


def export(dataset: str, account: str, rows: list[dict], **more) -> dict:
    return {
        "dataset": dataset,
        "file": f"wechat/{account}/{dataset}{len(rows)}.x",
        "account": account,
        "rows": rows,
    } | more


def total(number: int, published: int, counted: int, readers: int) -> dict:
    return {
        "message_id": f"{number}_1",
        "title": f"文章{number}",
        "published_on": day(published),
        "stat_date": day(counted),
        "readers": readers,
        "finish_share": 0.5,
        "delivered_read_share": 0.1,
        "target_users": 1000,
    }


def counter(title: str, published: int, **counts) -> dict:
    address = {"url": f"https://mp.weixin.example/s/{title}"}
    return address | {"title": title, "published_at": datetime(2020, 9, published, 9)} | counts


LEVELS = [
    {"channel_id": "wechat", "date": day(n), "metric_id": "followers_total", "value": 5000 + n} for n in range(1, 31)
]
SOURCES = [
    {"date": day(n), "source": source, "followers_new": new, "followers_cancelled": gone}
    for n in range(1, 31)
    for source, new, gone in (("扫描二维码", 3, 0), ("他人转载", 2, 1))
]
TOTALS = [
    # Three days of counting: the seventh is the last that counts, the thirtieth is another window.
    *(total(1, 2, counted, readers) for counted, readers in ((2, 100), (8, 300), (30, 900))),
    *(total(2, 10, counted, readers) for counted, readers in ((10, 50), (16, 80))),
]
LISTED = [
    {
        "title": "甲",
        "url": "https://mp.weixin.example/s/a",
        "published_on": day(3),
        "readers": 70,
        "reads": 90,
        "delivered": 500,
    }
]
DETAIL_DAYS = [
    {"title": "单篇", "date": day(n), "scene": scene, "readers": 9, "reads": reads}
    for n in range(5, 15)
    for scene, reads in (("全部", 10), ("朋友圈", 4))
]


@pytest.fixture(scope="module")
def home(build_home):
    exports = [
        export("account_day", "api", LEVELS),
        export("wechat_follower_source_day", "api", SOURCES),
        export("wechat_article_total", "api", TOTALS, period=WHOLE),
        export(
            "wechat_article_counter",
            "lists",
            [
                counter("一", 4, reads=5000, wows=30),
                counter("二", 20, reads=800, wows=None),
                # The same article by its long address, and one that was deleted.
                counter("一", 4, reads=4000, wows=20) | {"url": "https://mp.weixin.example/s?__biz=1&mid=2"},
                counter("三", 21, reads=10) | {"is_deleted": True},
            ],
            period=WHOLE,
        ),
        export("wechat_article_day", "single", DETAIL_DAYS),
        export("wechat_article", "both", LISTED, period=WHOLE),
        export("wechat_article_counter", "both",
               [counter("甲", 3, reads=4000), counter("丙", 9, reads=60)], period=WHOLE),
        export("wechat_article", "listed", LISTED, period=WHOLE),
        export("wechat_follower_day", "listed", [
            {"date": day(n), "followers_new": 2, "followers_cancelled": 1, "followers_net": 1,
             "followers_total": 100 + n} for n in range(1, 31)
        ]),
        export("account_day", "listed", LEVELS),
    ]  # fmt: skip
    return build_home({"ref_account": ACCOUNTS}, exports)


def figures(home, account: str) -> dict[str, tuple]:
    rows = home.execute(
        "select metric_id, value, status from fct_metric_month where month = '2020-09' and account_id = ?", [account]
    ).fetchall()
    return {metric: (value, status) for metric, value, status in rows}


def test_the_api_alone_gives_followers_articles_and_readers(home):
    found = figures(home, "api")
    assert found["wechat_followers_cumulative"] == (5030, "measured")
    assert found["wechat_followers_new"] == (150, "measured")
    assert found["wechat_followers_cancelled"] == (30, "measured")
    assert found["wechat_followers_net"] == (120, "measured")
    assert found["wechat_articles_published"] == (2, "measured")
    assert found["wechat_article_readers"] == (380, "measured")  # of seven days, never of thirty
    assert found["wechat_article_finish_share"][0] == pytest.approx(0.5)
    assert found["wechat_delivered_read_share"][0] == pytest.approx(0.1)
    # People are no counts: the API tells no reads, so there are none.
    assert found.get("wechat_article_reads", (None,))[0] is None


def test_lists_give_articles_and_their_lifetime_counters(home):
    found = figures(home, "lists")
    assert found["wechat_articles_published"] == (2, "measured")
    assert found["wechat_article_reads_to_date"][0] == 5800
    assert found["wechat_article_wows_to_date"][0] == 30
    assert found.get("wechat_article_reads", (None,))[0] is None


def test_the_workbook_of_one_article_is_one_article_of_a_month_that_is_not_whole(home):
    found = figures(home, "single")
    assert found["wechat_articles_published"][0] == 1
    assert found["wechat_article_reads"][0] == 70
    days = home.execute(
        "select days_covered from quality.coverage where dataset = 'wechat_article' and account_id = 'single'"
    ).fetchall()
    assert days == [(1,)]


def test_what_two_sources_tell_counts_once_and_the_list_goes_first(home):
    found = figures(home, "both")
    assert found["wechat_articles_published"][0] == 2
    assert found["wechat_article_reads"][0] == 90
    assert found["wechat_article_reads_to_date"][0] == 4060


def test_the_api_changes_nothing_where_the_export_speaks(home):
    found = figures(home, "listed")
    assert found["wechat_followers_cumulative"] == (130, "measured")
    assert found["wechat_articles_published"][0] == 1


def test_what_was_landed_can_be_queried_at_its_own_grain(home):
    assert home.execute("select count(*) from fct_wechat_article_total where account_id = 'api'").fetchone() == (5,)
    assert home.execute("select sum(followers_new) from fct_wechat_follower_source_daily").fetchone() == (150,)
    assert home.execute("select count(*) from fct_wechat_article_daily where scene = '全部'").fetchone() == (10,)
