"""Contracts of ledgers kept by hand and of figures printed in past bulletins."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required


@dataset(
    "submission",
    "供稿登记",
    key=("received_on", "department_name", "title", "form"),
    month_from="received_on",
    names={"department_name": "department"},
)
class Submission(pa.DataFrameModel):
    """One submission to the office; platforms is multi-valued as written (公众号、官网)."""

    received_on: pl.Date = required()
    department_name: pl.String = required()
    title: pl.String = required()
    form: pl.String = required()
    platforms: pl.String = required()
    is_adopted: pl.Boolean = optional()


@dataset(
    "wechat_contribution",
    "官微供稿登记",
    key=("published_on", "title", "department_name"),
    month_from="published_on",
    names={"department_name": "department"},
)
class WechatContribution(pa.DataFrameModel):
    """Which unit contributed a WeChat article; joins to the article by title and day."""

    published_on: pl.Date = required()
    title: pl.String = required()
    department_name: pl.String = required()


@dataset("training_class", "培训班登记", key=("class_name", "opened_on", "cohort"), month_from="opened_on")
class TrainingClass(pa.DataFrameModel):
    """Training class × cohort. participants are distinct people (人), not attendances (人次)."""

    class_name: pl.String = required()
    opened_on: pl.Date = required()
    cohort: pl.String = required()
    participants: pl.Int64 = count(required=True)


@dataset(
    "published_figure",
    "已发布通报数据",
    key=("bulletin", "month", "period", "table_id", "row_label", "metric_id", "place"),
    month_from="month",
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
