"""IIS W3C logs: fields by the ``#Fields`` line in force, which repeats and may change inside one file."""

from collections.abc import Callable
from functools import partial

import polars as pl

from pipelines.weblogs.block import SHANGHAI, Block, cut
from pipelines.weblogs.rules import Rules

NEEDED = ("date", "time", "cs-method", "cs-uri-stem", "sc-status", "c-ip", "cs(user-agent)")
_QUERY = "cs-uri-query"
_HOST = "cs-host"
_FORWARDED = ("x-forwarded-for", "cs(x-forwarded-for)")
_FIELDS = "#Fields:"
# More fields than IIS can log; a line with more has none of its layouts.
_NAMES = tuple(f"field_{number}" for number in range(64))
_HITS = {"at": pl.Datetime("us")} | dict.fromkeys(("request", "peer", "host", "forwarded", "agent"), pl.String)

_c = pl.col


class Reader:
    """Takes the blocks of one file in order and carries the ``#Fields`` line in force from block to block."""

    head = " ".join(_NAMES).encode() + b"\n"

    def __init__(self) -> None:
        self.fields: tuple[str, ...] = ()

    def prepare(self, raw: bytes, rules: Rules) -> Callable[[], Block]:
        layouts = [self.fields, *_declared(raw)]
        self.fields = layouts[-1]
        return partial(read_block, raw, layouts, rules)


def read_block(raw: bytes, layouts: list[tuple[str, ...]], rules: Rules) -> Block:
    """Read one block of whole lines that begins with ``Reader.head``; bad lines are found, never fatal.

    layouts: the fields in force before the block, then those each ``#Fields`` line in it declares.
    """
    # Numbers of the columns any layout of this block needs; the rest is not even read.
    needed = {0} | {place for fields in layouts for place in _places(fields)}
    table = cut(raw, " ", _NAMES, [_NAMES[place] for place in sorted(needed)]).with_row_index("position")
    begins = _c.field_0.str.starts_with(_FIELDS).fill_null(False)
    data = table.with_columns(layout=begins.cum_sum()).filter(~_c.field_0.str.starts_with("#").fill_null(False))
    by_layout = [
        (fields, data.filter(_c.layout.is_in(numbers))) for fields, numbers in _numbers_by_layout(layouts).items()
    ]
    whole = [_whole_lines(lines, fields) for fields, lines in by_layout if not _problem(fields)]
    lines = pl.concat([pl.DataFrame(schema={"position": pl.UInt32, "status": pl.String, **_HITS}), *whole])
    is_page = _c.status.is_in([str(status) for status in rules.statuses]) & _c.request.str.contains(rules.page_pattern)
    return Block(
        hits=lines.filter(is_page).select(list(_HITS)),
        times=lines.select("at", lines=pl.lit(1, pl.UInt32)),
        lines=data.height,
        bad=data.join(lines, on="position", how="anti")["position"].sort(),
        directives=table.height - data.height,
        problems=tuple(problem for fields, lines in by_layout if lines.height and (problem := _problem(fields))),
    )


def _problem(fields: tuple[str, ...]) -> str | None:
    missing = [name for name in NEEDED if name not in fields]
    if not missing and len(fields) < len(_NAMES):
        return None
    what = "、".join(missing) if fields and missing else "可用的 #Fields 行"
    return f"IIS 日志缺少 {what}，相关的行没有统计；请在 IIS 的日志设置中选上这些字段。"


def _whole_lines(lines: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    column = {name: pl.col(_NAMES[place]) for place, name in enumerate(fields)}
    query = column.get(_QUERY, pl.lit("-"))
    forwarded = next((column[name] for name in _FORWARDED if name in column), pl.lit("-"))
    time = (column["date"] + " " + column["time"]).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    return (
        lines.select(
            "position",
            status=column["sc-status"],
            # IIS logs in UTC, whatever the clock of the server shows.
            at=time + SHANGHAI,
            request=column["cs-method"]
            + " "
            + column["cs-uri-stem"]
            + pl.when(query == "-").then(pl.lit("")).otherwise("?" + query),
            peer=column["c-ip"],
            host=column.get(_HOST, pl.lit(None, pl.String)),
            forwarded=pl.when(forwarded != "-").then(forwarded.str.replace_all("+", " ", literal=True)),
            agent=column["cs(user-agent)"].str.replace_all("+", " ", literal=True),
            # An empty field is written as "-": a null is a cut line, one field too many is another layout.
            has_all_fields=pl.col(_NAMES[len(fields) - 1]).is_not_null() & pl.col(_NAMES[len(fields)]).is_null(),
        )
        .filter(
            _c.has_all_fields
            & _c.status.str.contains(r"^\d{3}$")
            & pl.all_horizontal(pl.col("at", "request", "peer", "agent").is_not_null())
            # Other years are noise, and some of them are no date for Python.
            & _c.at.dt.year().is_between(1900, 2099)
        )
        .drop("has_all_fields")
    )


def _declared(raw: bytes) -> list[tuple[str, ...]]:
    """The lists of fields declared in a block, in order, in lower case."""
    found = []
    mark = b"\n" + _FIELDS.encode()
    start = raw.find(mark)
    while start >= 0:
        end = raw.find(b"\n", start + 1)
        line = raw[start + len(mark) : end if end >= 0 else None]
        found.append(tuple(line.decode("utf-8", errors="replace").lower().split()))
        start = raw.find(mark, start + 1)
    return found


def _places(fields: tuple[str, ...]) -> list[int]:
    names = {*NEEDED, _QUERY, _HOST, *_FORWARDED}
    places = [place for place, name in enumerate(fields) if name in names] + [len(fields) - 1, len(fields)]
    return [place for place in places if 0 <= place < len(_NAMES)]


def _numbers_by_layout(layouts: list[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    """Each distinct list of fields → the numbers of its declarations, 0 for the one in force before the block."""
    numbers: dict[tuple[str, ...], list[int]] = {}
    for number, fields in enumerate(layouts):
        numbers.setdefault(fields, []).append(number)
    return numbers
