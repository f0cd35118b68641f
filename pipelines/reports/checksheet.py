"""The check sheet (数据核对单) of a month: what the office looks through before it signs the bulletin.

Checks, gaps and changes are the office's own business and stand here, not in the circular. Belongs here: which of them
are listed, in words. Does not belong here: deciding what is a mismatch (the warehouse did).
"""

import datetime as dt
from dataclasses import dataclass

from pipelines.months import last_day
from pipelines.reports import format as fmt
from pipelines.reports import read, word_page
from pipelines.reports.word_page import add, add_grid

NONE = "没有。"


@dataclass(frozen=True)
class Section:
    """``rows`` under ``header``; ``shares`` of the width in percent. Without rows ``NONE`` is printed."""

    title: str
    header: list[str]
    shares: tuple[int, ...]
    rows: list[list[str]]


def compose(connection, month: str) -> list[Section]:
    """What is to be looked through, failed checks first."""
    checks = read.reconciliation(connection, month)
    compared = (["项目", "一方", "另一方", "相差", "规则"], (34, 11, 11, 10, 34))
    trend = read.trend(connection, month, month, headline_only=False)
    figures = [row for row in trend if row["is_headline"] and row["status"] not in ("not_started", "not_applicable")]
    return [
        Section("核对不符", *compared, [_check(row) for row in checks if row["status"] == "fail"]),
        Section(fmt.VERDICT["warn"][1], *compared, [_check(row) for row in checks if row["status"] == "warn"]),
        Section(
            "缺数据和不满一月的来源",
            ["来源", "状况", "原因"],
            (36, 32, 32),
            [_gap(row) for row in read.coverage(connection, month) if row["status"] in ("partial", "missing")],
        ),
        Section(
            "缺项、暂定和有保留的数字",
            ["指标", "数字", "说明"],
            (44, 22, 34),
            [
                [row["metric_name"], fmt.figure(row["value"], row["status"], row["unit"]), said]
                for row in figures
                if (said := fmt.caveats(row) if row["value"] is not None else fmt.STATUS.get(row["status"], ""))
            ],
        ),
        Section(
            "人工修正和事后更正的数字",
            ["指标", "原值", "改为", "原因"],
            (34, 14, 14, 38),
            [*_corrected(connection, month), *_restated(connection, month)],
        ),
        Section(
            "读入时发现的问题",
            ["性质", "处数", "举例"],
            (12, 12, 76),
            [
                [fmt.SEVERITY[row["severity"]], fmt.number(row["number"]), row["example"] or ""]
                for row in read.issues(connection, month)
            ],
        ),
    ]


def render(connection, month: str) -> bytes:
    """The .docx file; the same warehouse always gives the same bytes."""
    institution = read.institution(connection)
    issuer = institution["authority"] or institution["name"]
    title = f"{fmt.month_name(month)}数据核对单"
    document = word_page.blank()
    word_page.set_header(document, "内部核对用，不随通报印发" + ("　演示数据" if institution["is_demo"] else ""))
    add(document, title, "Title")
    passed = sum(row["status"] == "pass" for row in read.reconciliation(connection, month))
    add(document, f"{institution['name']}。相符的核对 {passed} 项，不在下面列出。", "Body Text")
    for number, section in enumerate(compose(connection, month), start=1):
        add(document, f"{number}．{section.title}（{len(section.rows)}）", "Heading 1")
        if section.rows:
            add_grid(document, [section.header, *section.rows], section.shares, word_page.NOTE_CELL)
        else:
            add(document, NONE, "Normal")
    word_page.set_properties(document, title, issuer, dt.datetime.combine(last_day(month), dt.time(12)))
    return word_page.saved(document)


def _check(row: dict) -> list[str]:
    sides = [fmt.number(row[key]) for key in ("left_value", "right_value")]
    gap = fmt.signed(row["difference"]) if row["difference"] is not None else fmt.NOTHING
    return [row["subject"], *sides, gap, row["explanation"] or ""]


def _gap(row: dict) -> list[str]:
    account = f"（{row['account_name']}）" if row["account_name"] else ""
    if row["status"] == "partial" and row["days_covered"] is not None and row["days_expected"] is not None:
        state = f"只有 {row['days_covered']} 天，应有 {row['days_expected']} 天"
    else:
        state = fmt.COVERAGE[row["status"]]
    return [row["dataset_name"] + account, state, row["reason"] or ""]


def _corrected(connection, month: str) -> list[list[str]]:
    return [
        [
            f"{row['metric_name']}（{row['scope_name']}）",
            fmt.number(row["exported_value"]),
            fmt.number(row["new_value"]),
            row["reason"] or "",
        ]
        for row in read.corrections(connection, month)
    ]


def _restated(connection, month: str) -> list[list[str]]:
    return [
        [
            f"{row['metric_name']}（{row['scope_name'] or fmt.NOTHING}）",
            fmt.figure(row["old_value"], None, row["unit"]),
            fmt.figure(row["new_value"], None, row["unit"]),
            (row["reason"] or "") + ("（待登记原因）" if row["needs_reason"] else ""),
        ]
        for row in read.restatements(connection, month)
        if not row["is_explained"]
    ]
