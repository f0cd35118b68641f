"""WeChat Official Account contracts. 人数 (people) and 次数 (counts) are different columns, never bridged."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required, seconds, share


@dataset("wechat_follower_day", key=("account_id", "date"), month_from="date")
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


@dataset("wechat_read_day", key=("account_id", "date", "scene"), month_from="date")
class WechatReadDay(pa.DataFrameModel):
    """Account × day × scene; scene 全部 stands beside its parts and is never added to them."""

    date: pl.Date = required()
    scene: pl.String = required()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()


@dataset("wechat_share_day", key=("account_id", "date"), month_from="date")
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


# 单篇详情: one workbook per article, without a date of its own beside the daily rows.


@dataset(
    "wechat_article_overview",
    key=("account_id", "title", "period_start", "period_end"),
    month_from="period_start",
    snapshots=True,
)
class WechatArticleOverview(pa.DataFrameModel):
    """One article as its detail page sums it up, growing for 30 days.

    People: readers, sharers, likers, wow_people, favouriters, …; counts: reads, shares, likes, wows, favourites, ….
    One export gives one family, never both.
    """

    title: pl.String = required()
    period_start: pl.Date = required()
    period_end: pl.Date = required()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()
    stay_seconds_mean: pl.Float64 = seconds()
    finish_share: pl.Float64 = share()
    followed_after_reading: pl.Int64 = count()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    wow_people: pl.Int64 = count()
    wows: pl.Int64 = count()
    likers: pl.Int64 = count()
    likes: pl.Int64 = count()
    favouriters: pl.Int64 = count()
    favourites: pl.Int64 = count()
    comments: pl.Int64 = count()
    reward_fen: pl.Int64 = count()
    interaction_share: pl.Float64 = share()
    delivered: pl.Int64 = count()
    message_readers: pl.Int64 = count()
    message_reads: pl.Int64 = count()
    first_sharers: pl.Int64 = count()
    first_shares: pl.Int64 = count()
    readers_from_shares: pl.Int64 = count()
    reads_from_shares: pl.Int64 = count()
    recommended_views: pl.Int64 = count()
    recommended_reads: pl.Int64 = count()
    recommended_follows: pl.Int64 = count()


@dataset(
    "wechat_article_day",
    key=("account_id", "item_id", "date", "scene"),
    month_from="date",
    item_key=(("message_id",), ("title",)),
)
class WechatArticleDay(pa.DataFrameModel):
    """Article × day × scene, flows of the day; scene 全部 stands beside its parts and is never added to them."""

    date: pl.Date = required()
    message_id: pl.String = optional()
    title: pl.String = optional()
    scene: pl.String = required()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    original_readers: pl.Int64 = count()
    original_reads: pl.Int64 = count()
    favouriters: pl.Int64 = count()
    favourites: pl.Int64 = count()


@dataset(
    "wechat_article_audience",
    key=("account_id", "title", "dimension", "label", "period_start", "period_end"),
    month_from="period_start",
)
class WechatArticleAudience(pa.DataFrameModel):
    """Article × dimension (性别, 年龄, 地域) × label. Age bands stay as exported: vintages cut them differently."""

    title: pl.String = required()
    period_start: pl.Date = required()
    period_end: pl.Date = required()
    dimension: pl.String = required()
    label: pl.String = required()
    people: pl.Int64 = count()
    share: pl.Float64 = share()


@dataset("wechat_regular_reader", key=("account_id", "month"), month_from="month")
class WechatRegularReader(pa.DataFrameModel):
    """Account × month: people who read regularly, and their share of all followers."""

    month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    readers: pl.Int64 = count(required=True)
    reader_share: pl.Float64 = share()


@dataset(
    "wechat_regular_audience",
    key=("account_id", "month", "user_type", "dimension", "label"),
    month_from="month",
)
class WechatRegularAudience(pa.DataFrameModel):
    """Account × month × user type × dimension × label."""

    month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    user_type: pl.String = required()
    dimension: pl.String = required()
    label: pl.String = required()
    people: pl.Int64 = count()
    share: pl.Float64 = share()


@dataset(
    "wechat_article_counter",
    key=("account_id", "item_id"),
    month_from="published_at",
    item_key=(("url",), ("title", "published_at")),
    snapshots=True,
    cautions={
        "这个文件里有几个公众号的文章，都会记到所在文件夹的账号下，请按公众号拆开": (
            pl.col("account_name").drop_nulls().n_unique().over("source_file") > 1
        ),
    },
)
class WechatArticleCounter(pa.DataFrameModel):
    """One article with the counters of its page: cumulative for ever, so higher than wechat_article's seven days."""

    title: pl.String = required()
    url: pl.String = optional()
    published_at: pl.Datetime = required()
    account_name: pl.String = optional()
    reads: pl.Int64 = count()
    likes: pl.Int64 = count()
    wows: pl.Int64 = count()
    shares: pl.Int64 = count()
    comments: pl.Int64 = count()
    delivered: pl.Int64 = count()
    form: pl.String = optional()
    tags: pl.String = optional()
    is_original: pl.Boolean = optional()
    is_deleted: pl.Boolean = optional()


# Answers of the statistics API.


@dataset("wechat_follower_source_day", key=("account_id", "date", "source"), month_from="date")
class WechatFollowerSourceDay(pa.DataFrameModel):
    """Account × day × source. A source without events has no row."""

    date: pl.Date = required()
    source: pl.String = required()
    followers_new: pl.Int64 = count(required=True)
    followers_cancelled: pl.Int64 = count(required=True)


@dataset("wechat_read_hour", key=("account_id", "date", "hour", "scene"), month_from="date")
class WechatReadHour(pa.DataFrameModel):
    """Account × hour (0 to 2300, as the answer writes it) × scene (empty where the answer tells none)."""

    date: pl.Date = required()
    hour: pl.Int64 = pa.Field(nullable=False, ge=0, le=2300, description="应为 0 到 2300 的整点")
    scene: pl.String = optional()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()
    original_readers: pl.Int64 = count()
    original_reads: pl.Int64 = count()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    favouriters: pl.Int64 = count()
    favourites: pl.Int64 = count()


@dataset("wechat_share_scene", key=("account_id", "date", "hour", "scene"), month_from="date")
class WechatShareScene(pa.DataFrameModel):
    """Account × day (or hour) × scene of sharing; hour is empty for whole days."""

    date: pl.Date = required()
    hour: pl.Int64 = pa.Field(nullable=True, ge=0, le=2300, description="应为 0 到 2300 的整点")
    scene: pl.String = required()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()


@dataset(
    "wechat_message",
    key=("account_id", "period_type", "date", "hour", "message_type", "count_interval"),
    month_from="date",
)
class WechatMessage(pa.DataFrameModel):
    """Messages sent to the account per hour, day, week or month (date is its first day).

    Senders are distinct people within their own row: neither days nor types add up to a week.
    """

    period_type: pl.String = required("应为 hour、day、week 或 month", isin=["hour", "day", "week", "month"])
    date: pl.Date = required()
    hour: pl.Int64 = pa.Field(nullable=True, ge=0, le=2300, description="应为 0 到 2300 的整点")
    message_type: pl.String = optional()
    count_interval: pl.String = optional()
    senders: pl.Int64 = count()
    messages: pl.Int64 = count()


@dataset(
    "wechat_article_total",
    key=("account_id", "item_id", "stat_date"),
    month_from="published_on",
    item_key=(("message_id",),),
    snapshots=True,
)
class WechatArticleTotal(pa.DataFrameModel):
    """Article × day of counting: cumulative since publication, for 7 days (old calls) or 30 (new calls).

    The old calls give people and counts, the new ones people only.
    """

    message_id: pl.String = required()
    title: pl.String = required()
    url: pl.String = optional()
    publish_type: pl.String = optional()
    published_on: pl.Date = required()
    stat_date: pl.Date = required()
    target_users: pl.Int64 = count()
    readers: pl.Int64 = count()
    reads: pl.Int64 = count()
    original_readers: pl.Int64 = count()
    original_reads: pl.Int64 = count()
    sharers: pl.Int64 = count()
    shares: pl.Int64 = count()
    favouriters: pl.Int64 = count()
    favourites: pl.Int64 = count()
    likers: pl.Int64 = count()
    wow_people: pl.Int64 = count()
    comments: pl.Int64 = count()
    reward_fen: pl.Int64 = count()
    followed_after_reading: pl.Int64 = count()
    delivered_read_share: pl.Float64 = share()
    finish_share: pl.Float64 = share()
    stay_seconds_mean: pl.Float64 = seconds()

    @pa.dataframe_check(error="统计日期不应早于发表日期")
    def counted_after_publication(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("stat_date") >= pl.col("published_on"))


@dataset(
    "wechat_article_total_scene",
    key=("account_id", "item_id", "stat_date", "scene"),
    month_from="published_on",
    item_key=(("message_id",),),
    snapshots=True,
)
class WechatArticleTotalScene(pa.DataFrameModel):
    """Article × day of counting × scene, people, cumulative; scene 全部 stands beside its parts."""

    message_id: pl.String = required()
    title: pl.String = required()
    published_on: pl.Date = required()
    stat_date: pl.Date = required()
    scene: pl.String = required()
    readers: pl.Int64 = count()
