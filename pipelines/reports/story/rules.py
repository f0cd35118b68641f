"""When a figure of a month is worth a sentence.

A statement has a rank: the first rule a metric meets says its sentence. Where the warehouse does not compare, no rule
does. Thresholds stand here once.
"""

from dataclasses import dataclass

from pipelines.reports import format as fmt
from pipelines.reports.story.words import Name, Number, Sentence, counted, joined, place_of, quantity

# A record is told of so many months of which so many are known.
RECORD_MONTHS, RECORD_KNOWN = 13, 12
# Twice or half, on a base that is no accident.
RATIO, RATIO_BASE = 2, 50
# A difference of a tenth, on a base of which a tenth is more than one.
SHARE, SHARE_BASE = 0.10, 20
# Below this no percentage is printed: the difference in words says more.
PERCENT_BASE = 10
# The part of a change that one department must have made to be named.
DEPARTMENT_SHARE = 0.40
# A work is told of that has so many times the median of at least so many works.
WORK_RATIO, WORKS = 2, 5
NOTHING = "各项与去年同月相近"
NO_BASE = "没有去年同月可比"
NO_FIGURES = "本月没有数据"
# The figures leaders ask for first, where the institution has them; then the others in the order of metrics.
HERO_ORDER = ("wechat_reads", "wechat_followers_net", "web_articles_published", "short_video_views")
HEROES = 4
IN_HEADLINE, IN_SECOND = 2, 2
RANK_OF_WORKS = 5


@dataclass(frozen=True)
class Statement:
    """rank: lower is told first."""

    rank: int
    metric_id: str
    sentence: Sentence


def statements(facts: list[dict], movers: dict[str, dict], works: list[dict]) -> list[Statement]:
    """One statement at most for each metric, then of works. facts: ``read.facts``; movers: by metric, the department
    that made most of the change on last year; works: of each kind the one most seen, with the median of its kind."""
    found = []
    for fact in facts:
        if fact["value"] is None or fact["unit"] == "%":
            continue
        said = {rank: rule(fact) for rank, rule in enumerate((_record, _ratio, _difference), start=1)}
        told = [rank for rank, sentence in said.items() if sentence]
        if not told:
            continue
        # A record is told with its ratio, not with a difference.
        parts = [part for rank in told[:2] if rank == told[0] or rank == 2 for part in said[rank]]
        mover = movers.get(fact["metric_id"]) if told[0] != 1 else None
        found.append(Statement(told[0], fact["metric_id"], [*_figure(fact), *parts, *_mover(mover, fact)]))
    return found + [Statement(RANK_OF_WORKS, work["metric_id"], said) for work in works if (said := _work(work))]


def of_targets(targets: list[dict]) -> list[Sentence]:
    """Of the whole institution: what is behind and what was met this month. targets: ``read.targets``."""
    found = []
    for target in targets:
        unit, place = target["unit"], f"target-{target['target_id']}-{target['period']}"
        asked = quantity(target["expected"], unit, place, f"target:{target['target_id']}:expected")
        done = quantity(target["actual"], unit, place, f"target:{target['target_id']}:actual")
        head = [f"{target['metric_name']}{target['period_name']}目标 ", asked, "，已有 ", done]
        if target["status"] == "behind":
            short = target["expected_so_far"] - target["actual"]
            missing = Number(f"{fmt.number(round(short))} {unit}", short, f"target:{target['target_id']}:behind", place)
            found.append([*head, "，比时间进度少 ", missing])
        elif target["is_newly_met"]:
            found.append([*head, "，本月完成"])
    return found


def compose(facts: list[dict], found: list[Statement], targets: list[Sentence]) -> tuple[Sentence, Sentence]:
    """Headline and second sentence. Figures leaders ask for first stand first among equals; a target that is behind
    or was met always has a place in the second sentence. A single work is no headline: it is told behind figures."""
    headline: Sentence
    ranked = sorted(found, key=lambda statement: (statement.rank, _place(statement.metric_id)))
    of_figures = [statement for statement in ranked if statement.rank < RANK_OF_WORKS]
    rest = ranked[IN_HEADLINE:] if of_figures else ranked
    second = [statement.sentence for statement in rest][: IN_SECOND - len(targets[:1])] + targets[:1]
    if of_figures:
        headline = joined([statement.sentence for statement in ranked[:IN_HEADLINE]], "；", "。")
    elif any(fact["yoy_change"] is not None for fact in facts):
        headline = [NOTHING, "。"]
    else:
        named = {fact["metric_id"]: fact for fact in facts}
        known = [_figure(named[metric_id]) for metric_id in heroes(facts) if named[metric_id]["value"] is not None]
        headline = joined(known[:IN_HEADLINE], "，", f"。{NO_BASE}。") or [f"{NO_FIGURES}。"]
    return headline, joined(second, "。", "。")


def _place(metric_id: str) -> int:
    return HERO_ORDER.index(metric_id) if metric_id in HERO_ORDER else len(HERO_ORDER)


def heroes(facts: list[dict]) -> list[str]:
    """The metrics shown big: those leaders ask for, then others that the institution has; known ones first."""
    used = [fact for fact in facts if fact["is_used"] and fact["unit"] != "%"]
    ranked = sorted(used, key=lambda fact: (fact["value"] is None, _place(fact["metric_id"])))
    return [fact["metric_id"] for fact in ranked[:HEROES]]


def _figure(fact: dict) -> Sentence:
    said = quantity(
        fact["value"], fact["unit"], place_of(fact["metric_id"]), f"{fact['metric_id']}:value", fact["is_floor"]
    )
    return [f"{fact['metric_name']} ", said]


def _record(fact: dict) -> Sentence:
    """Highest or lowest of 13 months. A stock rises by nature, a vacation month is low by nature, a series that broke
    or a month that is not whole has no records."""
    others = fact["others"]
    known = [point["value"] for point in others if point["value"] is not None]
    if (
        fact["additivity"] == "semi"
        or fact["is_part"]
        or fact["is_broken"]
        or len(others) + 1 < RECORD_MONTHS
        or len(known) + 1 < RECORD_KNOWN
        or any(point["is_floor"] for point in others)
    ):
        return []
    missing = [point["month"] for point in others if point["value"] is None]
    but = f"（{'、'.join(map(fmt.month_name, missing))}缺数）" if missing else ""
    if fact["value"] > max(known):
        return [f"，为近 {RECORD_MONTHS} 个月里最高{but}"]
    if fact["value"] < min(known) and not fact["is_vacation"] and not fact["is_floor"]:
        return [f"，为近 {RECORD_MONTHS} 个月里最低{but}"]
    return []


def _ratio(fact: dict) -> Sentence:
    """是去年 9 月的 2.3 倍."""
    base = fact["last_year_value"]
    if fact["yoy_change"] is None or base is None or base < RATIO_BASE or fact["value"] < 0:
        return []
    if not fact["is_like_last_year"]:
        return []
    ratio = fact["value"] / base
    place = place_of(fact["metric_id"])
    source = f"{fact['metric_id']}:ratio"
    if ratio >= RATIO:
        return [f"，是{fact['last_year_name']}的 ", Number(f"{ratio:.1f} 倍", ratio, source, place)]
    if ratio <= 1 / RATIO:
        return [f"，是{fact['last_year_name']}的 ", Number(fmt.share(ratio), ratio, source, place)]
    return []


def _difference(fact: dict) -> Sentence:
    """比去年 9 月少 4 条（−10.8%）."""
    base, change = fact["last_year_value"], fact["yoy_change"]
    if change is None or not base or abs(base) < SHARE_BASE or abs(change) < SHARE * abs(base):
        return []
    return [f"，比{fact['last_year_name']}", *changed(fact)]


def changed(fact: dict) -> Sentence:
    """少 4 条（−10.8%）; on a small base without the percentage."""
    change, place = fact["yoy_change"], place_of(fact["metric_id"])
    if not change:
        return ["持平"]
    size = quantity(abs(change), fact["unit"], place, f"{fact['metric_id']}:yoy_change")
    said: Sentence = ["多 " if change > 0 else "少 ", size]
    if fact["yoy_pct"] is not None and abs(fact["last_year_value"]) >= PERCENT_BASE:
        share = Number(fmt.signed_share(fact["yoy_pct"]), fact["yoy_pct"], f"{fact['metric_id']}:yoy_pct", place)
        said += ["（", share, "）"]
    return said


def _mover(mover: dict | None, fact: dict) -> Sentence:
    if not mover or mover["share_of_change"] < DEPARTMENT_SHARE or fact["yoy_change"] is None:
        return []
    change = mover["change"]
    size = Number(
        counted(abs(change), fact["unit"]),
        abs(change),
        f"mover:{fact['metric_id']}:{mover['department_id']}",
        "departments",
    )
    return ["，其中", Name(mover["department_name"]), "多 " if change > 0 else "少 ", size]


def _work(work: dict) -> Sentence:
    if work["works"] < WORKS or not work["median"] or work["seen"] < WORK_RATIO * work["median"]:
        return []
    times = work["seen"] / work["median"]
    source = f"work:{work['metric_id']}"
    seen = Number(counted(work["seen"], "次"), work["seen"], f"{source}:seen", "works")
    return [
        f"{work['kind_name']}“",
        Name(work["title"]),
        f"”{work['seen_name']} ",
        seen,
        f"，是当月 {work['works']} {work['counter']}中位数的 ",
        Number(f"{times:.1f} 倍", times, f"{source}:ratio", "works"),
    ]
