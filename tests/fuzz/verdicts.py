"""What may come of a tampered file. Each verdict names what was accepted in silence; an empty list is a pass.

A file may always be refused, and a row that is named in a fault may always be left out. What lands must be what it was
before the tampering, or what a person reads in the cell.
"""

from collections.abc import Callable

from fuzz.exports import PLACE, SHARED, Export, Result
from fuzz.person import agrees, is_unknown

from pipelines.contracts import CONTRACTS
from pipelines.recognition.table import Table
from pipelines.rows.conform import parser_of
from pipelines.sources.catalog import normalise

Verdict = Callable[[Result], list[str]]
# More of what changed in one row says nothing new.
SHOWN = 3


def counts_add_up(result: Result) -> list[str]:
    """Read is kept plus refused, and every refused row is named."""
    found = []
    for receipt in result.entry.receipts:
        if receipt.rows_in != receipt.rows_kept + receipt.rows_refused:
            found.append(f"读入 {receipt.rows_in} ≠ {receipt.rows_kept} + {receipt.rows_refused}")
        if receipt.rows_refused and not result.errors:
            found.append("rows refused without a fault")
        landed = sum(key[0] == receipt.dataset for key in result.rows)
        if landed < receipt.rows_kept and sum(r.dataset == receipt.dataset for r in result.entry.receipts) < 2:
            found.append(f"保留 {receipt.rows_kept} but {landed} landed")
    if result.is_refused and not result.errors:
        found.append("refused without a fault")
    if result.is_refused and result.rows:
        found.append("rows of a refused file")
    is_table = any(r.dataset.startswith("ref_") for r in result.entry.receipts)  # those may be empty
    if not (result.is_refused or result.rows or result.entry.faults or is_table):
        found.append("nothing landed and nothing was said")
    return found


def same(export: Export, moved: Callable[[int], int] = lambda row: row, without: frozenset[str] = SHARED) -> Verdict:
    """Every row as before; ``moved``: where a row has gone."""

    def judge(result: Result) -> list[str]:
        expected = {(d, s, moved(r)): v for (d, s, r), v in export.rows.items()}
        return _differences(expected, result, without)

    return judge


def among(export: Export) -> Verdict:
    """No row that was not there before; whatever is gone needs no word (its text is gone too)."""
    known = [_bare(row, SHARED) for rows in export.rows.values() for row in rows]

    def judge(result: Result) -> list[str]:
        return [f"{k}: {row}" for k, rows in result.rows.items() for row in rows if _bare(row, SHARED) not in known]

    return judge


def whole_or_refused(export: Export) -> Verdict:
    """A file cut short passes only if nothing of it is missing."""

    def judge(result: Result) -> list[str]:
        if result.is_refused or not _differences(export.rows, result, SHARED):
            return []
        return [f"cut file passed with {len(result.rows)} of {len(export.rows)} rows"]

    return judge


def cell(export: Export, table: Table, column: str, row: int, text: str | None) -> Verdict:
    """One cell says ``text`` now: its column agrees with it or the row is refused; everything else is as before."""
    fmt, sheet, header = table.fmt, table.sheet, normalise(table.columns[column])
    data = CONTRACTS[fmt.dataset]
    reached = reached_by(table, header)
    loose = reached | SHARED | set(fmt.span)
    is_value = header in fmt.unpivot
    # Cells that decide over other rows, or how their own row is taken: only their meaning is judged.
    # In a column of parents and children a name or a sum says whose child the next rows are.
    decides = bool(fmt.people or fmt.across or fmt.nested or set(fmt.fill_down) & reached or header in fmt.only)

    def parser(canonical: str) -> str:
        if is_value and canonical in ("value", "quantity"):
            return fmt.unpivot[header].parse
        return fmt.parse.get(canonical) or parser_of(data, canonical, data.dtypes[canonical])

    def disagreements(landed: dict) -> list[str]:
        wrong = []
        for canonical in reached - {fmt.people}:
            value = landed.get(canonical)
            if canonical in fmt.constants or canonical in fmt.span or (canonical in fmt.fill_down and is_unknown(text)):
                continue
            if canonical in fmt.choices:
                fine = value == fmt.choices[canonical].get((text or "").strip()) or (value is None and is_unknown(text))
            elif canonical in fmt.labels and (text or "").strip() in fmt.labels[canonical]:
                fine = value == fmt.labels[canonical][text.strip()]
            elif canonical == fmt.nested:
                fine = any(agrees(landed.get(level), text, parser(level)) for level in (canonical, "level2"))
            elif canonical in fmt.prefix and value is not None:
                fine = str(value).endswith((text or "").strip())
            else:
                fine = agrees(value, text, parser(canonical))
            if not fine:
                wrong.append(f"{canonical}: {text!r} became {value!r}")
        return wrong

    def judge(result: Result) -> list[str]:
        found = []
        for place, rows in result.rows.items():
            if place[0] == fmt.dataset and place[1:] == (sheet, row) and not is_value:
                found += [problem for landed in rows for problem in disagreements(landed)]
        if decides or result.is_refused:
            return found
        expected = export.rows
        if is_value:
            metric = fmt.unpivot[header].metric
            expected = {
                k: [r for r in rows if r["metric_id"] != metric or k[1:] != (sheet, row)]
                for k, rows in expected.items()
            }
            landed = result.rows.get((fmt.dataset, sheet, row), [])
            name = "value" if "value" in data.dtypes else "quantity"
            found += [
                f"{metric}: {text!r} became {r[name]!r}"
                for r in landed
                if r["metric_id"] == metric and not agrees(r[name], text, parser(name))
            ]
            others = [r for r in landed if r["metric_id"] != metric]
            result = Result(result.entry, {**result.rows, (fmt.dataset, sheet, row): others})
        return found + _differences(expected, result, loose | {"capped"}, (sheet, row), text)

    return judge


def reached_by(table: Table, header: str) -> set[str]:
    """Canonical columns that are read from the column with this header."""
    present = {normalise(text) for text in table.columns.values()}
    chosen = {c: next((n for n in names if n in present), "") for c, names in table.fmt.columns.items()}
    return {c for c, name in chosen.items() if name == header}


def _bare(row: dict, without: frozenset[str] | set[str]) -> dict:
    return {k: v for k, v in row.items() if k not in without and k not in PLACE}


def _differences(
    expected: dict, result: Result, without: frozenset[str] | set[str], place: tuple = (), text: str | None = "x"
) -> list[str]:
    """Where rows are missing without a word, new, or other than expected; at ``place`` all but ``without`` counts."""
    if result.is_refused:
        return []
    found = []
    for key, rows in expected.items():
        landed = result.rows.get(key)
        if not rows and not landed:
            continue
        hidden = without if not place or key[1:] == place else SHARED
        if landed is None:
            if not result.tells_of(*key[1:]) and not (key[1:] == place and is_unknown(text)):
                found.append(f"{key} is gone without a word")
        elif len(landed) != len(rows):
            if not result.tells_of(*key[1:]) and not (key[1:] == place and is_unknown(text)):
                found.append(f"{key}: {len(rows)} became {len(landed)}")
        elif [_bare(r, hidden) for r in landed] != [_bare(r, hidden) for r in rows]:
            changed = [
                f"{name} {was[name]!r} → {now[name]!r}"
                for was, now in zip(rows, landed, strict=True)
                for name in was
                if name not in hidden and was[name] != now[name]
            ]
            found.append(f"{key}: {'; '.join(changed[:SHOWN])}")
    found += [f"{key} is new" for key, rows in result.rows.items() if rows and key not in expected]
    return found
