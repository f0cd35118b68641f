"""What stands where on the page of a department, as the school is organised now."""

from pipelines.months import shift
from pipelines.reports import cards, charts, marks, plans, proof, read, site
from pipelines.reports import format as fmt
from pipelines.reports.department import read as department_read
from pipelines.reports.groups import by
from pipelines.reports.story import read as story_read
from pipelines.reports.story.rules import changed
from pipelines.reports.story.words import Number, Sentence, counted, joined, place_of

TITLES = 5
# At most so many things to improve, so many figures in the sentence, so many lines that earned points.
IMPROVE, FIGURES, LINES = 3, 3, 6
# So many months of zero in a row are told of.
SILENT = 3


def pages(connection, newest: str, by_department: dict[str, dict]) -> list[dict]:
    """One page for each department that exists. by_department: ``plans.by_department``."""
    first = shift(newest, -12)
    trends = by(read.department_trends(connection, first, newest), "department_id")
    medians = department_read.medians(connection, first, newest)
    titles = by(department_read.titles(connection, newest, TITLES), "department_id")
    found = marks.read(connection, first, newest)
    made = []
    for department in read.current_departments(connection):
        id_ = department["department_id"]
        series = by(marks.put_on(trends.get(id_, []), found, ("department", id_)), "metric_id")
        page = _page(department, series, medians, titles.get(id_, []), by_department.get(id_) or plans.none(), newest)
        proven = [series[chart["metric_id"]][-1] for chart in page["charts"]]
        scope = ("department_now", id_, department["name"])
        page["marks"] = marks.listed(found, newest, ("department", id_))
        made.append(page | {"proofs": proof.proofs(connection, newest, proven, scope)})
    return made


def _page(department: dict, series: dict, medians: dict, titles: list[dict], plan: dict, newest: str) -> dict:
    facts = story_read.facts([row for rows in series.values() for row in rows])
    headline = [fact for fact in facts if fact["is_headline"] and fact["is_used"]]
    made = []
    for fact in headline:
        rows = series[fact["metric_id"]]
        beside = [medians.get((department["type"], fact["metric_id"], row["month"])) for row in rows]
        figure = charts.columns(rows, beside=beside)
        last = rows[-1]
        made.append(
            {
                "metric_id": fact["metric_id"],
                "metric_name": fact["metric_name"],
                "unit": fact["unit"],
                "picture": site.picture(figure, f"{department['name']}{fact['metric_name']}"),
                "said": cards.against_last_year(last, None),
                "median": beside[-1],
                "caveats": fmt.caveats(last),
            }
        )
    shown = [row for row in facts if row["is_used"]]
    return {
        "title": department["name"],
        "department": department,
        "newest": newest,
        "sentence": _sentence(headline),
        "improve": _improve(plan, series),
        "titles": titles,
        "charts": made,
        "metrics": [fact | {"yoy": fmt.change(fact, "yoy", unit=fact["unit"])} for fact in shown],
        "months": [row["month"] for row in next(iter(series.values()), [])],
        "history": [{"metric_name": r[-1]["metric_name"], "unit": r[-1]["unit"], "rows": r} for r in series.values()],
        "plan": plan,
        "missed": [row for row in plan["rules"] if row["is_met"] is False],
        "kept": [row for row in plan["rules"] if row["is_met"]],
        "earned": _earned(plan),
    }


def _sentence(facts: list[dict]) -> Sentence:
    """9月网站发稿 3 条，比去年 9 月多 1 条；供稿 1 件…"""
    said = []
    for fact in facts[:FIGURES]:
        if fact["value"] is None:
            said.append([f"{fact['metric_name']}{fmt.figure(None, fact['status'])}"])
            continue
        place, source = place_of(fact["metric_id"]), f"{fact['metric_id']}:value"
        value = Number(counted(fact["value"], fact["unit"]), fact["value"], source, place)
        part: Sentence = [f"{fact['metric_name']} ", value]
        if fact["yoy_change"]:
            part += [f"，比{fact['last_year_name']}", *changed(fact)]
        said.append(part)
    return joined(said, "；", "。") or ["没有数据。"]


def _improve(plan: dict, series: dict) -> list[str]:
    """At most three things: rules not kept, targets not reached, months of silence."""
    said = [
        f"{row['rule_name']}：{row['subject_name']}{'，' + row['missing_text'] if row['missing_text'] else ''}"
        for row in plan["rules"]
        if row["is_met"] is False
    ]
    said += [
        f"{row['name']}：{row['done']}，应{row['demand']}"
        for row in plan["targets"]
        if row["status"] in ("not_met", "behind")
    ]
    for rows in series.values():
        run = 0
        for row in reversed(rows):
            if row["value"] != 0:
                break
            run += 1
        if rows[-1]["is_headline"] and run >= SILENT:
            said.append(f"{rows[-1]['metric_name']}已连续 {run} 个月为 0")
    return list(dict.fromkeys(said))[:IMPROVE]


def _earned(plan: dict) -> list[dict]:
    """By scheme, how the department stands and what earned most this year; the same kind is one line."""
    found = []
    scores = sorted(plan["scores"], key=lambda row: (row["scheme_name"], row["month"]))
    for scheme, rows in by(scores, "scheme_name").items():
        kinds: dict[str, list[float]] = {}
        for line in plan["score_lines"]:
            if line["scheme_id"] == rows[-1]["scheme_id"] and line["points"]:
                kinds.setdefault(line["kind"] or line["title"], []).append(line["points"])
        most_first = sorted(kinds.items(), key=lambda kind: (-sum(kind[1]), kind[0]))
        lines = [{"kind": kind, "number": len(points), "points": sum(points)} for kind, points in most_first[:LINES]]
        found.append({"scheme_name": scheme, "rows": rows, "last": rows[-1], "lines": lines})
    return found
