"""Works exported again: with other columns, other titles, lower counts, or no sign of which export came last."""

from datetime import date, datetime

import pytest

REFERENCE = {
    "ref_account": [
        {"account_id": "bili", "channel_id": "bilibili", "name": "B站"},
        {"account_id": "dy", "channel_id": "douyin", "name": "官抖"},
        {"account_id": "wb", "channel_id": "weibo", "name": "官微博"},
    ],
}
MORNING, NOON = datetime(2020, 9, 2, 8, 30, 5), datetime(2020, 9, 3, 12, 0, 7)
FIRST, SECOND = date(2020, 9, 30), date(2020, 10, 8)


def work(channel: str, title: str, at: datetime, **counts) -> dict:
    return {"channel_id": channel, "title": title, "published_at": at, **counts}


def export(file: str, as_of: date, *rows: dict) -> dict:
    account = {"bilibili": "bili", "douyin": "dy", "weibo": "wb"}[rows[0]["channel_id"]]
    return {"dataset": "social_post", "file": file, "account": account, "as_of": as_of, "rows": list(rows)}


EXPORTS = [
    # The analyst chose all columns the first time and only plays the second.
    export(
        "bilibili/全列.csv",
        FIRST,
        work("bilibili", "迎新", MORNING, plays=955, likes=40, comments=6, shares=3, favourites=2),
        work("bilibili", "军训", NOON, plays=500, likes=10, comments=1, shares=1, favourites=0, capped="likes"),
    ),
    export(
        "bilibili/只选播放.csv",
        SECOND,
        work("bilibili", "迎新", MORNING, plays=1002),
        work("bilibili", "军训", NOON, plays=490),
    ),
    # The title of one work was edited between the exports; two others share a moment in one and the same list.
    export(
        "douyin/1.xlsx",
        FIRST,
        work("douyin", "开学典礼 #开学", MORNING, plays=300),
        work("douyin", "甲", NOON, plays=1),
        work("douyin", "乙", NOON, plays=2),
        work("douyin", "只有日期一", datetime(2020, 9, 9), plays=5),
    ),
    export(
        "douyin/2.xlsx",
        SECOND,
        work("douyin", "开学典礼（完整版）", MORNING, plays=450),
        work("douyin", "只有日期二", datetime(2020, 9, 9), plays=6),
    ),
    # Nothing tells which of these was downloaded later.
    export("weibo/博文.xlsx", FIRST, work("weibo", "通知", MORNING, reads=80, likes=9, comments=1, shares=1)),
    export("weibo/博文(1).xlsx", FIRST, work("weibo", "通知", MORNING, reads=95, likes=7, comments=1, shares=1)),
]


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def figure(home, metric_id: str) -> float:
    return home.execute(
        "select sum(value) from fct_metric_month where month = '2020-09' and metric_id = ?", [metric_id]
    ).fetchone()[0]


def sources(home, metric_id: str, account_id: str) -> list[tuple]:
    return home.execute(
        """
        select path, source_row, value from fct_metric_source join quality.files on file_id = source_file_id
        where metric_id = ? and fct_metric_source.account_id = ? order by all
        """,
        [metric_id, account_id],
    ).fetchall()


def issues(home, code: str) -> list[tuple]:
    return home.execute(
        "select path, row, column_name, value from quality.issues where code = ? order by all", [code]
    ).fetchall()


def test_a_later_export_with_fewer_columns_takes_nothing_back(home):
    works = home.execute(
        "select title, plays, likes, shares, favourites, capped, carried, as_of from fct_social_post "
        "where channel_id = 'bilibili' order by title desc"
    ).fetchall()
    carried = "comments,favourites,likes,shares"
    assert works == [
        ("迎新", 1002, 40, 3, 2, "", carried, SECOND),
        ("军训", 490, 10, 1, 0, "likes", carried, SECOND),
    ]


def test_each_count_leads_to_the_row_that_tells_it(home):
    assert sources(home, "short_video_views", "bili") == [
        ("bilibili/只选播放.csv", 2, 1002),
        ("bilibili/只选播放.csv", 3, 490),
    ]
    assert sources(home, "short_video_interactions", "bili") == [
        ("bilibili/全列.csv", 2, 51),
        ("bilibili/全列.csv", 3, 12),
    ]


def test_an_older_count_is_no_newer_than_its_export(home):
    as_of = dict(
        home.execute(
            "select metric_id, as_of from fct_metric_month where account_id = 'bili' and month = '2020-09'"
        ).fetchall()
    )
    assert (as_of["short_video_views"], as_of["short_video_interactions"]) == (SECOND, FIRST)


def test_snapshots_stay_apart_and_say_what_changed(home):
    history = home.execute(
        "select as_of, plays, plays_change, likes, likes_change from fct_social_post_snapshot "
        "where channel_id = 'bilibili' order by published_at, as_of"
    ).fetchall()
    assert history == [
        (FIRST, 955, None, 40, None),
        (SECOND, 1002, 47, None, None),
        (FIRST, 500, None, 10, None),
        (SECOND, 490, -10, None, None),
    ]


def test_a_count_that_fell_is_reported_with_its_row(home):
    assert issues(home, "count_fell") == [("bilibili/只选播放.csv", 3, "播放量", "500 → 490")]


def test_a_work_keeps_its_id_when_its_title_is_edited(home):
    works = home.execute(
        "select title, plays from fct_social_post where channel_id = 'douyin' order by published_at, title"
    ).fetchall()
    # A day alone is no moment, so nothing says that the last two are one.
    assert works == [("开学典礼（完整版）", 450), ("乙", 2), ("甲", 1), ("只有日期一", 5), ("只有日期二", 6)]
    assert figure(home, "short_videos_published") == 2 + 5
    assert issues(home, "title_changed") == [("douyin/2.xlsx", 2, "标题", "开学典礼（完整版）")]


def test_of_exports_nobody_can_order_the_higher_count_is_taken_and_the_analyst_told(home):
    assert figure(home, "weibo_reads") == 95
    assert figure(home, "weibo_interactions") == 9 + 1 + 1
    assert issues(home, "snapshots_alike") == [
        ("weibo/博文(1).xlsx", 2, "点赞数", "7 / 9"),
        ("weibo/博文.xlsx", 2, "阅读量", "80 / 95"),
    ]
    assert home.execute("select count(*) from fct_social_post_snapshot where channel_id = 'weibo'").fetchone() == (1,)
