"""From what was read to what is accepted: certain figures and answered proposals enter, the rest waits.

Belongs here: what a person has answered, which figures claim the same cell. Does not belong here: reading.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.bulletins import periods
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.periods import Period
from pipelines.bulletins.reader import Reading

SCHEMA = {
    "bulletin": pl.String,
    "month": pl.String,
    "period": pl.String,
    "table_id": pl.String,
    "row_label": pl.String,
    "metric_id": pl.String,
    "printed": pl.String,
    "value": pl.Float64,
    "half_width": pl.Float64,
    "qualifier": pl.String,
    "as_of_printed": pl.Date,
    "place": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
}
# Between two figures of one cell: what the one says of the other where both may be true.
_LOWER, _UPPER = ("at_least",), ("nearly", "below")


_UNNAMED = "采用要写明指标和统计时段"


@dataclass(frozen=True)
class Answer:
    """What a person said of one number.

    item: the id of the number, form and content (``Item.id``). takes: whether it counts at all. period: as of the
    bulletin the answer was given for, whose own period is ``base``. Empty texts mean as proposed.
    """

    item: str
    takes: bool
    metric_id: str = ""
    period: str = ""
    base: str = ""
    scope: str = ""
    qualifier: str = ""


@dataclass(frozen=True)
class Answers:
    """Answers by the content of a number, and by its form: the latest of a form stands for the next month's number."""

    by_item: Mapping[str, Answer] = field(default_factory=dict)
    by_form: Mapping[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "Answers":
        """Two answers that contradict each other on one form hold for their own numbers only."""
        listed = list(answers)
        forms: dict[str, list[Answer]] = {}
        for answer in listed:
            forms.setdefault(answer.item.partition("-")[0], []).append(answer)
        agreed = {form: given[-1] for form, given in forms.items() if len({_said(a) for a in given}) == 1}
        return cls({a.item: a for a in listed}, agreed)


def _said(answer: Answer) -> tuple:
    return answer.takes, answer.metric_id, _relation(answer.period, answer.base), answer.scope


@dataclass(frozen=True)
class Item:
    """A proposal that waits, with the id by which its answer comes back."""

    id: str
    figure: Figure
    base: Period


@dataclass(frozen=True)
class Settled:
    """frame: accepted figures as rows of ``published_figure`` with source_sheet and source_row. waiting: proposals.

    left: numbers that are no figure. unnamed: those of them of which a person may say what they count.
    rejected: how many numbers a person has said do not count.
    """

    frame: pl.DataFrame
    waiting: list[Item]
    left: list[NotUnderstood]
    rejected: int
    unnamed: list[Item] = field(default_factory=list)


def settle(reading: Reading, answers: Answers = Answers()) -> Settled:
    """Accept what is certain by rule or by an answer; of two figures that claim the same cell none is certain."""
    accepted: dict[int, Figure] = {}
    confirmed: set[int] = set()
    waiting: dict[int, Figure] = {}
    rejected = 0
    for at, figure in enumerate(reading.figures):
        answer, is_own = _answer(figure, reading, answers)
        if answer is None:
            (waiting if figure.doubts else accepted)[at] = figure
        elif not answer.takes:
            rejected += 1
        elif answered := _answered(figure, answer, reading.base, is_own):
            accepted[at] = answered
            confirmed.add(at)
        else:
            waiting[at] = figure.doubted("同样写法以前的时段用不到这份通报上，请填统计时段")
    left: list[NotUnderstood] = []
    unnamed: list[Item] = []
    for at, one in enumerate(reading.left, start=len(reading.figures)):
        answer, is_own = _answer(one.figure, reading, answers) if one.figure else (None, False)
        if one.figure and answer and not answer.takes:
            rejected += 1
        elif one.figure and answer and (named := _named(one.figure, answer, reading.base, is_own)):
            accepted[at] = named
            confirmed.add(at)
        else:
            left.append(one)
            if one.figure:
                doubts = one.figure.doubted(_UNNAMED if answer else "")
                unnamed.append(Item(_item(one.figure, reading), doubts, reading.base))
    for at, why in _clashes(accepted).items():
        if at not in confirmed:
            waiting[at] = accepted.pop(at).doubted(why)
    items = [Item(_item(f, reading), f, reading.base) for _, f in sorted(waiting.items())]
    figures = [f for _, f in sorted(accepted.items())]
    return Settled(_frame(reading.bulletin, figures), items, left, rejected, unnamed)


def _named(figure: Figure, answer: Answer, base: Period, is_own: bool) -> Figure | None:
    """A number without a proposal, as a person has named it; None where the answer has no metric."""
    return _answered(figure, answer, base, is_own) if answer.metric_id else None


def _item(figure: Figure, reading: Reading) -> str:
    """Form and content of a number, so that the same words in next month's bulletin have the same first half."""
    form = _digest(figure.form)
    content = _digest(f"{figure.words}|{figure.row_label}|{figure.numeral.printed}|{reading.base.text}")
    return f"{form}-{content}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _answer(figure: Figure, reading: Reading, answers: Answers) -> tuple[Answer | None, bool]:
    """The answer to this very number, else the one to its form where the number is in doubt."""
    item = _item(figure, reading)
    if own := answers.by_item.get(item):
        return own, True
    return (answers.by_form.get(item.partition("-")[0]) if figure.doubts else None), False


def _answered(figure: Figure, answer: Answer, base: Period, is_own: bool) -> Figure | None:
    """The figure as the answer has it; None where the answer's period means nothing for this bulletin."""
    period = periods.parse(answer.period) if answer.period else figure.period
    if not is_own and answer.period:
        period = _same_relation(answer, base)
    if period is None or not period.is_dated:
        return None
    numeral = figure.numeral
    if is_own and answer.qualifier:
        numeral = replace(numeral, qualifier=answer.qualifier)
    scope = answer.scope or figure.row_label
    return replace(
        figure,
        metric_id=answer.metric_id or figure.metric_id,
        period=period,
        row_label=scope,
        numeral=numeral,
        doubts=(),
    )


def _relation(period: str, base: str) -> str:
    """How a period stands to that of its bulletin; the period itself where it has no such relation."""
    own = periods.parse(base)
    told = {text: name for name, text in periods.relations(own).items()} if own else {}
    return told.get(period, period)


def _same_relation(answer: Answer, base: Period) -> Period | None:
    if not base.is_dated:
        return None
    text = periods.relations(base).get(_relation(answer.period, answer.base))
    return periods.parse(text) if text else None


def _clashes(figures: Mapping[int, Figure]) -> dict[int, str]:
    """Figures that claim a cell for which another number is printed → why they wait."""
    cells: dict[tuple, list[int]] = {}
    for at, f in figures.items():
        cells.setdefault((f.metric_id, f.period.text, f.row_label, f.as_of), []).append(at)
    found: dict[int, str] = {}
    for claims in cells.values():
        for at in claims:
            other = next((figures[o] for o in claims if not _agree(figures[at], figures[o])), None)
            if other is not None:
                found[at] = f"{other.place}的“{other.numeral.printed}”说的是同一个数，两处不同"
    return found


def _agree(one: Figure, other: Figure) -> bool:
    """Whether both numbers can be true of the same thing."""
    a, b = one.numeral, other.numeral
    if a.value is None or b.value is None:
        return a.value is b.value
    width = (
        (a.half_width or 0)
        + (b.half_width or 0)
        + 0.05 * max(a.value, b.value) * ("about" in (a.qualifier, b.qualifier))
    )
    if abs(a.value - b.value) <= width:
        return True
    low, high = (a, b) if a.value < b.value else (b, a)
    return low.qualifier in _LOWER or high.qualifier in _UPPER


def _frame(bulletin: str, figures: list[Figure]) -> pl.DataFrame:
    """Figures as a frame; a figure that a sentence says twice gets a counted place, so that keys stay unique."""
    seen: Counter = Counter()
    rows = []
    for figure in figures:
        key = (figure.period, figure.table_id, figure.row_label, figure.metric_id, figure.place)
        seen[key] += 1
        if seen[key] > 1:
            figure = replace(figure, place=f"{figure.place}之{seen[key]}")
        numeral = figure.numeral
        rows.append(
            (
                bulletin,
                figure.period.month,
                figure.period.text,
                figure.table_id,
                figure.row_label,
                figure.metric_id,
                numeral.printed,
                numeral.value,
                numeral.half_width,
                numeral.qualifier,
                figure.as_of,
                figure.place,
                figure.sheet,
                figure.row,
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
