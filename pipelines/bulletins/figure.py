"""One printed figure on its way from the page to the contract ``published_figure``."""

from dataclasses import dataclass
from datetime import date

from pipelines.bulletins.numerals import Numeral
from pipelines.bulletins.periods import Period


@dataclass(frozen=True)
class Figure:
    """A row of ``published_figure`` but for the bulletin; ``place`` is for people, sheet and row are for programs."""

    table_id: str
    row_label: str
    metric_id: str
    numeral: Numeral
    period: Period
    as_of: date | None
    place: str
    sheet: str
    row: int
