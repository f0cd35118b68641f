"""smart-Party-building contracts. Names and telephone numbers never pass the declaration."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required


@dataset(
    "party_upload",
    key=("system", "org_name", "activity_type_text", "item_id"),
    month_from="activity_at",
    item_key=(("activity_at", "topic"), ("activity_at",)),
    names={"org_name": "party_org", "activity_type_text": "party_code", "status_text": "party_code"},
    cautions={
        "上传时间早于活动时间": pl.col("uploaded_at").dt.date() < pl.col("activity_at").dt.date(),
        "同一次会议报了两种活动类型，各类型各计一次，总数只计一次": (
            pl.col("topic").is_not_null()
            & (pl.col("activity_type_text").n_unique().over("system", "org_name", "activity_at", "topic") > 1)
        ),
    },
)
class PartyUpload(pa.DataFrameModel):
    """One uploaded record of one Party organisation; uploaded_at is empty where the system does not export it."""

    system: pl.String = required()
    parent_org_name: pl.String = optional()
    org_name: pl.String = required()
    activity_type_text: pl.String = required()
    topic: pl.String = optional()
    activity_at: pl.Datetime = required()
    ended_at: pl.Datetime = optional()
    uploaded_at: pl.Datetime = optional()
    status_text: pl.String = optional()
    expected: pl.Int64 = count()
    attended: pl.Int64 = count()
    attachments: pl.Int64 = count()

    @pa.dataframe_check(error="实到人数不应多于应到人数")
    def attended_within_expected(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(
            pl.col("attended").is_null() | pl.col("expected").is_null() | (pl.col("attended") <= pl.col("expected"))
        )

    @pa.dataframe_check(error="结束时间不应早于开始时间")
    def ends_after_start(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("ended_at").is_null() | (pl.col("ended_at") >= pl.col("activity_at")))


@dataset(
    "party_task",
    key=("system", "activity_type_text", "topic", "published_at"),
    month_from="published_at",
    names={"activity_type_text": "party_code", "status_text": "party_code"},
)
class PartyTask(pa.DataFrameModel):
    """One open task of the branch that is logged in; the export does not say which branch, so it counts for none."""

    system: pl.String = required()
    activity_type_text: pl.String = required()
    topic: pl.String = required()
    published_at: pl.Datetime = required()
    message_status: pl.String = optional()
    status_text: pl.String = optional()
