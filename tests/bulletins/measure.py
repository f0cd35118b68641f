"""How the reader does on the corpus of other people's bulletins, kind by kind.

python -m bulletins.measure [--corpus NAME] [--details] (tests on the path) prints for every kind of document how many
of its figures come out right by themselves, wrong, waiting for a person, listed or lost. A figure is right where value,
metric, period, scope and qualifier are those of the truth; an accepted figure that fits no truth is wrong, whatever it
comes from. What waits counts as right after confirmation, because its row in the workbook can be corrected; what is
only listed does not. ``as is``: which share of what waits is proposed right, so that nothing has to be corrected.
"""

import argparse
import re
from calendar import monthrange
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bulletins.corpus import CORPORA, TUNED, Document, Fact, documents, write

from pipelines import bulletins
from pipelines.bulletins import Settled
from pipelines.bulletins.figure import Figure
from pipelines.files.discover import RawFile
from pipelines.landing.past_bulletins import hints_of

OUTCOMES = ("right", "wrong", "waiting", "listed", "lost")
QUALIFIERS = {"rounded": "exact", "more_than": "at_least", "nearly": "below"}

# A kind of publicity material is a metric of its own, or the row of that name of all of them: both say the same.
SAME = dict.fromkeys(("橱窗展板", "展板"), "display_boards_made")
SAME |= dict.fromkeys(("条幅标语", "条幅", "横幅", "横幅标语"), "banners_made")
SAME |= {"电子屏标语": "screen_slogans_shown"}


@dataclass
class Measured:
    """Outcomes of the truths of one document, and the accepted figures that fit none of them."""

    document: Document
    facts: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    as_proposed: list[Fact] = field(default_factory=list)
    wrong: list[dict] = field(default_factory=list)


def measure(corpus: Path = TUNED) -> list[Measured]:
    """Every document of a corpus, read as a home that knows its institution and departments reads it."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "raw" / "bulletins"
        write(folder, corpus)
        read = documents(corpus)
        files = {d.path: RawFile(folder / d.path, f"bulletins/{d.path}", "", []) for d in read}
        return [_measured(d, files[d.path], list(files.values())) for d in read]


def _measured(document: Document, file: RawFile, beside: list[RawFile]) -> Measured:
    hints = hints_of(file, beside, document.institutions, document.departments)
    settled = bulletins.settle(bulletins.read(file.path, file.path.suffix[1:], hints))
    return _judged(document, settled)


def _judged(document: Document, settled: Settled) -> Measured:
    measured = Measured(document)
    accepted = settled.frame.to_dicts()
    open_facts: list[Fact] = []
    for fact in document.facts:
        found = next((row for row in accepted if _fits(row, fact)), None)
        if found is None:
            open_facts.append(fact)
        else:
            accepted.remove(found)
            measured.facts["right"].append(fact)
    measured.wrong = accepted
    waiting = Counter(_number(item.figure.numeral.printed, item.figure.numeral.value) for item in settled.waiting)
    listed = Counter(n for left in settled.left for n in _numbers(left.text))
    taken = Counter(_number(row["printed"], row["value"]) for row in accepted)
    proposed = [_row_of(item.figure) for item in settled.waiting]
    for fact in open_facts:
        keys = [_number(fact.printed, fact.value), bulletins.number_in(fact.printed)]
        for outcome, numbers in (("wrong", taken), ("waiting", waiting), ("listed", listed)):
            if (key := next((k for k in keys if numbers[k] > 0), None)) is not None:
                numbers[key] -= 1
                measured.facts[outcome].append(fact)
                if outcome == "waiting" and (found := next((row for row in proposed if _fits(row, fact)), None)):
                    proposed.remove(found)
                    measured.as_proposed.append(fact)
                break
        else:
            measured.facts["lost"].append(fact)
    return measured


def _row_of(figure: Figure) -> dict:
    return {
        "metric_id": figure.metric_id,
        "row_label": figure.row_label,
        "printed": figure.numeral.printed,
        "value": figure.numeral.value,
        "qualifier": figure.numeral.qualifier,
        "period": figure.period.text or figure.period.month,
        "as_of_printed": figure.as_of,
    }


def _number(printed: str, value: float | None) -> float | str:
    return printed if value is None else round(float(value), 3)


def _numbers(text: str) -> list[float | str]:
    found = [bulletins.number_in(part) for part in text.split("、")]
    return [n for n in found if n is not None]


def _fits(row: dict, fact: Fact) -> bool:
    qualifier = QUALIFIERS.get(row["qualifier"], row["qualifier"])
    return (
        bool(fact.metric)
        and {row["metric_id"], SAME.get(row["row_label"])} & set(fact.metric.split("/"))
        and _number(row["printed"], row["value"]) == _number(fact.printed, fact.value)
        and qualifier == QUALIFIERS.get(fact.qualifier, fact.qualifier)
        and (_same_scope(row["row_label"], fact.scope) or SAME.get(row["row_label"]) == fact.metric)
        and _same_period(row, fact)
    )


def _same_scope(label: str, scope: str) -> bool:
    kind, _, name = scope.partition(":")
    parts = [re.sub(r"\s", "", part) for part in label.split("/")]
    if kind == "institution":
        return parts == ["合计"]
    return "".join(re.sub(r"\s", "", name).split("/")) in ("".join(parts), *parts)


def _same_period(row: dict, fact: Fact) -> bool:
    first, last = _days(row["period"])
    # A figure of a period that is known until a day is one from its beginning to that day.
    known = str(row["as_of_printed"] or last)
    if fact.period_start == fact.period_end:
        return str(row["as_of_printed"] or last) == fact.period_end or last == fact.period_end
    return first == fact.period_start and fact.period_end in (last, known)


def _days(period: str) -> tuple[str, str]:
    if half := re.fullmatch(r"(\d{4})-H([12])", period):
        first, last = (f"{half[1]}-01", f"{half[1]}-06") if half[2] == "1" else (f"{half[1]}-07", f"{half[1]}-12")
    elif len(period) == 4:
        first, last = f"{period}-01", f"{period}-12"
    else:
        first, _, last = period.partition("..")
        last = last or first
    if len(first) == 10:
        return first, last
    return f"{first}-01", f"{last}-{monthrange(int(last[:4]), int(last[5:]))[1]}"


def totals(measured: list[Measured], supported: tuple[str, ...]) -> dict[str, Counter]:
    """Kind of document → how many truths of that support had which outcome; wrong counts accepted figures."""
    found: dict[str, Counter] = defaultdict(Counter)
    for one in measured:
        kind = one.document.head["kind"]
        for outcome, facts in one.facts.items():
            found[kind][outcome] += sum(f.supported in supported for f in facts)
            found[kind]["as is"] += sum(f in one.as_proposed and f.supported in supported for f in facts)
        if "yes" in supported:
            found[kind]["wrong"] = found[kind]["wrong"] - sum(f.supported in supported for f in one.facts["wrong"])
            found[kind]["wrong"] += len(one.wrong)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--details", action="store_true", help="also every figure that is not right, with its document")
    parser.add_argument("--corpus", choices=CORPORA, default="tuned", help="whose documents; the first without it")
    parser.add_argument("--only", default="", help="documents whose path holds this")
    options = parser.parse_args()
    measured = [m for m in measure(CORPORA[options.corpus]) if options.only in m.document.path]
    if options.details:
        _print_details(measured)
    for title, supported in (("supported", ("yes",)), ("to be asked", ("ask",)), ("to be listed", ("no",))):
        _print_table(title, totals(measured, supported))


def _print_details(measured: list[Measured]) -> None:
    for one in measured:
        print(f"=== {one.document.path} ({one.document.head['kind']})")
        for row in one.wrong:
            print("  WRONG ", *(row[c] for c in ("printed", "metric_id", "period", "row_label", "qualifier", "place")))
        for outcome in ("wrong", "waiting", "listed", "lost"):
            for f in one.facts[outcome]:
                if f.supported != "no" or outcome in ("wrong", "lost"):
                    days = f"{f.period_start}..{f.period_end}"
                    print(f"  {outcome:8}{f.supported:4}{f.printed} {f.metric} {days} {f.scope} {f.place}")


def _print_table(title: str, found: dict[str, Counter]) -> None:
    print(f"\n{title:24}" + "".join(f"{name:>9}" for name in (*OUTCOMES, "of", "alone", "after", "as is")))
    whole: Counter = Counter()
    for kind, counts in (*sorted(found.items()), ("total", whole)):
        whole = whole if kind == "total" else whole + counts
        counts = whole if kind == "total" else counts
        of = sum(counts[o] for o in OUTCOMES)
        if of:
            shares = (counts["right"] / of, (counts["right"] + counts["waiting"]) / of)
            shares = (*shares, counts["as is"] / counts["waiting"] if counts["waiting"] else 0)
            print(
                f"{kind:24}"
                + "".join(f"{n:9}" for n in (*(counts[o] for o in OUTCOMES), of))
                + "".join(f"{s:9.0%}" for s in shares)
            )


if __name__ == "__main__":
    main()
