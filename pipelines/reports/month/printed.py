"""The printed tables on the page of their month, and why their sums are not always those of the page."""

from pipelines.reports import format as fmt
from pipelines.reports import proof, read

# Printed table → the figure of the page that its sum is.
FIGURES = {
    "website_updates": ("web_articles_published",),
    "wechat_base": ("wechat_reads", "wechat_followers_net", "wechat_followers_cumulative"),
    "wechat_menu": ("wechat_menu_clicks",),
    "wechat_contributions": ("wechat_articles_contributed",),
    "submissions": ("submissions_received",),
    "party_uploads": ("party_uploads",),
}
BASE = {"wechat_reads": "reads", "wechat_followers_net": "followers_net"}
BASE |= {"wechat_followers_cumulative": "followers_cumulative"}


def tables(connection, month: str, facts: dict[str, dict]) -> dict:
    """Rows of each table, ``beside``: by table, what its sum is beside the figure of the page, and ``notes``: what its
    cells do not say."""
    found = {
        "website_updates": read.website_updates(connection, month),
        "wechat_base": read.wechat_base(connection, month),
        "wechat_menu": read.wechat_menu(connection, month),
        "wechat_contributions": read.wechat_contributions(connection, month),
        "submissions": read.submissions(connection, month),
        "party_uploads": read.party_uploads(connection, month),
        "training": read.training(connection, month),
    }
    beside = {table: _beside(table, rows, facts) for table, rows in found.items() if table in FIGURES}
    sums = {table: _sum(table, rows) for table, rows in found.items()}
    return found | {
        "beside": beside,
        "sums": sums,
        "notes": read.bulletin_notes(connection, month),
        "wechat_readers": read.wechat_readers(connection, month),
        # A table of a channel that the institution does not have is not shown.
        "used": {table for table, rows in found.items() if rows or read.has_rows(connection, table)},
        "party_pairs": _pairs(found["party_uploads"]),
        "cells": proof.printed(connection, month, [table for table, rows in found.items() if rows]),
    }


def _sum(table: str, rows: list[dict]) -> float | None:
    return rows[0].get("total") if rows else None


def _beside(table: str, rows: list[dict], facts: dict[str, dict]) -> str:
    """与本页相同, or both figures and how far each reaches."""
    if not rows:
        return ""
    differing, same = [], 0
    until = rows[0].get("as_of")
    for metric_id in FIGURES[table]:
        fact = facts.get(metric_id)
        printed = rows[0][BASE[metric_id]] if table == "wechat_base" else _sum(table, rows)
        if fact is None or fact["value"] is None or printed is None:
            continue
        if float(printed) == float(fact["value"]):
            same += 1
            continue
        value = fmt.figure(fact["value"], unit=fact["unit"])
        differing.append(
            f"{fact['metric_name']} {value}（多 {fmt.number(fact['value'] - printed)}）".replace("多 −", "少 ")
        )
    if differing:
        cut = f"这张表截至 {fmt.day(until)}，" if until else "这张表按通报截止日统计，"
        reach = fmt.day(min(facts[m]["as_of"] for m in FIGURES[table] if m in facts and facts[m]["as_of"]))
        return f"{cut}本页截至 {reach}：{'、'.join(differing)}"
    return "与本页相同" if same else ""


def _pairs(rows: list[dict]) -> list[tuple]:
    """Two by two, as Table 6 is printed; an odd last row stands alone."""
    return [(rows[i], rows[i + 1] if i + 1 < len(rows) else None) for i in range(0, len(rows), 2)]
