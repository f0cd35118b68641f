"""Contracts shared by Weibo, Douyin and the sister platforms."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required, seconds, share


@dataset(
    "social_post",
    key=("channel_id", "account_id", "item_id"),
    month_from="published_at",
    item_key=(("post_id",), ("published_at", "title")),
    snapshots=True,
    names={"status": "status"},
    grows=True,
)
class SocialPost(pa.DataFrameModel):
    """One post or work; counts are cumulative at export. plays are video views, reads are page reads.

    likes are thumbs, recommends the hearts (推荐) of 视频号. cover_stars rates the clicks on a cover; it is no share.
    """

    channel_id: pl.String = required()
    post_id: pl.String = optional()
    title: pl.String = required()
    published_at: pl.Datetime = required()
    form: pl.String = optional()
    status: pl.String = optional()
    url: pl.String = optional()
    topics: pl.String = optional()
    is_original: pl.Boolean = optional()
    plays: pl.Int64 = count()
    reads: pl.Int64 = count()
    likes: pl.Int64 = count()
    recommends: pl.Int64 = count()
    comments: pl.Int64 = count()
    shares: pl.Int64 = count()
    favourites: pl.Int64 = count()
    danmaku: pl.Int64 = count()
    coins: pl.Int64 = count()
    followers_gained: pl.Int64 = optional("应为整数，可为负")
    profile_visits: pl.Int64 = count()
    finish_share: pl.Float64 = share()
    cover_click_share: pl.Float64 = share()
    cover_stars: pl.Float64 = pa.Field(
        nullable=True, ge=0, le=5, description="应在 0 到 5 星之间", metadata={"parse": "stars"}
    )
    progress_share: pl.Float64 = share()
    play_seconds_mean: pl.Float64 = seconds()


@dataset("account_day", key=("channel_id", "account_id", "date", "metric_id"), month_from="date")
class AccountDay(pa.DataFrameModel):
    """Account × day × metric, long. Flows may be negative on a day; levels are metrics named *_total."""

    channel_id: pl.String = required()
    date: pl.Date = required()
    metric_id: pl.String = required()
    value: pl.Float64 = required("应为数字")
