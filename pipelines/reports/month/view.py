"""What stands where on the page of a month."""

from pipelines.months import last_day
from pipelines.reports import cards, marks, plans, read, story
from pipelines.reports import format as fmt
from pipelines.reports.footnotes import Reasons
from pipelines.reports.groups import by, counts
from pipelines.reports.month import departments, printed, since, topics
from pipelines.reports.month import read as month_read
from pipelines.reports.proof import proofs
from pipelines.reports.story import caveats
from pipelines.reports.story import read as story_read

# So many changes of checks a page lists.
CHANGES_SHOWN = 12
WORKS = 3


def page(connection, month: str, history: month_read.History) -> dict:
    """What ``month.html`` shows. A page of a past month speaks as of its time. history: reaches back to the same month
    last year."""
    shown = history.until(month)
    found = marks.read(connection, min(points[0]["month"] for points in shown.values()), month)
    series = {key: marks.put_on(points, found, ("channel", points[0]["channel_id"])) for key, points in shown.items()}
    facts = {key: rows[-1] for key, rows in series.items()}
    leading = [rows for rows in series.values() if history.leads(rows[-1])]
    headline = [row for rows in leading for row in rows]
    told = story.tell(connection, month, headline)
    reasons = Reasons()
    channels = cards.channels(leading, reasons)
    calendar = story_read.calendar(connection, month)
    is_alike = caveats.is_alike(calendar)
    of_departments = read.departments(connection, month, headline_only=True)
    return {
        "title": f"{fmt.month_name(month)}宣传工作月报",
        "month": month,
        "month_of_year": fmt.month_of_year(month),
        "last_year_name": f"去年{fmt.month_of_year(month)}",
        "is_stub": month in history.stubs,
        "story": told,
        "heroes": [cards.card(series[metric_id], reasons, True, is_alike) for metric_id in told.heroes],
        "works": by(story_read.works(connection, month, WORKS), "metric_id"),
        "channels": channels,
        "marks": marks.listed(found, month, *{("channel", card["rows"][0]["channel_id"]) for card in channels}),
        "reasons": reasons,
        "departments": departments.tables(of_departments, history.departments, facts, month),
        "changed_since": since.figures(connection, month, facts, of_departments),
        "names_since": since.names(connection, month),
        "party": _party(month_read.party(connection, month)),
        "themes": topics.themes(connection, month),
        "nodes": topics.nodes(connection, month),
        "promises": topics.promises(connection, month),
        "plan": _plan(connection, month),
        "bulletin": printed.tables(connection, month, facts),
        "proofs": proofs(connection, month, _proven(channels, month in history.stubs)),
        "until": last_day(month),
        "previous": calendar["mom_calendar"],
        "is_alike": is_alike,
    } | _notes(connection, month, facts)


def _proven(channels: list[dict], is_stub: bool) -> list[dict]:
    """The figures that unfold into what they are made of; of a month that has hardly begun those it has."""
    facts = [card["rows"][-1] for card in channels]
    return [fact for fact in facts if fact["value"] is not None] if is_stub else facts


def _party(rows: list[dict]) -> dict:
    """Branches × kinds of activity; those that did nothing and were asked nothing are only named."""
    kinds = list(
        dict.fromkeys(row["activity_type"] for row in sorted(rows, key=lambda r: -r["number"]) if row["activity_type"])
    )
    orgs = []
    silent = []
    for _, group in by(rows, "party_org_id").items():
        cells = {row["activity_type"]: row for row in group if row["activity_type"]}
        if any(row["number"] or row["is_due"] for row in group):
            orgs.append({"name": group[0]["name"], "cells": [cells.get(kind) for kind in kinds]})
        else:
            silent.append(group[0]["name"])
    return {"kinds": kinds, "orgs": orgs, "silent": silent}


def _plan(connection, month: str) -> dict:
    """Targets, rules and zeros; what was still running then stands as it stood then, and one line says where today
    differs."""
    plan = plans.month(connection, month)
    to_date = {
        (r["scope"], r["scope_id"], r["metric_id"]): r["ytd_value"] for r in month_read.to_date(connection, month)
    }
    targets = [_as_of_then(target, month, to_date) for group in plan["targets"].values() for target in group]
    order = list(plans.STATUS)
    targets.sort(key=lambda target: order.index(target["status"]) if target["status"] in order else len(order))
    return plan | {"listed": targets, "target_counts": counts(targets, plans.STATUS)}


def _as_of_then(target: dict, month: str, to_date: dict) -> dict:
    """A running target as it stood at the end of ``month``. Only sums from January on are known for the time; of
    others the page says that they were running, and what became of them since."""
    then = last_day(month)
    is_past = target["as_of"] is not None and target["as_of"] > then and target["period_end"] > then
    if not is_past or len(target["subjects"]) > 1:
        return target | {"today": ""}
    _, status, _ = plans.STATUS.get(target["status"], ("", target["status"], ""))
    today = f"现在（{fmt.full_day(target['as_of'])}）：{status}，{target['done']}"
    done = to_date.get((target["scope"], target["scope_id"], target["metric_id"]))
    is_sum = target["comparator"] == "at_least" and target["period"] == month[:4] and target["expected"]
    if not is_sum or done is None or target["counted_from"] != target["period_start"]:
        unknown = {"status": "open", "done": "当时还在进行", "done_share": None, "line_share": None}
        return target | unknown | {"today": today}
    days = (then - target["counted_from"]).days + 1
    line = days / ((target["period_end"] - target["counted_from"]).days + 1)
    status = "met" if done >= target["expected"] else "behind" if done < line * target["expected"] else "on_track"
    return target | {
        "status": status,
        "actual": done,
        "done": plans.done(target | {"actual": done}),
        "expected_so_far": line * target["expected"],
        "line_share": line,
        # The reason speaks of today.
        "reason": None,
        "done_share": min(max(done / target["expected"], 0), 1),
        "as_of": then,
        "today": today,
    }


def _notes(connection, month: str, facts: dict[str, dict]) -> dict:
    """What stands folded at the end: all figures, sources, checks, changes, files."""
    coverage = read.coverage(connection, month)
    checks = read.reconciliation(connection, month)
    changes = read.check_changes(connection, month)
    restatements = read.restatements(connection, month)
    # Known ones, and those that were expected: what never began is no news.
    told = [fact for fact in facts.values() if fact["value"] is not None or fact["status"] == "missing"]
    return {
        "facts": by([fact | {"yoy": fmt.change(fact, "yoy", unit=fact["unit"])} for fact in told], "channel_name"),
        "coverage_counts": counts(coverage, fmt.COVERAGE),
        "coverage_short": [row for row in coverage if row["status"] != "full"],
        "issues": read.issues(connection, month),
        "checks": checks,
        "check_counts": counts(checks, fmt.VERDICT),
        "check_changes": list(by(changes[:CHANGES_SHOWN], "published_at").items()),
        "older_check_changes": len(changes[CHANGES_SHOWN:]),
        "restatements": restatements,
        "unexplained": sum(bool(row["needs_reason"]) for row in restatements),
        "corrections": read.corrections(connection, month),
        "missing": [fact for fact in facts.values() if fact["status"] == "missing"],
        "provisional": [fact for fact in facts.values() if fact["is_provisional"] and fact["value"] is not None],
        "festival": [
            row | {"yoy": fmt.change(row, "yoy", unit=row["unit"])} for row in read.festival(connection, month)
        ],
        "files": by(read.files(connection, month), "dataset"),
    }
