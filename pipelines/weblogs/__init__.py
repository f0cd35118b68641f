"""Server logs (nginx, Apache, IIS) become small parts of page views, and parts become counts.

``looks_like_log`` names the format, ``parse`` reads one file into one part, ``summarise`` counts over parts.
"""

from pipelines.weblogs.parts import LogReceipt, parse, read_receipt
from pipelines.weblogs.recognise import looks_like_log
from pipelines.weblogs.rules import DEFAULT_RULES, Rules, load_rules, visitor_secret
from pipelines.weblogs.stream import LogUnreadable
from pipelines.weblogs.summary import Traffic, summarise

__all__ = [
    "DEFAULT_RULES",
    "LogReceipt",
    "LogUnreadable",
    "Rules",
    "Traffic",
    "load_rules",
    "looks_like_log",
    "parse",
    "read_receipt",
    "summarise",
    "visitor_secret",
]
