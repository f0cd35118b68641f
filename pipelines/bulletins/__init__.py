"""Word and Excel bulletins of the past become rows of the contract ``published_figure``: read, then settled."""

from pipelines.bulletins.faults import BulletinRefused, NotUnderstood
from pipelines.bulletins.identities import CONTRADICTIONS
from pipelines.bulletins.numerals import number_in
from pipelines.bulletins.reader import Hints, Reading, read
from pipelines.bulletins.review import Answer, Answers, Item, Settled, settle

__all__ = [
    "CONTRADICTIONS",
    "Answer",
    "Answers",
    "BulletinRefused",
    "Hints",
    "Item",
    "NotUnderstood",
    "Reading",
    "Settled",
    "number_in",
    "read",
    "settle",
]
