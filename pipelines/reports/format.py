"""Numbers, dates and changes as Chinese readers expect them.

Belongs here: text made from one value. Does not belong here: arithmetic between figures (the warehouse has done it),
markup, queries.
"""

import datetime as dt
from dataclasses import dataclass

from pipelines import labels
from pipelines.months import is_month

MISSING = "缺"
NOTHING = "—"
MINUS = "−"  # U+2212 is as wide as a digit, so columns of tabular figures stay aligned

# From 100 000 on a leader reads 万; below it every digit is still legible and exact.
WAN_FROM = 100_000

STATUS = labels.names("figure_status")
STATUS_IN_PLACE_OF_VALUE = labels.short_names("figure_status") | {"absent": NOTHING}
# Why there is no figure, or not the whole of it: the codes of rpt_metric_trend.status_reason.
STATUS_REASON = labels.names("status_reason")
# Why a comparison was not made: the codes of rpt_metric_trend.reason.
REASON = labels.names("comparison_reason")
# Sign and word. Failed first: the order in which a reader wants to see them.
VERDICT = {
    code: (labels.short_names("check_status")[code], labels.names("check_status")[code])
    for code in ("fail", "warn", "pass")
}
# What became of a check between two publications: the codes of ``read.CHECK_CHANGES``.
CHECK_CHANGE = labels.names("check_change")
COVERAGE = labels.names("coverage_status")
COVERAGE_MARK = labels.short_names("coverage_status")
# Of every landed data set; of those whose coverage is watched, the published file says it too.
DATASET = labels.names("dataset")
SEVERITY = labels.names("issue_severity")


@dataclass(frozen=True)
class Change:
    """A comparison ready to print: ``text`` with sign, ``arrow``, ``tone`` (good, bad, neutral) and the ``base``
    it was made against. Where none may be made, ``text`` is empty and ``note`` says why in words."""

    text: str = ""
    arrow: str = ""
    tone: str = "neutral"
    base: str = ""
    note: str = ""


def number(value: float | int | None) -> str:
    """Every digit, with thousands separators; at most two decimals; ``缺`` for None."""
    if value is None:
        return MISSING
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def short_number(value: float | int | None) -> str:
    """Like ``number``, in 万 with one decimal from 100 000 on."""
    if value is None or abs(value) < WAN_FROM:
        return number(value)
    return f"{value / 10_000:,.1f}万".replace("-", MINUS)


def figure(value: float | int | None, status: str | None = None, unit: str = "") -> str:
    """A figure in a table. A value that is not there is named for what it is, never printed as 0; shares (unit %)
    are stored as 0-1 and printed as percentages."""
    if value is None or status in STATUS_IN_PLACE_OF_VALUE:
        return STATUS_IN_PLACE_OF_VALUE.get(status or "missing", MISSING)
    return share(value) if unit == "%" else number(value)


def share(value: float) -> str:
    """0.606 → 60.6%."""
    return f"{value * 100:.1f}%".replace("-", MINUS)


def signed(value: float | int) -> str:
    """+3, −3, 0."""
    return ("+" if value > 0 else "") + number(value)


def reason_of(code: str | None) -> str:
    """Why two figures are not set against each other; a code that is not known speaks for itself."""
    return REASON.get(code or "no_base", code or "")


def signed_share(value: float) -> str:
    """0.179 → +17.9%; a change too small to show keeps no sign."""
    text = f"{value * 100:+,.1f}%"
    return "0.0%" if text in ("+0.0%", "-0.0%") else text.replace("-", MINUS)


BASES = {
    "mom": ("上月", "previous_value", "reason"),
    "yoy": ("去年同月", "last_year_value", "yoy_reason"),
    "half": ("上半年", "previous_value", "reason"),
}


@dataclass(frozen=True)
class Compared:
    """Two figures the warehouse set against each other; ``days`` where they are the first days of months only."""

    difference: float | None
    pct: float | None
    value: float | None
    base: float | None
    days: int | None = None


def compared(row: dict, kind: str) -> Compared:
    """Whole months; where one of them is not known to its end, the first days that are known against as many
    (columns ``window_…``, where the row has them)."""
    _, base, reason = BASES[kind]
    if row[reason] == "partial_period" and row.get(f"window_{kind}_change") is not None:
        window = (f"{kind}_change", f"{kind}_pct", "value", base, "days")
        return Compared(*(row[f"window_{column}"] for column in window))
    return Compared(row[f"{kind}_change"], row[f"{kind}_pct"], row["value"], row[base])


def change(row: dict, kind: str, direction: str = "none", unit: str = "") -> Change:
    """The comparison of one ``rpt_metric_trend`` row with last month (``mom``) or the same month last year (``yoy``),
    or of a second half-year with the first (``half``).

    Colour (``tone``) speaks of good or bad only where ``dim_metric.direction`` says which way is better.
    """
    base_name, _, reason = BASES[kind]
    if row["value"] is None:
        return Change()
    made = compared(row, kind)
    difference, base = made.difference, figure(made.base, unit=unit)
    if difference is None or made.base is None:
        return Change(note=like_for_like(row, kind) or reason_of(row[reason]))
    if unit == "%":
        text = f"{signed(round(difference * 100, 1))} 个百分点"
    elif difference == 0:
        text = "持平"
    else:
        text = signed(difference) if made.pct is None else signed_share(made.pct)
    tone = "neutral"
    if direction in ("up", "down") and difference:
        tone = "good" if (difference > 0) == (direction == "up") else "bad"
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    said = f"{base_name} {base}"
    if made.days:
        said = f"前 {made.days} 天 {figure(made.value, unit=unit)}，{base_name}前 {made.days} 天 {base}"
    return Change(text=text, arrow=arrow, tone=tone, base=said)


def like_for_like(row: dict, kind: str) -> str:
    """Which accounts stand in one of the two sums only, and how the others compare; empty where all are in both."""
    if not (parts := row.get(f"{kind}_parts")):
        return ""
    parts = parts.replace("不再有 ", "不再有").replace("新有 ", "新有")
    pct = row.get(f"{kind}_like_pct")
    return f"{parts}，不比较" if pct is None else f"{parts}，只比其余 {signed_share(pct)}"


def caveats(row: dict) -> str:
    """What a reader must know before trusting the figure of one ``rpt_metric_trend`` row; empty when nothing."""
    if row["value"] is None:
        return ""
    said = []
    if row["is_part"]:
        said.append(f"截至{day(row['as_of'])}" if row["ends_early"] else f"只有 {number(row['days_covered'])} 天")
    # Of a month that is not whole that is said already.
    if row["is_floor"] and not row["is_part"]:
        said.append(STATUS_REASON.get(row.get("status_reason") or "", "下限"))
    if row["status"] == "published":
        said.append("通报印刷值")
    if row["is_provisional"]:
        said.append("暂定")
    if row["is_corrected"]:
        said.append("已修正")
    return "，".join(said)


def relation(check: dict) -> str:
    """The sign between the two values of a check: = or ≠; where the rule allows a difference, ≤, ≥ or ≈."""
    difference, tolerance = check["difference"], check["tolerance"] or 0
    if not difference:
        return "="
    if check["status"] != "pass":
        return "≠"
    # A bound allows exactly what is left to it.
    return ("≤" if difference < 0 else "≥") if abs(difference) == tolerance else "≈"


def check_change(row: dict) -> str:
    """What one row of ``read.check_changes`` says besides its name: 由提示变为不符，差 −3."""
    before, now = row["previous_difference"], row["difference"]
    gap = f"，差 {signed(now)}" if now else ""
    if row["change"] == "moved":
        return f"差额由 {signed(before)} 变为 {MISSING if now is None else signed(now)}"
    if row["change"] == "judged":
        return f"由{VERDICT[row['previous_status']][1]}变为{VERDICT[row['status']][1]}{gap}"
    if row["change"] in ("mended", "gone"):
        return f"原为{VERDICT[row['previous_status']][1]}{f'，差 {signed(before)}' if before else ''}"
    return f"{VERDICT[row['status']][1]}{gap}"


def rank_change(value: int | None) -> str:
    """``rank_change`` of the warehouse, positive = places gained."""
    if value is None:
        return NOTHING
    if value == 0:
        return "＝"
    return f"▲{value:.0f}" if value > 0 else f"▼{-value:.0f}"


def month_name(month: str) -> str:
    """2020-09 → 2020年9月."""
    return f"{int(month[:4])}年{int(month[5:])}月"


def month_of_year(month: str) -> str:
    """2020-09 → 9月."""
    return f"{int(month[5:])}月"


def day(value: dt.date | None) -> str:
    """9月27日; ``未注明`` where a source does not say."""
    return f"{value.month}月{value.day}日" if value else "未注明"


def full_day(value: dt.date | dt.datetime | None) -> str:
    """2020年9月27日; ``未注明`` where a source does not say."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "未注明"


def moment(value: dt.datetime) -> str:
    """2020年10月8日 09:30."""
    return f"{full_day(value)} {value:%H:%M}"


def period_name(period: str) -> str:
    """2020 → 全年, 2020H1 → 上半年, 2020Q3 → 三季度, 2020-09 → 2020年9月, 2019-2020 → 2019-2020学年; else as it is."""
    if is_month(period):
        return month_name(period)
    named = {"H1": "上半年", "H2": "下半年", "Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度"}
    tail = period[4:].lstrip("-")
    if len(tail) == 4 and tail.isdigit():
        return f"{period}学年"
    return named.get(tail, period) if tail else "全年"
