"""One metric on a page: its figure, its picture and what it is against the same month last year."""

from pipelines.reports import charts, site
from pipelines.reports import format as fmt
from pipelines.reports.footnotes import Reasons
from pipelines.reports.story import rules


def channels(leading: list[list[dict]], reasons: Reasons) -> list[dict]:
    """Those of the metrics with any figure in these months; what the institution does not have is not shown."""
    return [card(rows, reasons) for rows in leading if any(row["value"] is not None for row in rows)]


def card(rows: list[dict], reasons: Reasons, is_small: bool = False, may_previous: bool = False) -> dict:
    """One metric: its figure and picture, and what it is against the same month last year.

    may_previous: whether the month before is like this one, to stand in where there is no last year yet.
    """
    last = rows[-1]
    chart = charts.line if last["additivity"] == "semi" and not is_small else charts.columns
    figure = charts.columns(rows, is_small=True) if is_small else chart(rows)
    label = f"{last['metric_name']} {len(rows)} 个月"
    return {
        "metric_id": last["metric_id"],
        "metric_name": last["metric_name"],
        "unit": last["unit"],
        "value": last["value"],
        "shown": _shown(last),
        # On the first screen the reason itself: its footnote would be far below. Of the first month nothing is said.
        "said": (may_previous and against_last_month(last)) or against_last_year(last, None if is_small else reasons)
        if len(rows) > 1
        else "",
        "caveats": fmt.caveats(last),
        "figure": figure,
        # One month is no course.
        "picture": site.picture(figure, label, is_stretched=is_small) if len(rows) > 1 or not is_small else "",
        "is_broken": figure["layout"].get("meta", {}).get("is_broken", False),
        "rows": rows,
    }


def _shown(row: dict) -> str:
    if row["value"] is None:
        return fmt.figure(None, row["status"])
    value = fmt.share(row["value"]) if row["unit"] == "%" else fmt.short_number(row["value"])
    return f"≥{value}" if row["is_floor"] else value


def against_last_month(row: dict) -> str:
    """比上月多 13 条, where a figure has no last year and the month before may be set beside it; else empty."""
    made = fmt.compared(row, "mom")
    if row["yoy_reason"] != "no_base" or row["unit"] == "%" or made.difference is None or not made.base:
        return ""
    return _said_of(made, "上月")


def against_last_year(row: dict, reasons: Reasons | None) -> str:
    """比去年9月多 2,715 次（+16.5%）; in words alone on a small base; a sign where it may not be compared."""
    if row["value"] is None:
        return fmt.STATUS_REASON.get(row["status_reason"], "")
    made = fmt.compared(row, "yoy")
    name = f"去年{fmt.month_of_year(row['month'])}"
    if made.difference is None or made.base is None:
        named = fmt.reason_of(row["yoy_reason"])
        reason = fmt.like_for_like(row, "yoy") or named
        return f"不与去年比 {reasons.sign(reason)}" if reasons else reason
    if row["unit"] == "%":
        return f"比{name} {fmt.signed(round(made.difference * 100, 1))} 个百分点"
    return _said_of(made, name)


def _said_of(made: fmt.Compared, name: str) -> str:
    days = f"前 {made.days} 天 {fmt.number(made.value)}，" if made.days else ""
    if not made.difference:
        return f"{days}与{name}持平"
    is_large = abs(made.base or 0) >= rules.PERCENT_BASE
    share = f"（{fmt.signed_share(made.pct)}）" if made.pct is not None and is_large else ""
    name += f"前 {made.days} 天" if made.days else ""
    return f"{days}比{name}{'多' if made.difference > 0 else '少'} {fmt.short_number(abs(made.difference))}{share}"
