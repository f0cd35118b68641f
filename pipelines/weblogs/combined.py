"""nginx and Apache combined logs: one block of lines → the requests that may be page views.

``COMBINED`` says what a whole line is. Nearly every line has the ordinary shape and is recognised by cutting it at
the double quote, without looking at the referrer. Whatever is not ordinary (quotes inside the agent, several quoted
fields behind it, cut lines) goes through ``COMBINED`` itself, so both ways give the same answer.
"""

from collections.abc import Callable
from functools import partial

import polars as pl

from pipelines.weblogs.block import SHANGHAI, Block, cut
from pipelines.weblogs.rules import Rules

# Years no server means are noise, and some of them are no date for Python.
_STAMP = (
    r"[0-3][0-9]/[A-Z][a-z][a-z]/(?:19|20)[0-9]{2}:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] [+-][01][0-9][0-5][0-9]"
)
# [site] address - user [time] "request" status size "referrer" "agent", then what the school appended: plain or quoted.
COMBINED = (
    rf'^(?P<peer>[!-~]+ [^\[]*)\[(?P<stamp>{_STAMP})\] "(?P<request>.*?)" (?P<status>[0-9]{{3}}) (?:[0-9]+|-) '
    r'".*?" "(?P<agent>.*?)"+(?P<tail>(?: (?:[^\s"]*"[^"]*"|[^\s"]+))*)\s*$'
)
_PREFIX = rf"^[!-~]+ [^\[]*\[{_STAMP}\] $"
_STATUS = r"^ [0-9]{3} (?:[0-9]+|-) $"
_FIELDS = r"^(?: [^\s\"]+)*\s*$"
_FIELDS_BEFORE_QUOTE = r"^(?: [^\s\"]+)* [^\s\"]*$"
# The first quoted field behind the agent that is empty (`-`) or a list of addresses is X-Forwarded-For.
_ADDRESSES = r"[0-9A-Fa-f.:\[\]]{2,}(?: *, *[0-9A-Za-z.:\[\]-]+)*"

_PIECES = ("prefix", "request", "status", "referrer", "gap", "agent", "tail", "forwarded", "rest", "more")
_HEAD_LINE = '"'.join(_PIECES)
HEAD = _HEAD_LINE.encode() + b"\n"
# Where `[18/Sep/2013:06:51:35 +0000] `, its time and its zone stand, counted from the end of the prefix.
_TIME_AT, _STAMP_AT, _ZONE_AT = -29, -28, -7
_LOCAL = " +0800] "
_MINUTE, _SECOND = "%d/%b/%Y:%H:%M", "%d/%b/%Y:%H:%M:%S"

_c = pl.col


class Reader:
    """Combined logs: each block can be read by itself."""

    head = HEAD

    def prepare(self, raw: bytes, rules: Rules) -> Callable[[], Block]:
        return partial(read_block, raw, rules)


def read_block(block: bytes, rules: Rules) -> Block:
    """Read one block of whole lines that begins with ``HEAD``; bad lines are found, never fatal."""
    pieces = cut(block, '"', _PIECES, [piece for piece in _PIECES if piece != "referrer"])
    # Cutting does not tell a closed agent at the end of a line from a cut one, and odd lines are needed as they are.
    line = cut(block, "\x01", (_HEAD_LINE,), [_HEAD_LINE]).to_series().alias("line")
    table = pieces.hstack([line])
    table = table.hstack(table.select(_ORDINARY, is_local=_c.prefix.str.ends_with(_LOCAL)).get_columns())
    # Nearly every server keeps local time; then no hour and no zone needs to be looked at to know the day.
    zone = None
    if not (table["is_local"] | ~table["ordinary"]).all():
        zone = _c.prefix.str.slice(_ZONE_AT, 5)
    lines = table.lazy()
    days, hits, odd = pl.collect_all([_days(lines, zone), _ordinary_hits(lines, zone, rules), _odd_lines(lines, rules)])
    bad = odd["position"].filter(odd["at"].is_null())
    # A day such as 31/Feb has the right shape; rare enough to look for its lines only when it occurs.
    if days["at"].null_count():
        impossible = days.filter(_c.at.is_null())["text"].to_list()
        lost = table.select(_c.ordinary & _day(zone).is_in(impossible)).to_series().arg_true()
        bad = pl.concat([bad, lost]).sort()
        hits = hits.drop_nulls("at")
    whole_odd = odd.filter(_c.at.is_not_null())
    return Block(
        hits=pl.concat([hits, whole_odd.filter("is_hit").select(hits.columns)]),
        times=pl.concat([days.select("at", "lines"), whole_odd.select("at", lines=pl.lit(1, pl.UInt32))]),
        lines=table.height,
        bad=bad,
    )


def _is_ordinary() -> pl.Expr:
    """The pieces alone show that ``COMBINED`` would match, with the same fields; empty and missing pieces are null."""
    ends_quoted = _c.line.str.ends_with('"')
    one_quoted_field = _c.tail.str.contains(_FIELDS_BEFORE_QUOTE) & pl.when(_c.rest.is_null()).then(
        ends_quoted
    ).otherwise(~ends_quoted & _c.rest.str.contains(_FIELDS))
    behind_the_agent = (
        pl.when(_c.forwarded.is_not_null())
        .then(one_quoted_field)
        .when(_c.rest.is_not_null())
        .then(False)
        .when(_c.tail.is_null())
        .then(ends_quoted)
        .otherwise(~ends_quoted & _c.tail.str.contains(_FIELDS))
    )
    return (
        (
            _c.prefix.str.contains(_PREFIX)
            & _c.status.str.contains(_STATUS)
            & (_c.gap == " ")
            & _c.agent.is_not_null()
            & _c.more.is_null()
            & behind_the_agent
        )
        .fill_null(False)
        .alias("ordinary")
    )


# Built once: putting it together takes as long as a small block.
_ORDINARY = _is_ordinary()


def _day(zone: pl.Expr | None) -> pl.Expr:
    """What of the time stamp decides the day in Shanghai."""
    return _c.prefix.str.slice(_STAMP_AT, 11) if zone is None else _c.prefix.str.slice(_STAMP_AT, 17) + zone


def _days(lines: pl.LazyFrame, zone: pl.Expr | None) -> pl.LazyFrame:
    """Ordinary lines per day: text, lines, at. A date is parsed once per day, not once per line."""
    at = _time(_c.text, None, "%d/%b/%Y") if zone is None else _time(_c.text.str.head(17), _c.text.str.tail(5), _MINUTE)
    # Counting the ordinary lines is cheaper than picking them out first.
    return lines.group_by(text=_day(zone)).agg(lines=_c.ordinary.sum()).filter(_c.lines > 0).with_columns(at=at)


def _ordinary_hits(lines: pl.LazyFrame, zone: pl.Expr | None, rules: Rules) -> pl.LazyFrame:
    status = pl.any_horizontal(_c.status.str.starts_with(f" {status} ") for status in rules.statuses)
    return lines.filter(_c.ordinary & status & _c.request.str.contains(rules.page_pattern)).select(
        at=_time(_c.prefix.str.slice(_STAMP_AT, 20), zone, _SECOND),
        request="request",
        peer=_c.prefix.str.head(_TIME_AT),
        host=pl.lit(None, pl.String),
        forwarded=pl.when(_c.forwarded.str.contains(f"^{_ADDRESSES}$")).then("forwarded"),
        agent="agent",
    )


def _odd_lines(lines: pl.LazyFrame, rules: Rules) -> pl.LazyFrame:
    """Lines of another shape, read with ``COMBINED``: position, at (null: a bad line), is_hit, columns of a hit."""
    is_status = _c.status.is_in([str(status) for status in rules.statuses])
    return (
        lines.select("line", "ordinary")
        .with_row_index("position")
        .filter(~_c.ordinary)
        .select("position", groups=_c.line.str.extract_groups(COMBINED))
        .unnest("groups")
        .select(
            "position",
            "request",
            "peer",
            "agent",
            host=pl.lit(None, pl.String),
            at=_time(_c.stamp.str.head(20), _c.stamp.str.tail(5), _SECOND),
            is_hit=is_status & _c.request.str.contains(rules.page_pattern),
            forwarded=_c.tail.str.extract(f'"(-|{_ADDRESSES})"'),
        )
    )


def _time(text: pl.Expr, zone: pl.Expr | None, form: str) -> pl.Expr:
    """Local time in Shanghai of a time in a zone (``+0530``; None: Shanghai itself); null for an impossible time."""
    time = text.str.to_datetime(form, time_unit="us", strict=False)
    if zone is None:
        return time
    minutes = zone.str.head(3).cast(pl.Int32) * 60 + (zone.str.head(1) + zone.str.tail(2)).cast(pl.Int32)
    return time - pl.duration(minutes=minutes) + SHANGHAI
