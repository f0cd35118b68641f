"""Parts of many log files → views and visitors by site, section, article, day and month.

Lines that reach us twice count once:

- the same content (a copy, a log beside its .gz) is one log;
- of two logs of one site that cover the same stretch of a day, where all page views of one are among those of the
  other (a log fetched at noon and again after rotation), the common ones count once. The first and the last second of
  the stretch are not asked for agreement, because a log may be cut inside a second.

Limits: copies are seen by their page views, so lines of pictures and bad lines of such a log stay in ``lines`` and
``bad_lines``; two servers behind one address that share the traffic differ line by line and are added up.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.weblogs.parts import LogReceipt, read_receipt

WHOLE_SITE = ""
DAY = {
    "site_id": pl.String,
    "date": pl.Date,
    "section": pl.String,
    "page_views": pl.Int64,
    "visitors": pl.Int64,
    "bot_views": pl.Int64,
    "mobile_views": pl.Int64,
}
ARTICLE_DAY = {
    "site_id": pl.String,
    "date": pl.Date,
    "article_key": pl.String,
    "section": pl.String,
    "views": pl.Int64,
    "visitors": pl.Int64,
}
MONTH = {
    "site_id": pl.String,
    "month": pl.String,
    "section": pl.String,
    "page_views": pl.Int64,
    "visitors": pl.Int64,
    "bot_views": pl.Int64,
    "mobile_views": pl.Int64,
    "lines": pl.Int64,
    "bad_lines": pl.Int64,
}

_KEY = ["date", "second", "host", "section", "article_key", "is_bot", "is_mobile", "visitor"]
_c = pl.col


class Traffic(NamedTuple):
    """Views (访问次数) and visitors (访客，近似) of all sites.

    day: one row per site × section × day (columns ``DAY``); visitors of sections or days cannot be added.
    article_day: one row per site × article × section × day (``ARTICLE_DAY``), readers only, no bots.
    month: one row per site × section × month, section '' is the whole site (``MONTH``); visitors are distinct over the
        month. lines and bad_lines belong to the whole site and are null elsewhere; bad lines have no date and stand in
        the month in which their log begins.
    """

    day: pl.DataFrame
    article_day: pl.DataFrame
    month: pl.DataFrame


class _Log(NamedTuple):
    site_id: str
    path: Path
    receipt: LogReceipt


def summarise(parts: Iterable[tuple[str, Path]], hosts: Mapping[str, frozenset[str]] | None = None) -> Traffic:
    """Summarise parts, given as (site_id, path of the part). One month of one site is in memory at a time.

    hosts: site_id → names of its hosts. Of such a site lines that name another host do not count.
    """
    days, articles, months = [], [], []
    for site_id, group in groupby(_distinct_logs(parts), key=lambda log: log.site_id):
        logs = list(group)
        for month in sorted({day[:7] for log in logs for day in log.receipt.lines_by_date}):
            here = [log for log in logs if any(day.startswith(month) for day in log.receipt.lines_by_date)]
            views = _of_the_site(_views(here, month), (hosts or {}).get(site_id))
            days.append(_tidy(_counts(views, "date", "section"), DAY, site_id))
            articles.append(_tidy(_article_counts(views), ARTICLE_DAY, site_id))
            months.append(_tidy(_month_counts(views, here, month), MONTH, site_id))
    return Traffic(
        pl.concat([pl.DataFrame(schema=DAY), *days]),
        pl.concat([pl.DataFrame(schema=ARTICLE_DAY), *articles]),
        pl.concat([pl.DataFrame(schema=MONTH), *months]),
    )


def _distinct_logs(parts: Iterable[tuple[str, Path]]) -> list[_Log]:
    """One log per site and content, ordered by site; which of two copies is kept does not depend on their order."""
    logs: dict[tuple[str, str], _Log] = {}
    for site_id, path in sorted(parts, key=lambda part: (part[0], str(part[1]))):
        receipt = read_receipt(path)
        logs.setdefault((site_id, receipt.content_id), _Log(site_id, path, receipt))
    return list(logs.values())


def _views(logs: list[_Log], month: str) -> pl.DataFrame:
    """The page views of one site and month, each once: the columns of a part."""
    first = date.fromisoformat(f"{month}-01")
    days = [day for log in logs for day in log.receipt.lines_by_date if day.startswith(month)]
    shared = [date.fromisoformat(day) for day in sorted(set(days)) if days.count(day) > 1]
    in_month = (_c.date >= first) & (_c.date < pl.lit(first).dt.offset_by("1mo"))
    rows = pl.scan_parquet([log.path for log in logs], glob=False).filter(in_month & ~_c.date.is_in(shared)).collect()
    return pl.concat([rows, *(_without_copies(logs, day) for day in shared)])


def _of_the_site(views: pl.DataFrame, hosts: frozenset[str] | None) -> pl.DataFrame:
    return views.filter(_c.host.is_null() | _c.host.is_in(list(hosts))) if hosts else views


def _without_copies(logs: list[_Log], day: date) -> pl.DataFrame:
    """The page views of a day that stands in several logs, the common stretches of copies once."""
    tables = [
        pl.scan_parquet(log.path, glob=False).filter(_c.date == day).group_by(_KEY).agg(times=pl.len()).collect()
        for log in logs
        if day.isoformat() in log.receipt.lines_by_date
    ]
    # The longest first: the log that holds the others stays whole.
    tables.sort(key=lambda table: table["times"].sum(), reverse=True)
    counted: list[pl.DataFrame] = []
    for place, table in enumerate(tables):
        # What this log has in common with several others counts once too: the largest share, not the sum.
        copies = [_common(table, other) for other in tables[:place]]
        twice = pl.concat([pl.DataFrame(schema={**table.schema, "times": table.schema["times"]}), *copies])
        twice = twice.group_by(_KEY).agg(twice=pl.max("times"))
        counted.append(
            table.join(twice, on=_KEY, how="left", nulls_equal=True).select(
                *_KEY, times=_c.times - _c.twice.fill_null(0)
            )
        )
    return pl.concat(counted).select(pl.exclude("times").repeat_by("times")).explode(_KEY)


def _common(table: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Page views (``times``) that stand in both logs if one is a copy of the other where they overlap, else none."""
    if table.is_empty() or other.is_empty():
        return table.clear()
    firsts, lasts = zip(*(t.select(a=_c.second.min(), b=_c.second.max()).row(0) for t in (table, other)), strict=True)
    start, end = max(firsts), min(lasts)
    overlap = (
        table.filter(_c.second.is_between(start, end))
        .join(other.filter(_c.second.is_between(start, end)), on=_KEY, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("times", "times_right").fill_null(0))
    )
    inside = overlap.filter((_c.second > start) & (_c.second < end))
    inside = overlap if inside.is_empty() else inside
    is_copy = (inside["times"] <= inside["times_right"]).all() or (inside["times"] >= inside["times_right"]).all()
    common = overlap.select(*_KEY, times=pl.min_horizontal("times", "times_right")).filter(_c.times > 0)
    return common if is_copy else common.clear()


def _counts(views: pl.DataFrame, *by: str) -> pl.DataFrame:
    # A log without agents cannot tell machines and phones: their numbers are unknown then, not nought.
    reader = ~_c.is_bot.fill_null(False)
    return views.group_by(by).agg(
        page_views=reader.sum(),
        visitors=_c.visitor.filter(reader).n_unique(),
        bot_views=pl.when(~_c.is_bot.has_nulls()).then(_c.is_bot.sum()),
        mobile_views=pl.when(~_c.is_bot.has_nulls()).then((reader & _c.is_mobile).sum()),
    )


def _article_counts(views: pl.DataFrame) -> pl.DataFrame:
    readers = views.filter(~_c.is_bot.fill_null(False))
    return readers.group_by("date", "article_key", "section").agg(views=pl.len(), visitors=_c.visitor.n_unique())


def _month_counts(views: pl.DataFrame, logs: list[_Log], month: str) -> pl.DataFrame:
    lines = sum(count for log in logs for day, count in log.receipt.lines_by_date.items() if day.startswith(month))
    bad = sum(log.receipt.lines_bad for log in logs if str(log.receipt.first_date).startswith(month))
    whole = _counts(views.with_columns(section=pl.lit(WHOLE_SITE)), "section")
    if whole.is_empty():
        nothing = {name: [0] for name in ("page_views", "visitors", "bot_views", "mobile_views")}
        whole = pl.DataFrame({"section": [WHOLE_SITE], **nothing})
    whole = whole.with_columns(lines=pl.lit(lines + bad), bad_lines=pl.lit(bad))
    return pl.concat([whole, _counts(views, "section")], how="diagonal_relaxed").with_columns(month=pl.lit(month))


def _tidy(counts: pl.DataFrame, schema: dict, site_id: str) -> pl.DataFrame:
    keys = [name for name in ("date", "month", "section", "article_key") if name in schema]
    return counts.with_columns(site_id=pl.lit(site_id)).select(list(schema)).cast(schema).sort(keys)
