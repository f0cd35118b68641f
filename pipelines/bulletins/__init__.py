"""Word and Excel bulletins of the past become rows of the contract ``published_figure``: read, then settled."""

from pipelines.bulletins.faults import BulletinRefused, NotUnderstood
from pipelines.bulletins.reader import Hints, Reading, read
from pipelines.bulletins.review import Answer, Answers, Item, Settled, settle

__all__ = [
    "Answer",
    "Answers",
    "BulletinRefused",
    "Hints",
    "Item",
    "NotUnderstood",
    "Reading",
    "Settled",
    "read",
    "settle",
]
