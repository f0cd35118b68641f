"""Ids that nobody has to invent: made from names where left blank, and names read where an id is asked for.

An id is the pinyin of the name. A rename keeps it where the table says so: the new row has the old name (or the id) in
the column of the id. Belongs here: both directions. Does not belong here: whether an id leads somewhere (pointers).
"""

import re
from functools import cache

import polars as pl

from pipelines.contracts import CONTRACTS
from pipelines.institution.pointers import JOINT, NOT_COUNTED, POINTS_BY_KIND, POINTS_TO

# Table → its ids, its names, and the column whose text goes in front of the id.
NAMED_BY_ID = {
    "ref_department": ("department_id", "name", ""),
    "ref_party_org": ("party_org_id", "name", ""),
    "ref_account": ("account_id", "name", "channel_id"),
    "ref_site": ("site_id", "name", ""),
}
ID = re.compile(r"[a-z0-9][a-z0-9_\-]*")
LONGEST_ID = 40


@cache
def id_of(name: str) -> str:
    """宣传部 → xuanchuanbu; what has no pinyin is left out. Empty where nothing is left."""
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    spelt = "".join(lazy_pinyin(name, errors=lambda text: "".join(re.findall(r"[A-Za-z0-9]+", text))))
    return re.sub(r"[^a-z0-9]", "", spelt.lower())[:LONGEST_ID]


def with_ids(dataset: str, frame: pl.DataFrame, prefixes: dict[str, str]) -> pl.DataFrame:
    """Text rows of a table with its ids filled in: blank ones from the name, names of other rows by their ids.

    prefixes: text of the prefix column as written → what stands in front of the id.
    """
    if dataset not in NAMED_BY_ID or not frame.height:
        return frame
    ids, names, prefix = NAMED_BY_ID[dataset]
    rows = frame.select(
        pl.col(ids).fill_null("").str.strip_chars().alias("id"),
        pl.col(names).fill_null("").str.strip_chars().alias("name"),
        (pl.col(prefix) if prefix else pl.lit("")).fill_null("").str.strip_chars().alias("prefix"),
    ).to_dicts()
    if all(ID.fullmatch(row["id"]) for row in rows):
        return frame
    made = [_made(row, prefixes) if not row["id"] else row["id"] for row in rows]
    # Of two names that are spelt alike the first one has the id; the other one is asked for.
    first = {}
    for at, row in enumerate(rows):
        if not row["id"] and first.setdefault(made[at], row["name"]) != row["name"]:
            made[at] = ""
    own = {row["name"]: m for row, m in zip(rows, made, strict=True) if ID.fullmatch(m)}
    filled = [own.get(m, m) if not ID.fullmatch(m) else m for m in made]
    return frame.with_columns(pl.Series(ids, [f or None for f in filled], dtype=pl.String))


def with_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Text rows with blank ``display_order`` filled in: in the order of the rows, behind those that are numbered."""
    given = pl.col("display_order").str.strip_chars().replace("", None)
    last = given.cast(pl.Int64, strict=False).max().fill_null(0)
    return frame.with_columns(
        display_order=given.fill_null((last + given.is_null().cum_sum()).cast(pl.String)),
    )


def _made(row: dict[str, str], prefixes: dict[str, str]) -> str:
    made = id_of(row["name"])
    front = prefixes.get(row["prefix"], "")
    return f"{front}_{made}" if front and made else made


def resolved(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """``tables`` with ids wherever the name of a department, branch, account or site stands in place of one."""
    known = {name: _ids_by_name(tables[name], *columns[:2]) for name, columns in NAMED_BY_ID.items()}
    known["account"] = known["ref_site"] | known["ref_account"]
    return {name: _resolved(name, frame, known) for name, frame in tables.items()}


def _ids_by_name(frame: pl.DataFrame, ids: str, names: str) -> dict[str, str]:
    """Names that one thing alone has had."""
    owners: dict[str, set[str]] = {}
    for row in frame.iter_rows(named=True):
        owners.setdefault(row[names], set()).add(row[ids])
    return {name: min(found) for name, found in owners.items() if len(found) == 1}


def _resolved(name: str, frame: pl.DataFrame, known: dict[str, dict[str, str]]) -> pl.DataFrame:
    for column, what in POINTS_TO.get(name, {}).items():
        if what in known:
            frame = frame.with_columns(_by_ids(frame[column], [known[what]] * frame.height))
    kind, pointer, targets = POINTS_BY_KIND.get(name, ("", "", {}))
    if kind:
        frame = frame.with_columns(_by_ids(frame[pointer], [known.get(targets.get(k, ""), {}) for k in frame[kind]]))
    return frame


def _by_ids(column: pl.Series, known: list[dict[str, str]]) -> pl.Series:
    if column.dtype != pl.String:
        return column
    told = [_id_of(text, names) if text and names else text for text, names in zip(column, known, strict=True)]
    return pl.Series(column.name, told, dtype=pl.String)


def _id_of(text: str, names: dict[str, str]) -> str:
    """The id of a name; several names in one cell are taken apart, as ids are."""
    if text in names or ID.fullmatch(text) or text == NOT_COUNTED:
        return names.get(text, text)
    parts = [part for part in re.split(JOINT, text) if part]
    return "、".join(names.get(part, part) for part in parts) if any(part in names for part in parts) else text


def made_ids(tables: dict[str, pl.DataFrame]) -> dict[str, dict[str, str]]:
    """Title of a table → id → name, of the ids that were made from names."""
    found: dict[str, dict[str, str]] = {}
    for name, (ids, names, _) in NAMED_BY_ID.items():
        for row in tables[name].iter_rows(named=True):
            made = id_of(row[names]) if row[names] and not row[names].isascii() else ""
            if made and row[ids] in (made, f"{row.get('channel_id')}_{made}"):
                found.setdefault(CONTRACTS[name].title, {})[row[ids]] = row[names]
    return found
