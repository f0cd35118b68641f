"""One printed figure on its way from the page to the contract ``published_figure``."""

from dataclasses import dataclass, replace
from datetime import date

from pipelines.bulletins.numerals import Numeral
from pipelines.bulletins.periods import Period

TOTAL = "合计"


@dataclass(frozen=True)
class Figure:
    """A row of ``published_figure`` but for the bulletin; ``place`` is for people, sheet and row are for programs.

    doubts: why the figure is a proposal and not yet a figure, in Chinese; none means that it is certain by rule.
    says_period: whether its own sentence, header or row names the period. words: the clause, or the header and the row,
    as a person sees it. form: the same without what changes from one month to the next (digits, names of rows), by
    which an answer finds the figures it speaks of.
    """

    table_id: str
    row_label: str
    metric_id: str
    numeral: Numeral
    period: Period
    as_of: date | None
    place: str
    sheet: str
    row: int
    doubts: tuple[str, ...] = ()
    words: str = ""
    form: str = ""
    says_period: bool = False

    def doubted(self, *reasons: str) -> "Figure":
        """The same with further reasons to wait, each once."""
        return replace(self, doubts=tuple(dict.fromkeys([*self.doubts, *filter(None, reasons)])))
