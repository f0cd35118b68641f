"""What the creator centres count a day: every column has a name, a unit and a way of being added, or none."""

import csv
from datetime import date, datetime

import pytest

from pipelines.home import DBT_PROJECT
from pipelines.sources import catalog


def seed(name: str) -> list[dict]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_declared_daily_column_is_a_metric_with_a_name():
    declared = {
        (fmt.constants["channel_id"], column.metric)
        for fmt in catalog.load().formats
        if fmt.dataset == "account_day"
        for column in fmt.unpivot.values()
    }
    named = {(row["channel_id"], row["daily_metric_id"]): row["metric_id"] for row in seed("account_day_metric")}
    assert declared - set(named) == set()
    metrics = {row["metric_id"]: row for row in seed("metric")}
    assert {metrics[named[key]]["channel_id"] == key[0] for key in declared} == {True}
    # A level is a stock; a rate, a mean and distinct persons of a day make no month.
    kinds = {key: metrics[named[key]]["additivity"] for key in declared}
    assert {key for key, kind in kinds.items() if kind == "semi"} == {
        key for key in declared if key[1].endswith("_total") and key[1] != "interface_time_total"
    }
    of_a_day = ("_share", "_mean", "_max", "_visitors", "_senders", "_per_sender", "_readers", "_sharers", "_likers",
                "_people", "_favouriters")  # fmt: skip
    assert {key for key, kind in kinds.items() if kind == "non"} == {k for k in declared if k[1].endswith(of_a_day)}


def days(channel: str, metric: str, *values: float) -> list[dict]:
    return [
        {"channel_id": channel, "date": date(2020, 9, day), "metric_id": metric, "value": value}
        for day, value in enumerate(values, start=1)
    ]


@pytest.fixture(scope="module")
def home(build_home):
    accounts = [
        {"account_id": "bili", "channel_id": "bilibili", "name": "B站"},
        {"account_id": "dy", "channel_id": "douyin", "name": "官抖"},
    ]
    exports = [
        {"dataset": "account_day", "file": "bilibili/历史累计数据趋势.csv", "account": "bili",
         "rows": days("bilibili", "plays_total", 100, 130, 160)},
        {"dataset": "account_day", "file": "douyin/全量.xlsx", "account": "dy",
         "rows": [*days("douyin", "likes", 5, -2, 4), *days("douyin", "finish_5s_share", 0.4, 0.5, 0.6)]},
    ]  # fmt: skip
    return build_home({"ref_account": accounts}, exports)


def test_levels_take_the_last_day_flows_are_added_and_rates_stay_daily(home):
    months = home.execute(
        "select metric_id, value from fct_metric_month "
        "where value is not null and channel_id in ('bilibili', 'douyin') order by all"
    ).fetchall()
    assert months == [("bilibili_plays_cumulative", 160), ("douyin_likes_in_month", 7)]
    daily = home.execute(
        "select metric_id, name, unit, count(*) from fct_account_metric_daily join dim_metric using (metric_id) "
        "group by all order by all"
    ).fetchall()
    assert daily == [
        ("bilibili_plays_cumulative", "B站累计播放", "次", 3),
        ("douyin_finish_5s_share", "抖音每日5秒完播率", "%", 3),
        ("douyin_likes_in_month", "抖音当月点赞", "次", 3),
    ]


def test_the_video_account_and_notes_have_figures(build_home):
    accounts = [
        {"account_id": "sph", "channel_id": "channels", "name": "视频号"},
        {"account_id": "xhs", "channel_id": "xiaohongshu", "name": "小红书"},
    ]
    note = {"channel_id": "xiaohongshu", "reads": 860, "likes": 52, "comments": 7, "shares": 9, "favourites": 31}
    exports = [
        {"dataset": "account_day", "file": "channels/视频数据.csv", "account": "sph",
         "rows": [*days("channels", "plays", 30, 20), *days("channels", "followers_new", 5, -2)]},
        {"dataset": "social_post", "file": "xiaohongshu/笔记.xlsx", "account": "xhs",
         "period": (date(2020, 9, 1), date(2020, 9, 30)),
         "rows": [note | {"title": title, "published_at": datetime(2020, 9, 3, 9)} for title in ("甲", "乙")]},
    ]  # fmt: skip
    home = build_home({"ref_account": accounts}, exports)
    query = "select metric_id, value from fct_metric_month where month = '2020-09' and account_id in ('sph', 'xhs')"
    found = dict(home.execute(f"{query} and value is not null").fetchall())
    assert {name: found[name] for name in found if name.startswith(("channels", "xiaohongshu"))} == {
        "channels_plays_in_month": 50,
        "channels_followers_new": 3,
        "xiaohongshu_notes": 2,
        "xiaohongshu_views": 1720,
        "xiaohongshu_interactions": 198,
    }
