"""Contracts of website traffic counted from server logs: views (访问次数) and visitors (访客，近似), never persons."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, required


@dataset("web_traffic_day", key=("site_id", "date", "section"), month_from="date")
class WebTrafficDay(pa.DataFrameModel):
    """One section of one site on one day. Visitors are distinct within the row: they cannot be added up.

    bot_views and mobile_views are empty where a log names no browsers.
    """

    site_id: pl.String = required()
    date: pl.Date = required()
    section: pl.String = required()
    page_views: pl.Int64 = count(required=True)
    visitors: pl.Int64 = count(required=True)
    bot_views: pl.Int64 = count()
    mobile_views: pl.Int64 = count()


@dataset("web_article_traffic_day", key=("site_id", "date", "article_key", "section"), month_from="date")
class WebArticleTrafficDay(pa.DataFrameModel):
    """One article under one section on one day, without bots; article_key is the CMS number, else the path."""

    site_id: pl.String = required()
    date: pl.Date = required()
    article_key: pl.String = required()
    section: pl.String = required()
    views: pl.Int64 = count(required=True)
    visitors: pl.Int64 = count(required=True)


@dataset("web_traffic_month", key=("site_id", "month", "section"), month_from="month")
class WebTrafficMonth(pa.DataFrameModel):
    """One section (empty text: the whole site) in one month; visitors are distinct over the month."""

    site_id: pl.String = required()
    month: pl.String = required("应为 YYYY-MM", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    section: pl.String = required()
    page_views: pl.Int64 = count(required=True)
    visitors: pl.Int64 = count(required=True)
    bot_views: pl.Int64 = count()
    mobile_views: pl.Int64 = count()
    lines: pl.Int64 = count()
    bad_lines: pl.Int64 = count()
