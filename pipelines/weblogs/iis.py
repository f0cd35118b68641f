"""IIS W3C logs: fields by the ``#Fields`` line in force, which repeats and may change inside one file."""

import polars as pl

from pipelines.weblogs.block import SHANGHAI, Block, cut, days_of
from pipelines.weblogs.rules import Rules

NEEDED = ("date", "time", "cs-method", "cs-uri-stem", "sc-status", "c-ip", "cs(user-agent)")
_QUERY = "cs-uri-query"
_FORWARDED = ("x-forwarded-for", "cs(x-forwarded-for)")
# More fields than IIS can log; lines with more are not its own.
_NAMES = tuple(f"field_{number}" for number in range(64))

_c = pl.col


class Reader:
    """Reads the blocks of one file in order; keeps the ``#Fields`` line in force from one block to the next."""

    head = " ".join(_NAMES).encode() + b"\n"

    def __init__(self) -> None:
        self.fields: tuple[str, ...] = ()
        self.problems: list[str] = []

    def read(self, raw: bytes, rules: Rules) -> Block:
        """Read one block of whole lines that begins with ``head``; bad lines are found, never fatal."""
        table = cut(raw, " ", _NAMES, list(_NAMES)).with_row_index("position")
        layouts = self._layouts(raw, table)
        table = table.with_columns(
            layout=pl.when(_c.field_0 == "#Fields:").then("position").forward_fill().fill_null(-1).cast(pl.Int64),
            is_directive=_c.field_0.str.starts_with("#").fill_null(False),
        )
        hits, times, whole = [], [], []
        for fields, starts in layouts.items():
            lines = table.filter(~_c.is_directive & _c.layout.is_in(starts))
            found = self._whole_lines(lines, fields)
            if found is None:
                continue
            whole.append(found["position"])
            times.append(found.select("at", lines=pl.lit(1, pl.UInt32)))
            hits.append(_hits(found, rules))
        data = table.filter(~_c.is_directive)["position"]
        good = pl.concat([data.clear(), *whole])
        return Block(
            hits=pl.concat([pl.DataFrame(schema=_HITS), *hits]),
            days=days_of(pl.concat([pl.DataFrame(schema={"at": pl.Datetime("us"), "lines": pl.UInt32}), *times])),
            lines=data.len(),
            bad=data.filter(~data.is_in(good.implode())),
            directives=table.height - data.len(),
        )

    def _layouts(self, raw: bytes, table: pl.DataFrame) -> dict[tuple[str, ...], list[int]]:
        """Each list of fields in this block → the positions of its ``#Fields`` lines (-1: in force from before)."""
        layouts = {self.fields: [-1]}
        for row in table.filter(_c.field_0 == "#Fields:").iter_rows():
            self.fields = tuple(name.lower() for name in row[2:] if name is not None)
            layouts.setdefault(self.fields, []).append(row[0])
        return layouts

    def _whole_lines(self, lines: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame | None:
        if lines.is_empty():
            return None
        missing = [name for name in NEEDED if name not in fields]
        if missing:
            what = "、".join(missing) if fields else "#Fields 行"
            problem = f"IIS 日志缺少 {what}，这些行没有统计；请在 IIS 的日志设置中勾选后再导出。"
            if problem not in self.problems:
                self.problems.append(problem)
            return None
        column = {name: pl.col(_NAMES[place]) for place, name in enumerate(fields[: len(_NAMES) - 1])}
        forwarded = next((column[name] for name in _FORWARDED if name in column), pl.lit(None, pl.String))
        query = column.get(_QUERY, pl.lit("-"))
        return lines.select(
            "position",
            # IIS logs in UTC, whatever the clock of the server shows.
            at=(column["date"] + " " + column["time"]).str.to_datetime(
                "%Y-%m-%d %H:%M:%S", time_unit="us", strict=False
            )
            + SHANGHAI,
            status=column["sc-status"],
            request=column["cs-method"]
            + " "
            + column["cs-uri-stem"]
            + pl.when(query == "-").then(pl.lit("")).otherwise("?" + query),
            address=column["c-ip"],
            forwarded=pl.when(forwarded != "-").then(forwarded.str.replace_all("+", " ", literal=True)),
            agent=column["cs(user-agent)"].str.replace_all("+", " ", literal=True),
            # An empty field is written as "-", so a null is a cut line; one field too many is no line of this layout.
            is_whole=pl.col(_NAMES[len(fields) - 1]).is_not_null() & pl.col(_NAMES[len(fields)]).is_null(),
        ).filter(
            _c.is_whole
            & _c.at.is_not_null()
            & _c.status.str.contains(r"^\d{3}$")
            & _c.request.is_not_null()
            & _c.address.is_not_null()
            & _c.agent.is_not_null()
        )


_HITS = {
    "at": pl.Datetime("us"),
    "request": pl.String,
    "address": pl.String,
    "forwarded": pl.String,
    "agent": pl.String,
}


def _hits(lines: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    return lines.filter(
        _c.status.is_in([str(status) for status in rules.statuses]) & _c.request.str.contains(rules.page_pattern)
    ).select(list(_HITS))
