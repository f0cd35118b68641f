"""Server logs become small parts of page views, and parts become counts.

``looks_like_log`` names the format (combined, IIS, or one that is declared), ``refused_log`` says what another log is,
``parse`` reads one file into one part (``parse_each`` many), ``summarise`` counts over parts.
"""

from pipelines.weblogs.many import LogFile, ParseLogs, parse_each, parse_one
from pipelines.weblogs.parts import LogReceipt, parse, read_receipt
from pipelines.weblogs.recognise import is_cdn, looks_like_log, refused_log, titles
from pipelines.weblogs.rules import DEFAULT_RULES, Rules, load_rules, visitor_secret
from pipelines.weblogs.stream import LogUnreadable
from pipelines.weblogs.summary import Traffic, summarise

__all__ = [
    "DEFAULT_RULES",
    "LogFile",
    "LogReceipt",
    "LogUnreadable",
    "ParseLogs",
    "Rules",
    "Traffic",
    "is_cdn",
    "load_rules",
    "looks_like_log",
    "parse",
    "parse_each",
    "parse_one",
    "read_receipt",
    "refused_log",
    "summarise",
    "titles",
    "visitor_secret",
]
