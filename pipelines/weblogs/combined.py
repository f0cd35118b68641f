"""nginx and Apache combined logs: one block of lines → the requests that may be page views.

``COMBINED`` says what a whole line is. Nearly every line has the ordinary shape and is recognised by cutting it at
the double quote, without looking at the referrer. Whatever is not ordinary (quotes inside the agent, several quoted
fields behind it, cut lines) goes through ``COMBINED`` itself, so both ways give the same answer.
"""

import polars as pl

from pipelines.weblogs.block import SHANGHAI, Block, cut, days_of
from pipelines.weblogs.rules import Rules

_STAMP = r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:[0-5]\d:[0-5]\d [+-][01]\d[0-5]\d"
# address - user [time] "request" status size "referrer" "agent", then what the school appended: plain or quoted.
COMBINED = (
    rf'^(?P<address>[!-~]+) [^\[]*\[(?P<stamp>{_STAMP})\] "(?P<request>.*?)" (?P<status>\d{{3}}) (?:\d+|-) '
    r'".*?" "(?P<agent>.*?)"+(?P<tail>(?: (?:[^\s"]*"[^"]*"|[^\s"]+))*)\s*$'
)
_PREFIX = rf"^[!-~]+ [^\[]*\[{_STAMP}\] $"
_STATUS = r"^ \d{3} (?:\d+|-) $"
_FIELDS = r"^(?: [^\s\"]+)*\s*$"
_FIELDS_BEFORE_QUOTE = r"^(?: [^\s\"]+)* [^\s\"]*$"
# The first quoted field behind the agent that is empty (`-`) or a list of addresses is X-Forwarded-For.
_ADDRESSES = r"[0-9A-Fa-f.:\[\]]{2,}(?: *, *[0-9A-Za-z.:\[\]-]+)*"

_PIECES = ("prefix", "request", "status", "referrer", "gap", "agent", "tail", "forwarded", "rest", "more")
_HEAD_LINE = '"'.join(_PIECES)
HEAD = _HEAD_LINE.encode() + b"\n"
# Where `18/Sep/2013:06:51:35 +0000] ` and its zone stand, counted from the end of the prefix.
_STAMP_AT, _ZONE_AT = -28, -7

_c = pl.col


def read_block(block: bytes, rules: Rules) -> Block:
    """Read one block of whole lines that begins with ``HEAD``; bad lines are found, never fatal."""
    pieces = cut(block, '"', _PIECES, [piece for piece in _PIECES if piece != "referrer"])
    lines = cut(block, "\x01", (_HEAD_LINE,), [_HEAD_LINE]).to_series().alias("line")
    ends_quoted = lines.str.ends_with('"').alias("ends_quoted")
    ordinary = pieces.with_columns(ends_quoted).select(_is_ordinary()).to_series()
    positions = (~ordinary).arg_true()
    odd = (
        pl.DataFrame([positions.alias("position"), lines.gather(positions)])
        .with_columns(pl.col("line").str.extract_groups(COMBINED).alias("groups"))
        .unnest("groups")
        .with_columns(at=_time(_c.stamp.str.head(20), _c.stamp.str.tail(5), "%d/%b/%Y:%H:%M:%S"))
    )
    minute = {"minute": _c.prefix.str.slice(_STAMP_AT, 17), "zone": _c.prefix.str.slice(_ZONE_AT, 5)}
    minutes = (
        pieces.lazy()
        .select("prefix", ordinary)
        .filter("ordinary")
        .select(text=minute["minute"] + minute["zone"])
        .group_by("text")
        .agg(lines=pl.len())
        .with_columns(at=_time(_c.text.str.head(17), _c.text.str.tail(5), "%d/%b/%Y:%H:%M"))
        .collect()
    )
    bad = [odd.filter(_c.at.is_null())["position"]]
    # A day such as 31/Feb has the right shape; rare enough to look for its lines only when it occurs.
    if impossible := minutes.filter(_c.at.is_null())["text"].to_list():
        bad.append(
            pieces.select(ordinary & (minute["minute"] + minute["zone"]).is_in(impossible)).to_series().arg_true()
        )
    whole_odd = odd.filter(_c.at.is_not_null())
    return Block(
        hits=pl.concat([_ordinary_hits(pieces, ordinary, rules), _odd_hits(whole_odd, rules)]),
        days=days_of(pl.concat([minutes.select("at", "lines"), whole_odd.select("at", lines=pl.lit(1, pl.UInt32))])),
        lines=pieces.height,
        bad=pl.concat(bad).sort(),
    )


def _is_ordinary() -> pl.Expr:
    """The pieces alone show that ``COMBINED`` would match, with the same fields; empty and missing pieces are null."""
    one_quoted_field = _c.tail.str.contains(_FIELDS_BEFORE_QUOTE) & pl.when(_c.rest.is_null()).then(
        "ends_quoted"
    ).otherwise(~_c.ends_quoted & _c.rest.str.contains(_FIELDS))
    behind_the_agent = (
        pl.when(_c.forwarded.is_not_null())
        .then(one_quoted_field)
        .when(_c.rest.is_not_null())
        .then(False)
        .when(_c.tail.is_null())
        .then("ends_quoted")
        .otherwise(~_c.ends_quoted & _c.tail.str.contains(_FIELDS))
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


def _ordinary_hits(pieces: pl.DataFrame, ordinary: pl.Series, rules: Rules) -> pl.DataFrame:
    status = pl.any_horizontal(_c.status.str.starts_with(f" {status} ") for status in rules.statuses)
    return (
        pieces.lazy()
        .select("prefix", "request", "status", "agent", "forwarded", ordinary)
        .filter(_c.ordinary & status & _c.request.str.contains(rules.page_pattern))
        .select(
            at=_time(_c.prefix.str.slice(_STAMP_AT, 20), _c.prefix.str.slice(_ZONE_AT, 5), "%d/%b/%Y:%H:%M:%S"),
            request="request",
            address=_c.prefix.str.head(_c.prefix.str.find(" ", literal=True)),
            forwarded=pl.when(_c.forwarded.str.contains(f"^{_ADDRESSES}$")).then("forwarded"),
            agent="agent",
        )
        .filter(_c.at.is_not_null())
        .collect()
    )


def _odd_hits(odd: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    return odd.filter(
        _c.status.is_in([str(status) for status in rules.statuses]) & _c.request.str.contains(rules.page_pattern)
    ).select("at", "request", "address", forwarded=_c.tail.str.extract(f'"(-|{_ADDRESSES})"'), agent="agent")


def _time(text: pl.Expr, zone: pl.Expr, form: str) -> pl.Expr:
    """Local time in Shanghai, whatever zone (``+0530``) the line carries; null for an impossible time."""
    minutes = zone.str.head(3).cast(pl.Int32) * 60 + (zone.str.head(1) + zone.str.tail(2)).cast(pl.Int32)
    return text.str.to_datetime(form, time_unit="us", strict=False) - pl.duration(minutes=minutes) + SHANGHAI
