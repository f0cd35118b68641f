"""WeChat Official Account contracts. 人数 (people) and 次数 (counts) are different columns, never bridged."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required, share


@dataset("wechat_follower_day", "公众号用户增长", key=("account_id", "date"), month_from="date")
class WechatFollowerDay(pa.DataFrameModel):
    """Account × day. followers_total is the level at the end of the day (people)."""

    date: pl.Date = required()
    followers_new: pl.Int64 = count(required=True)
    followers_cancelled: pl.Int64 = count(required=True)
    followers_net: pl.Int64 = required("应为整数，可为负")
    followers_total: pl.Int64 = count(required=True)

    @pa.dataframe_check(error="净增关注人数应等于新关注人数减取消关注人数")
    def net_is_difference(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("followers_new") - pl.col("followers_cancelled") == pl.col("followers_net"))


@dataset("wechat_read_day", "公众号每日阅读", key=("account_id", "date", "scene"), month_from="date")
class WechatReadDay(pa.DataFrameModel):
    """Account × day × scene; scene 全部 stands beside its parts and is never added to them."""

    date: pl.Date = required()
    scene: pl.String = required()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()


@dataset("wechat_share_day", "公众号每日分享", key=("account_id", "date"), month_from="date")
class WechatShareDay(pa.DataFrameModel):
    """Account × day: people who shared, followed the original link, favourited; articles published."""

    date: pl.Date = required()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    original_readers: pl.Int64 = count()
    original_reads: pl.Int64 = count()
    favouriters: pl.Int64 = count()
    favourites: pl.Int64 = count()
    articles: pl.Int64 = count()


@dataset(
    "wechat_article_scene",
    "公众号图文传播渠道",
    key=("account_id", "published_on", "title", "scene"),
    month_from="published_on",
    snapshots=True,
)
class WechatArticleScene(pa.DataFrameModel):
    """Article × scene over the exported window."""

    scene: pl.String = required()
    published_on: pl.Date = required()
    title: pl.String = required()
    readers: pl.Int64 = count()
    reader_share: pl.Float64 = share()


@dataset(
    "wechat_article",
    "公众号已通知内容",
    key=("account_id", "item_id"),
    month_from="published_on",
    item_key=(("url",), ("title", "published_on")),
    snapshots=True,
)
class WechatArticle(pa.DataFrameModel):
    """One article; figures cover its first seven days and are provisional before day eight."""

    title: pl.String = required()
    url: pl.String = optional()
    published_on: pl.Date = required()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    followed_after_reading: pl.Int64 = count()
    delivered: pl.Int64 = count()
    message_reads: pl.Int64 = count()
    delivered_read_share: pl.Float64 = share()
    first_shares: pl.Int64 = count()
    reads_from_shares: pl.Int64 = count()
    first_share_rate: pl.Float64 = optional()
    reads_per_share: pl.Float64 = optional()
    finish_share: pl.Float64 = share()
    likes: pl.Int64 = count()
    wows: pl.Int64 = count()
    comments: pl.Int64 = count()
    favourites: pl.Int64 = count()
    is_original: pl.Boolean = optional()
    tags: pl.String = optional()


@dataset(
    "wechat_menu",
    "公众号菜单点击",
    key=("account_id", "period_start", "period_end", "level1", "level2"),
    month_from="period_start",
)
class WechatMenu(pa.DataFrameModel):
    """Menu entry × exported window. level2 '-' means the first level is itself the link."""

    period_start: pl.Date = required()
    period_end: pl.Date = required()
    level1: pl.String = required()
    level2: pl.String = required()
    clicks: pl.Int64 = count(required=True)
    people: pl.Int64 = count()
    clicks_per_person: pl.Float64 = optional()
