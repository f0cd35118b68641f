"""In what a later export of the same thing differs from the earlier one."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.contracts import CONTRACTS, Dataset
from pipelines.sources import catalog

EXAMPLES = 3


@dataclass(frozen=True)
class Difference:
    """Rows that the later export has more, has no more, and tells otherwise, within the days that both speak of."""

    more: int
    fewer: int
    changed: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        if not (self.more or self.fewer or self.changed):
            return "重叠的日子里，每一行都相同。"
        counts = ((self.more, "多 {} 行"), (self.fewer, "少 {} 行"), (self.changed, "{} 行内容不同"))
        said = "、".join(text.format(number) for number, text in counts if number)
        return f"与它相比，{said}" + (f"：{'；'.join(self.examples)}" if self.examples else "") + "。"


def difference(new: dict[str, pl.DataFrame], old: dict[str, pl.DataFrame]) -> Difference | None:
    """Of two readings (dataset → rows); None where they have no dataset in common."""
    shared = [name for name in new if name in old and CONTRACTS[name].key]
    if not shared:
        return None
    more = fewer = changed = 0
    examples: list[str] = []
    for name in shared:
        data = CONTRACTS[name]
        late, early = _of_both(data, new[name], old[name])
        keys = [k for k in data.key if k in late.columns]
        values = [c for c in data.dtypes if c not in keys and c != "as_of" and c in late.columns]
        gone, come = (a.join(b, on=keys, how="anti", nulls_equal=True) for a, b in ((early, late), (late, early)))
        both = late.unique(keys).join(early.unique(keys), on=keys, nulls_equal=True, suffix="_before")
        otherwise = both.filter(pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_before")) for c in values))
        more, fewer, changed = more + come.height, fewer + gone.height, changed + otherwise.height
        examples += [f"多 {_called(row, data)}" for row in come.head(EXAMPLES).iter_rows(named=True)]
        examples += [f"少 {_called(row, data)}" for row in gone.head(EXAMPLES).iter_rows(named=True)]
        examples += [_changes(row, values, name, data) for row in otherwise.head(EXAMPLES).iter_rows(named=True)]
    return Difference(more, fewer, changed, tuple(dict.fromkeys(examples))[:EXAMPLES])


def _of_both(data: Dataset, new: pl.DataFrame, old: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both without the days that only one of them speaks of."""
    column = data.month_from
    if column not in new.columns or new[column].dtype not in (pl.Date, pl.Datetime) or not new.height or not old.height:
        return new, old
    of_days = pl.col(column)
    spans = [f.select(first=of_days.min(), last=of_days.max()).row(0) for f in (new, old)]
    first, last = max(first for first, _ in spans), min(last for _, last in spans)
    # A row at the very end may be what the later export was made for: its days reach as far as the longer one's.
    months = {f"{day:%Y-%m}" for day in (first, last)}
    inside = pl.col(column).is_between(first, last) | pl.col(column).dt.strftime("%Y-%m").is_in(list(months))
    return new.filter(inside), old.filter(inside)


def _called(row: dict, data: Dataset) -> str:
    """What a person calls a row: its title, else its day and whatever else identifies it."""
    named = next((row[c] for c in ("title", "name") if row.get(c)), None)
    if named:
        return f"“{named}”"
    return " ".join(str(row[k])[:40] for k in data.key if row.get(k) is not None) or "一行"


def _changes(row: dict, values: Iterable[str], dataset: str, data: Dataset) -> str:
    column = next(c for c in values if row[c] != row[f"{c}_before"])
    return f"{_called(row, data)} {_header(dataset, column)} {_text(row[f'{column}_before'])} → {_text(row[column])}"


def _header(dataset: str, column: str) -> str:
    formats = (f for f in catalog.load().formats if f.dataset == dataset and column in f.columns)
    return next((f.columns[column][0] for f in formats), column)


def _text(value: object) -> str:
    return "空" if value is None else f"{value:g}" if isinstance(value, float) else str(value)[:40]
