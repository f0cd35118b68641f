"""Contracts of ledgers kept by hand and of figures printed in past bulletins."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required


@dataset(
    "submission",
    key=("received_on", "department_name", "title", "form"),
    month_from="received_on",
    names={"department_name": "department", "party_org_name": "party_org"},
)
class Submission(pa.DataFrameModel):
    """One submission to the office; platforms is multi-valued as written (公众号、官网).

    adopted_on: the day it was used; claimed_on: the day its unit asked for the points.
    """

    received_on: pl.Date = required()
    department_name: pl.String = required()
    title: pl.String = required()
    form: pl.String = required()
    platforms: pl.String = required()
    party_org_name: pl.String = optional()
    is_adopted: pl.Boolean = optional()
    adopted_on: pl.Date = optional()
    claimed_on: pl.Date = optional()

    @pa.dataframe_check(error="采用日期、申报日期不应早于收稿日期")
    def adopted_after_received(cls, data) -> pl.LazyFrame:
        first = pl.min_horizontal("adopted_on", "claimed_on")
        return data.lazyframe.select(first.is_null() | (first >= pl.col("received_on")))

    @pa.dataframe_check(error="写了采用日期，是否采用 不应为 否")
    def adopted_when_dated(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("adopted_on").is_null() | pl.col("is_adopted").fill_null(True))


@dataset(
    "wechat_contribution",
    key=("published_on", "title", "department_name"),
    month_from="published_on",
    names={"department_name": "department", "party_org_name": "party_org"},
)
class WechatContribution(pa.DataFrameModel):
    """Which unit contributed a WeChat article; joins to the article by title and day."""

    published_on: pl.Date = required()
    title: pl.String = required()
    department_name: pl.String = required()
    party_org_name: pl.String = optional()


@dataset("training_class", key=("class_name", "opened_on", "cohort"), month_from="opened_on")
class TrainingClass(pa.DataFrameModel):
    """Training class × cohort. participants are distinct people (人), not attendances (人次)."""

    class_name: pl.String = required()
    opened_on: pl.Date = required()
    cohort: pl.String = required()
    participants: pl.Int64 = count(required=True)


@dataset(
    "media_item",
    key=("register_id", "outlet", "published_on", "period_start", "title", "department_name", "entry_no"),
    month_from="published_on",
    names={"department_name": "department", "outlet": "outlet"},
)
class MediaItem(pa.DataFrameModel):
    """One story in one outlet (or several outlets as written in one cell), or one cell of a media × unit cross-tab.

    quantity counts placements (篇次). A row of a cross-tab has no title; period_start to published_on is the period it
    sums up. entry_no tells equal rows of one sheet apart.
    """

    register_id: pl.String = required()
    published_on: pl.Date = required()
    period_start: pl.Date = optional()
    outlet: pl.String = required()
    level_written: pl.String = optional()
    title: pl.String = optional()
    story_code: pl.String = optional()
    form: pl.String = optional()
    position: pl.String = optional()
    url: pl.String = optional()
    department_name: pl.String = optional()
    is_reprint: pl.Boolean = optional()
    authorship: pl.String = optional()
    words: pl.Int64 = count()
    pictures: pl.Int64 = count()
    quantity: pl.Int64 = count()
    views: pl.Int64 = count()
    claimed_on: pl.Date = optional()
    entry_no: pl.Int64 = count(required=True)


@dataset(
    "register_entry",
    key=(
        "register_id",
        "occurred_on",
        "period_start",
        "department_name",
        "party_org_name",
        "title",
        "category",
        "level",
        "grade",
        "subject",
        "metric_id",
        "entry_no",
    ),
    month_from="occurred_on",
    names={"department_name": "department", "party_org_name": "party_org", "metric_id": "metric"},
)
class RegisterEntry(pa.DataFrameModel):
    """One row of a ledger: a dated thing of a department with a quantity and attributes. Never a person.

    register_id: the ledger, that is the format it was read as. occurred_on: the day that gives the month; of a count
    over a period its last day, with period_start as the first. event_id: equal for rows that are one joint event.
    due_on, done_on: deadline and fulfilment (report, filing, signature, reply). quantity is of ``unit``; the other
    numbers each have their own: people 人 (participants, expected: those who should come), attendances 人次, hours
    学时, words 字, pictures 张, videos 条, organisations 个, amount 元, points 分, findings and typos 处; rank_no is a
    place in a list of list_size. step_names are the steps of a procedure in their order (初审、复审、终审), step_1_on…
    the day of each. expected and achieved are also the two parts of a share (letters to sign and signed, reviews due
    and done).
    entry_no tells equal rows of one sheet apart.
    """

    register_id: pl.String = required()
    occurred_on: pl.Date = required()
    period_start: pl.Date = optional()
    ended_on: pl.Date = optional()
    recorded_on: pl.Date = optional()
    due_on: pl.Date = optional()
    done_on: pl.Date = optional()
    department_name: pl.String = optional()
    party_org_name: pl.String = optional()
    title: pl.String = optional()
    category: pl.String = optional()
    level: pl.String = optional()
    grade: pl.String = optional()
    subject: pl.String = optional()
    organiser: pl.String = optional()
    audience: pl.String = optional()
    place: pl.String = optional()
    status: pl.String = optional()
    event_id: pl.String = optional()
    metric_id: pl.String = optional()
    is_complete: pl.Boolean = optional()
    quantity: pl.Float64 = optional("应为不小于 0 的数字", ge=0)
    unit: pl.String = optional()
    expected: pl.Int64 = count()
    achieved: pl.Int64 = count()
    participants: pl.Int64 = count()
    attendances: pl.Int64 = count()
    organisations: pl.Int64 = count()
    hours: pl.Float64 = optional("应为不小于 0 的数字", ge=0)
    words: pl.Int64 = count()
    pictures: pl.Int64 = count()
    videos: pl.Int64 = count()
    amount: pl.Float64 = optional("应为不小于 0 的金额（元）", ge=0)
    points: pl.Float64 = optional("应为不小于 0 的数字", ge=0)
    findings: pl.Int64 = count()
    findings_fixed: pl.Int64 = count()
    typos: pl.Int64 = count()
    rank_no: pl.Int64 = count()
    list_size: pl.Int64 = count()
    step_names: pl.String = optional()
    step_1_on: pl.Date = optional()
    step_2_on: pl.Date = optional()
    step_3_on: pl.Date = optional()
    step_4_on: pl.Date = optional()
    step_5_on: pl.Date = optional()
    step_6_on: pl.Date = optional()
    entry_no: pl.Int64 = count(required=True)

    @pa.dataframe_check(error="结束日期不应早于开始日期")
    def ends_after_start(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("ended_on").is_null() | (pl.col("ended_on") >= pl.col("occurred_on")))

    @pa.dataframe_check(error="完成数（实到、已签）不应多于应有数（应到、应签）")
    def achieved_within_expected(cls, data) -> pl.LazyFrame:
        most = pl.max_horizontal("achieved", "participants")
        return data.lazyframe.select(pl.col("expected").is_null() | most.is_null() | (most <= pl.col("expected")))

    @pa.dataframe_check(error="校内稿件采用的每个数量都要写明单位（没有单位的多半是合计）")
    def adoption_names_its_unit(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(
            (pl.col("register_id") != "register_adoption") | pl.col("department_name").is_not_null()
        )

    @pa.dataframe_check(error="已整改数不应多于发现的问题数")
    def fixed_within_findings(cls, data) -> pl.LazyFrame:
        fixed, found = pl.col("findings_fixed"), pl.col("findings")
        return data.lazyframe.select(found.is_null() | fixed.is_null() | (fixed <= found))


@dataset(
    "published_figure",
    # What two files print stands side by side: a bulletin does not replace another of the same name.
    key=("source_file", "bulletin", "month", "period", "table_id", "row_label", "metric_id", "place"),
    month_from="month",
    names={"metric_id": "metric"},
)
class PublishedFigure(pa.DataFrameModel):
    """A figure exactly as a past bulletin printed it. value is empty where the print is masked or only words.

    period is what the figure covers (2021, 2021-H2, 2020-09, 2021-10..2021-12; empty: the month), month its last
    month. half_width is how far the true number may lie from a rounded one (59.2万: 500).
    """

    bulletin: pl.String = required()
    month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    period: pl.String = optional()
    table_id: pl.String = required()
    row_label: pl.String = required()
    metric_id: pl.String = required()
    printed: pl.String = required()
    value: pl.Float64 = optional()
    half_width: pl.Float64 = optional()
    qualifier: pl.String = optional()
    as_of_printed: pl.Date = optional()
    place: pl.String = optional()
