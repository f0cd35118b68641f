"""What reading a bulletin may say besides its figures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.bulletins.figure import Figure


class BulletinRefused(Exception):
    """The file as a whole cannot be taken.

    code: as in ``pipelines.faults`` (damaged_file, unsupported_file, no_month). message: Chinese, with its remedy.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class NotUnderstood:
    """A number that stands in the bulletin and was not taken.

    text: the number with its unit, nothing around it, since the words around may name a person.
    place: where a reader finds it, such as 正文第5段 or 表3 第2行; sheet and row are the same for a program.
    reason: Chinese, why it was not taken. figure: where a person may say what the number counts, all but its metric.
    """

    text: str
    place: str
    reason: str
    sheet: str
    row: int
    figure: "Figure | None" = None
