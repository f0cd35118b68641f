"""The chase list of a month: who has not submitted, whose column sleeps, whose branch has not uploaded.

Belongs here: who is on it and in which words, as text to paste and as a sheet. Does not belong here: deciding what a
zero or a rule is (the warehouse did); sending.
"""

import datetime as dt
import re
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from pipelines.months import last_day
from pipelines.reports import format as fmt
from pipelines.reports import read
from pipelines.reports.excel import Book
from pipelines.reports.story import read as story_read
from pipelines.reports.word_page import clean

# What is asked of whom: subject kind, metric, heading.
ZEROS = (
    ("department", "submissions_received", "本月没有供稿的部门"),
    ("department", "web_articles_published", "本月网站没有更新的部门"),
    ("party_org", "party_uploads", "本月没有上传信息的党组织"),
)
ASLEEP = "很久没有更新的栏目、网站和账号"
NOT_DONE = "没有做到要求的"
NOT_COME = "没有收齐的导出"
NOBODY = "本月没有要催办的。"
VACATION = "本月以假期为主，为零的部门和党组织不催。"
# From so many months in a row on the text names how many.
LONG = 3


@dataclass(frozen=True)
class Item:
    """``kind``: the heading it stands under. ``why``: what is missing, in words; ``months`` in a row, None where that
    is not counted, ``is_at_least`` where it may be more; ``last``: the last month (or day) with any."""

    kind: str
    who: str
    why: str
    months: int | None = None
    is_at_least: bool = False
    last: str = ""


def compose(connection, month: str) -> list[Item]:
    """Everybody to be asked, by kind."""
    return [*_zeros(connection, month), *_rules(connection, month), *_sources(connection, month)]


def text(items: list[Item], month: str, institution: dict, is_vacation: bool = False) -> str:
    """To paste into a chat or a mail: a paragraph for each kind."""
    demo = "（演示数据）" if institution["is_demo"] else ""
    lines = [f"{clean(institution['name'])}{fmt.month_name(month)}催办清单{demo}"]
    lines += [VACATION] if is_vacation else []
    for number, (kind, group) in enumerate(groupby(items, key=lambda item: item.kind), start=1):
        lines.append(f"{number}．{kind}：{'；'.join(_sentence(list(same)) for _, same in _by_reason(group))}。")
    if len(lines) == 1 + is_vacation:
        lines.append(NOBODY)
    return "\r\n".join(lines) + "\r\n"


def sheet(items: list[Item], month: str, institution: dict) -> bytes:
    """The .xlsx file, with two empty columns for the office; the same items always give the same bytes."""
    stream = BytesIO()
    book = Book(stream)
    issuer = institution["authority"] or institution["name"]
    with book.workbook as workbook:
        title = f"{fmt.month_name(month)}催办清单" + ("（演示数据）" if institution["is_demo"] else "")
        dated = dt.datetime.combine(last_day(month), dt.time(12))
        workbook.set_properties({"title": title, "author": clean(issuer), "created": dated})
        page = book.sheet("催办清单", title, is_wide=True)
        rows = [[item.kind, item.who, item.why, _months(item), item.last, "", ""] for item in items]
        book.table(page, 1, ["类别", "对象", "事项", "连续月数", "最近一次", "联系情况", "办结日期"], rows)
        page.set_column(5, 6, 16)
    return stream.getvalue()


def is_vacation(connection, month: str) -> bool:
    found = read.rows(connection, "SELECT is_vacation FROM dim_month WHERE month = $month", month=month)
    return bool(found and found[0]["is_vacation"])


def _zeros(connection, month: str) -> list[Item]:
    """Those that truly had none; in a vacation nobody is asked."""
    if not read.has_table(connection, "main", "rpt_zero_report"):
        return []
    found = read.rows(
        connection,
        """
        SELECT zero.subject_kind, zero.metric_id, zero.metric_name, zero.subject_name, zero.zero_months,
            zero.is_at_least, zero.last_active_month
        FROM rpt_zero_report AS zero
        LEFT JOIN (
            SELECT department_id, min(display_order) AS place FROM dim_department GROUP BY department_id
        ) AS department ON zero.subject_kind = 'department' AND department.department_id = zero.subject_id
        WHERE zero.month = $month AND NOT zero.is_vacation AND zero.subject_id <> 'unrecognised'
        ORDER BY zero.zero_months DESC, department.place NULLS LAST, zero.subject_name
        """,
        month=month,
    )
    spared = _spared(connection)
    return [
        Item(
            heading,
            row["subject_name"],
            f"{row['metric_name']}为 0",
            row["zero_months"],
            row["is_at_least"],
            fmt.month_name(row["last_active_month"]) if row["last_active_month"] else "",
        )
        for kind, metric, heading in ZEROS
        for row in found
        if (row["subject_kind"], row["metric_id"]) == (kind, metric)
        and not (metric == "submissions_received" and row["subject_name"] in spared)
    ]


def _spared(connection) -> set[str]:
    """Departments whose submissions the office does not list (供稿统计不含): its own."""
    found = read.rows(connection, "SELECT content FROM quality.institution WHERE item = '供稿统计不含'")
    return {name.strip() for row in found for name in re.split("[、，,;；]", row["content"] or "")}


def _rules(connection, month: str) -> list[Item]:
    if not read.has_table(connection, "main", "fct_rule_result"):
        return []
    found = read.rows(
        connection,
        """
        SELECT rule_name, rule_kind, subject_name, silent_from, shortfall FROM fct_rule_result
        WHERE month = $month AND is_met = false AND NOT is_exempt
        ORDER BY rule_kind <> 'no_update', rule_name, rule_id, shortfall DESC, subject_name
        """,
        month=month,
    )
    return [
        Item(
            ASLEEP if row["rule_kind"] == "no_update" else NOT_DONE,
            row["subject_name"],
            row["rule_name"],
            last=fmt.full_day(row["silent_from"]) if row["silent_from"] else "",
        )
        for row in found
    ]


def _sources(connection, month: str) -> list[Item]:
    """Exports that did not come or end early."""
    words = {"missing": "本月没有导出", "partial": "本月只有一部分"}
    found = story_read.attention(connection, month)["sources"]
    return [Item(NOT_COME, row["name"], words[row["status"]]) for row in found]


def _by_reason(items):
    """Of one kind, those of whom the same is to be said."""
    return groupby(items, key=lambda item: (item.why, item.months if (item.months or 0) >= LONG else None))


def _sentence(items: list[Item]) -> str:
    """教务处、后勤处（供稿为 0，已连续 13 个月以上，共 2 个）."""
    first = items[0]
    names = "、".join(clean(item.who) for item in items)
    said = [clean(first.why)]
    if (first.months or 0) >= LONG:
        more = "以上" if any(item.is_at_least for item in items) else ""
        said.append(f"已连续 {first.months} 个月{more}")
    if len(items) > 1:
        said.append(f"共 {len(items)} 个")
    return f"{names}（{'，'.join(said)}）"


def _months(item: Item) -> str | int:
    return f"{item.months} 以上" if item.is_at_least and item.months else item.months or ""
