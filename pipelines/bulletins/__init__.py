"""Word and Excel bulletins of the past become rows of the contract ``published_figure``."""

from pipelines.bulletins.faults import BulletinRefused, NotUnderstood
from pipelines.bulletins.reader import read

__all__ = ["BulletinRefused", "NotUnderstood", "read"]
