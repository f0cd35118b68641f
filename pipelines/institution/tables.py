"""The institution's own tables: who owns a folder, which names are known, and whether the tables hold together."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, pairwise

import polars as pl

from pipelines import seeds
from pipelines.contracts import CONTRACTS
from pipelines.faults import Fault, FileFault, error, warning
from pipelines.files.discover import RawFile
from pipelines.institution.choices import doubtful_choices
from pipelines.institution.pointers import (
    BUILT_IN,
    ID_COLUMN,
    JOINT,
    KINDS,
    MAY_NOT_COUNT,
    NOT_COUNTED,
    dangling,
    metric_ids,
)
from pipelines.sources.catalog import Source, load


@dataclass(frozen=True)
class Reference:
    """Reference tables as typed frames with provenance, one per ``ref_`` dataset (empty ones included)."""

    tables: dict[str, pl.DataFrame]

    def rows(self, name: str) -> list[dict]:
        return self.tables[name].to_dicts()

    @cached_property
    def own_sites(self) -> frozenset[str]:
        """Sites that are one department's and not the institution's."""
        return frozenset(r["site_id"] for r in self.rows("ref_site") if r["department_id"] and r["level"] != "主站")

    def owner(self, source: Source, file: RawFile) -> str | None:
        """Account or site that the file's folder names, or the only one there is.

        Raises:
            FileFault: the folder names none of several, or none is registered.
        """
        if not source.identity:
            return None
        table, key = ("ref_account", "account_id") if source.identity == "account" else ("ref_site", "site_id")
        what = "账号" if source.identity == "account" else "站点"
        owners = [r for r in self.rows(table) if source.identity == "site" or r["channel_id"] == source.channel]
        named = [r for r in owners if {r["folder"], r["name"], r[key]} & set(file.folders)]
        # Versions of one account are one owner, found by any of its names.
        chosen = {r[key] for r in named or owners}
        if len(chosen) == 1:
            return chosen.pop()
        known = "、".join(dict.fromkeys(r["folder"] or r["name"] for r in owners))
        sheet = "账号表" if source.identity == "account" else "站点表"
        hint = f"已登记的{what}文件夹：{known}" if known else f"raw/reference/{sheet} 里还没有登记{what}"
        raise FileFault(error(f"unknown_{source.identity}", f"不知道这个文件属于哪个{what}。{hint}", path=file.name))


def check_reference(reference: Reference) -> list[Fault]:
    """Faults between and inside the tables: duplicated keys, ids that lead nowhere, cycles, overlapping versions."""
    faults: list[Fault] = []
    for name, frame in reference.tables.items():
        faults += _duplicates(name, frame)
    faults += _dangling(reference)
    faults += _unknown_columns(reference)
    for name in ("ref_department", "ref_party_org"):
        faults += _cycles(name, reference.tables[name], ID_COLUMN[name])
    for name, frame in reference.tables.items():
        faults += _versions(name, frame)
    faults += _same_names(reference)
    faults += _choices(reference)
    faults += _platforms(reference)
    faults += _shared_folders(reference)
    faults += _corrected_rates(reference)
    faults += _targets_of_rates(reference)
    faults += _official_accounts(reference)
    faults += _target_types(reference)
    faults += _complete_ahead(reference)
    faults += _answers_of_no_metric(reference)
    return faults


def _answers_of_no_metric(reference: Reference) -> Iterator[Fault]:
    """Numbers of old bulletins that were given to a metric nobody knows go on waiting."""
    known = metric_ids() | {row["name"] for row in seeds.rows_by("metric", "metric_id").values()}
    for row in reference.rows("ref_bulletin_answer"):
        if row["metric"] and row["metric"] not in known:
            message = f"没有名为“{row['metric']}”的指标，这个数仍然待确认"
            yield _fault("ref_bulletin_answer", row, "unknown_metric", "metric", row["metric"], message, warning)


def _fault(name: str, row: dict, code: str, column: str, value: object, message: str, say=error) -> Fault:
    return say(
        code,
        message,
        path=row["source_file"],
        sheet=row["source_sheet"] or "",
        row=row["source_row"],
        column=_header(name, column),
        value=str(value),
        dataset=name,
    )


def _header(name: str, column: str) -> str:
    """What a clerk reads above a column of a reference table."""
    headers = {c: names[0] for f in load().of("reference") if f.id == name for c, names in f.columns.items()}
    return headers.get(column, column)


def _duplicates(name: str, frame: pl.DataFrame) -> Iterator[Fault]:
    data, first = CONTRACTS[name], {}
    for row in frame.iter_rows(named=True):
        before = first.setdefault(tuple(row[k] for k in data.key), row)
        if before is row:
            continue
        # Ids are made from names: a clerk who left them blank has never seen one.
        column = "name" if name in ID_COLUMN and row["name"] == before["name"] else data.key[0]
        value = row["name"] if column == "name" else "、".join(str(row[k]) for k in data.key if row[k] is not None)
        what = f"“{value}”在{data.title}里登记了不止一次，前一次在第 {before['source_row']} 行"
        yield _fault(name, row, "duplicate_key", column, value, what)


def _dangling(reference: Reference) -> Iterator[Fault]:
    for name, row, column, value, what, alike in dangling(reference.tables):
        place = CONTRACTS[what].title if what in CONTRACTS else KINDS[what]
        message = f"{CONTRACTS[name].title}里的“{value}”在{place}里找不到"
        message += f"，相近的有：{'、'.join(alike)}" if alike else ""
        yield _fault(name, row, "unknown_id" if what in BUILT_IN else "dangling_id", column, value, message)


def _unknown_columns(reference: Reference) -> Iterator[Fault]:
    """列名对照 gives a new header to a column of its format; to any other it would be of no use to anybody."""
    formats = {f.id: f for f in load().formats}
    for row in reference.rows("ref_column_mapping"):
        if (fmt := formats.get(row["format_id"])) is None:
            continue  # told as an id that leads nowhere
        headers = {c: names[0] for c, names in fmt.columns.items()} | {u.metric: n for n, u in fmt.unpivot.items()}
        if row["canonical"] not in headers:
            known = "、".join(f"{column}（{header}）" for column, header in headers.items())
            message = f"“{fmt.title}”（{fmt.id}）没有“{row['canonical']}”这个标准列，有的是：{known}"
            yield _fault("ref_column_mapping", row, "unknown_standard_column", "canonical", row["canonical"], message)


def _cycles(name: str, frame: pl.DataFrame, key: str) -> Iterator[Fault]:
    parent = {r[key]: r["parent_id"] for r in frame.iter_rows(named=True) if r["parent_id"]}
    reported: set[str] = set()
    for row in frame.iter_rows(named=True):
        chain, node = [], row[key]
        while node in parent and node not in chain:
            chain.append(node)
            node = parent[node]
        if node in chain and not reported & set(chain):
            reported |= set(chain)
            ring = " → ".join([*chain[chain.index(node) :], node])
            yield _fault(name, row, "parent_cycle", "上级编号", row["parent_id"], f"上级关系绕成了圈：{ring}")


def _versions(name: str, frame: pl.DataFrame) -> Iterator[Fault]:
    """Versions of one thing follow each other; an open end is closed by the next one."""
    data = CONTRACTS[name]
    if not data.version_of:
        return
    for row in frame.iter_rows(named=True):
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            message = f"{_version(row)}的停用日期 {row['valid_to']} 早于启用日期 {row['valid_from']}"
            yield _fault(name, row, "version_overlap", "valid_to", row["valid_to"], message)
    for _, versions in frame.sort(pl.col("valid_from").fill_null(date.min), maintain_order=True).group_by(
        data.version_of, maintain_order=True
    ):
        for before, row in pairwise(versions.iter_rows(named=True)):
            if before["valid_to"] and row["valid_from"] and before["valid_to"] >= row["valid_from"]:
                what = "、".join(str(row[k]) for k in data.version_of if row[k] is not None)
                message = (
                    f"“{what}”在{data.title}里的两行时间上重叠：{_version(before)}用到 {before['valid_to']}，"
                    f"{_version(row)}从 {row['valid_from']} 起用"
                )
                yield _fault(name, row, "version_overlap", "valid_from", row["valid_from"], message)


def _same_names(reference: Reference) -> Iterator[Fault]:
    """A name leads to one department, Party organisation, account of a platform or site on any day."""
    for name in ("ref_department", "ref_party_org", "ref_account", "ref_site"):
        key, seen = ID_COLUMN[name], defaultdict(list)
        for row in sorted(_closed_versions(name, reference), key=lambda r: r["source_row"]):
            told = seen[row.get("channel_id"), re.sub(r"\s+", "", row["name"] or "")]
            other = next((o for o in told if o[key] != row[key] and _overlap(o, row)), None)
            if other is not None:
                message = f"同一时期有两个“{row['name']}”：{other[key]}（第 {other['source_row']} 行）和 {row[key]}"
                yield _fault(name, row, "same_name", "name", row["name"], message)
            told.append(row)


def _choices(reference: Reference) -> Iterator[Fault]:
    for doubt in doubtful_choices(reference.tables):
        code, say = ("bad_choice", error) if doubt.is_error else ("doubtful_choice", warning)
        yield _fault(doubt.table, doubt.row, code, doubt.column, doubt.value, doubt.message, say)


def _version(row: dict) -> str:
    return f"第 {row['source_row']} 行" + (f"“{row['name']}”" if row.get("name") else "")


def _platforms(reference: Reference) -> Iterator[Fault]:
    """An account is on one platform, whatever it was called."""
    for (account,), versions in reference.tables["ref_account"].group_by("account_id", maintain_order=True):
        first, *later = versions.iter_rows(named=True)
        for row in later:
            if row["channel_id"] != first["channel_id"]:
                message = f"账号“{account}”的几行写了不同的平台，一个账号只能属于一个平台"
                yield _fault("ref_account", row, "two_platforms", "channel_id", row["channel_id"], message)


def _shared_folders(reference: Reference) -> Iterator[Fault]:
    for name in ("ref_account", "ref_site"):
        key, seen = ID_COLUMN[name], {}
        for row in reference.rows(name):
            place = (row.get("channel_id"), row["folder"])
            if row["folder"] and place in seen and seen[place][key] != row[key]:
                yield _fault(
                    name,
                    row,
                    "shared_folder",
                    "文件夹",
                    row["folder"],
                    f"文件夹“{row['folder']}”已给了“{seen[place]['name']}”，不能再给“{row['name']}”",
                )
            seen.setdefault(place, row)


def _corrected_rates(reference: Reference) -> Iterator[Fault]:
    """A rate is divided anew for every period and scope; a corrected month would contradict its own parts."""
    for row in reference.rows("ref_correction"):
        if (rate := seeds.rows_by("metric_rate", "metric_id").get(row["metric_id"])) is not None:
            message = f"{_made_of(rate)}，不能直接修正"
            yield _fault("ref_correction", row, "corrected_rate", "metric_id", row["metric_id"], message)


def _made_of(rate: dict[str, str]) -> str:
    names = seeds.rows_by("metric", "metric_id")
    above, below = (f"“{names[part]['name']}”（{part}）" for part in (rate["numerator_id"], rate["denominator_id"]))
    return f"“{rate['name']}”是比率，由分子{above}除以分母{below}算出"


def _targets_of_rates(reference: Reference) -> Iterator[Fault]:
    """A target names what is counted; a share names both of its parts, and neither is itself a share or a stock."""
    rates, metrics = seeds.rows_by("metric_rate", "metric_id"), seeds.rows_by("metric", "metric_id")
    for row in reference.rows("ref_target"):
        for column in ("metric_id", "denominator_metric_id"):
            if (rate := rates.get(row[column])) is not None:
                message = f"{_made_of(rate)}，目标表里不能直接写比率"
                yield _fault("ref_target", row, "target_of_rate", column, row[column], message)
        if (part := metrics.get(row["denominator_metric_id"])) and part["additivity"] != "additive":
            message = f"“{part['name']}”各月不能相加，不能作比例的分母"
            yield _fault("ref_target", row, "stock_as_whole", "denominator_metric_id", part["metric_id"], message)


def _official_accounts(reference: Reference) -> Iterator[Fault]:
    """One account of a channel is official on any day; where no row of several is marked, the first account is."""
    for _, accounts in reference.tables["ref_account"].sort("source_row").group_by("channel_id", maintain_order=True):
        rows = accounts.to_dicts()
        marked = _official_versions(rows)
        for i, row in enumerate(marked):
            for other in marked[:i]:
                if other["account_id"] != row["account_id"] and _overlap(other, row):
                    message = (
                        f"“{other['name']}”和“{row['name']}”在同一时期都标为官方，一个平台在任何一天只能有一个官方账号"
                    )
                    yield _fault("ref_account", row, "two_official_accounts", "是否官方", "是", message)
        known = set(accounts["account_id"])
        if len(known) > 1 and not marked:
            first = rows[0]["name"]
            message = f"同一平台登记了 {len(known)} 个账号，没有标明哪个是官方，先把表里的第一个“{first}”当作官方"
            yield _fault("ref_account", rows[0], "official_not_marked", "是否官方", "", message, warning)
        first = min(marked, key=_from, default=None)
        if first and any(row["account_id"] == first["account_id"] and _from(row) < _from(first) for row in rows):
            message = f"“{first['name']}”从 {first['valid_from']} 起才标为官方，以前的通报表2、表3 没有数"
            yield _fault("ref_account", first, "no_official_before", "是否官方", "是", message, warning)


def _official_versions(rows: list[dict]) -> list[dict]:
    """Versions that are official, their open ends closed by the next one; one that says nothing is like that before."""
    official = []
    for _, versions in groupby(sorted(rows, key=lambda r: (r["account_id"], _from(r))), key=lambda r: r["account_id"]):
        versions, is_official = list(versions), False
        for row, after in zip(versions, [*versions[1:], None], strict=True):
            is_official = is_official if row["is_official"] is None else row["is_official"]
            until = row["valid_to"] or (after and after["valid_from"] and after["valid_from"] - timedelta(days=1))
            if is_official:
                official.append(row | {"valid_to": until})
    return sorted(official, key=lambda r: r["source_row"])


def _from(row: dict) -> date:
    return row["valid_from"] or date.min


def _overlap(a: dict, b: dict) -> bool:
    return _from(a) <= (b["valid_to"] or date.max) and _from(b) <= (a["valid_to"] or date.max)


# Dimension a name belongs to → its title in messages, and the fault when the name is not known.
NAMED = {
    "department": ("部门", "unknown_department"),
    "site_column": ("栏目", "unknown_site_column"),
    "party_org": ("党组织", "unknown_party_org"),
    "outlet": ("媒体", "unknown_outlet"),
    "party_code": ("党建代码", "unknown_code"),
    "metric": ("指标", "unknown_metric"),
    "status": ("稿件状态", "unknown_status"),
    "register_status": ("台账状态", "unknown_register_status"),
}


# The states that every CMS and platform uses: seed and its key.
STATUS_WORDS = ("publication_status", "pattern")
# The same of ledgers whose figures depend on a state: which ledgers, and the words.
REGISTER_STATUS_WORDS = ("register_status", "pattern")


def _squeezed(text: str) -> str:
    """As the warehouse compares texts: without the blanks people add."""
    return re.sub(r"[\s\u00a0\u3000]+", "", text).lower()


def _closed_versions(name: str, reference: Reference) -> list[dict]:
    """Rows of a table with versions; an open end is closed by the version that follows, as in the warehouse."""
    ordered = reference.tables[name].sort(pl.col("valid_from").fill_null(date.min), maintain_order=True)
    before_next = pl.col("valid_from").shift(-1).over(CONTRACTS[name].version_of).dt.offset_by("-1d")
    return ordered.with_columns(valid_to=pl.coalesce("valid_to", before_next)).to_dicts()


def _ledger_id(name: str) -> str:
    """The id of a ledger that a table calls by its name."""
    return next((i for i, row in seeds.rows_by("dataset", "dataset").items() if name and row["name"] == name), name)


def _is_usual(register: str, state: str) -> bool:
    """Whether no table need say what a state means: no figure of the ledger depends on it, or its words are usual."""
    rows = [row for row in seeds.rows_by(*REGISTER_STATUS_WORDS).values() if re.search(row["registers"], register)]
    return not rows or any(re.search(row["pattern"], _squeezed(state)) for row in rows)


class Names:
    """Which names the institution knows, by dimension and source, with the days they are valid."""

    def __init__(self, reference: Reference):
        self._known: dict[tuple[str, str], dict[str, list[tuple[date, date]]]] = {}
        self._uncounted: set[str] = set()
        self._departments = _closed_versions("ref_department", reference)
        for row in self._departments:
            self._add("department", "", row["name"], row)
        for row in _closed_versions("ref_department_alias", reference):
            self._add("department", row["source"] or "", row["alias"], row)
        for row in _closed_versions("ref_site_column", reference):
            for name in filter(None, (row["column_name"], row["column_code"])):
                self._add("site_column", row["site_id"] or "", name, row)
        for row in _closed_versions("ref_party_org", reference):
            self._add("party_org", "", row["name"], row)
        for row in _closed_versions("ref_party_org_alias", reference):
            self._add("party_org", row["source"] or "", row["alias"], row)
        for row in _closed_versions("ref_outlet", reference):
            self._add("outlet", "", row["outlet"], row)
        for row in reference.rows("ref_party_code"):
            self._add("party_code", row["system"], row["code"], {})
        for row in reference.rows("ref_status"):
            self._add("status", row["source"] or "", row["status"], {})
            self._add("register_status", _ledger_id(row["source"] or ""), row["status"], {})
        for metric_id in metric_ids():
            self._add("metric", "", metric_id, {})

    def _add(self, kind: str, scope: str, name: str, row: dict) -> None:
        span = (row.get("valid_from") or date.min, row.get("valid_to") or date.max)
        self._known.setdefault((kind, scope), {}).setdefault(name, []).append(span)
        if NOT_COUNTED in (row.get(column) for column in MAY_NOT_COUNT.values()):
            self._uncounted.add(name)

    def knows(self, kind: str, scope: str, name: str, days: list[date]) -> bool:
        """Whether ``name`` is registered for ``scope`` (or for all), on each of ``days``."""
        if kind == "status" and any(re.search(words, _squeezed(name)) for words in seeds.rows_by(*STATUS_WORDS)):
            return True
        if kind == "register_status" and _is_usual(scope, name):
            return True
        spans = [s for where in {scope, ""} for s in self._known.get((kind, where), {}).get(name, [])]
        return bool(spans) and all(any(start <= day <= end for start, end in spans) for day in days)

    def out_of_date(self, kind: str, scope: str, name: str, days: list[date]) -> tuple[date, str] | None:
        """The first of ``days`` on which a registered name was not valid, and when it was; None for any other name."""
        spans = sorted(s for where in {scope, ""} for s in self._known.get((kind, where), {}).get(name, []))
        day = next((d for d in sorted(days) if not any(start <= d <= end for start, end in spans)), None)
        if not spans or day is None:
            return None
        if (ended := max((end for _, end in spans if end < day), default=None)) is None:
            return day, f"从 {spans[0][0]} 起才启用，{day} 还没有这个名称"
        return day, f"只用到 {ended}，{day} 已经停用" + (self._since_then(name, day) if kind == "department" else "")

    def _since_then(self, name: str, day: date) -> str:
        """What the department of that name was on ``day``: called something else, or in the hands of its successors."""
        rows = [row for row in self._departments if row["name"] == name]
        ids = {i for row in rows for i in (row["department_id"], *re.split(JOINT, row["successor_id"] or ""))}
        then = [r for r in self._departments if r["department_id"] in ids and _from(r) <= day <= (r["valid_to"] or day)]
        return "，那时是" + "、".join(f"“{r['name']}”（{r['department_id']}）" for r in then) if then else ""

    def nearest(self, kind: str, scope: str, name: str) -> list[str]:
        """Up to three known names that look alike; suggestions for a person, never a decision.

        A name that need not count is none: taken for it, a unit's work would vanish.
        """
        from rapidfuzz import fuzz, process  # most homes know every name

        known = {n for where in {scope, ""} for n in self._known.get((kind, where), {})} - self._uncounted
        return [n for n, _, _ in process.extract(name, sorted(known), scorer=fuzz.WRatio, limit=3, score_cutoff=45)]


def _target_types(reference: Reference) -> Iterator[Fault]:
    """A type that no unit has would ask nobody."""
    tables = {"department": "ref_department", "party_org": "ref_party_org"}
    for row in reference.rows("ref_target"):
        if row["subject_types"] and row["scope"] in tables:
            name = tables[row["scope"]]
            known = list(dict.fromkeys(reference.tables[name]["type"]))
            for part in re.split(JOINT, row["subject_types"]):
                if part and part not in known:
                    message = f"{CONTRACTS[name].title}里没有“{part}”这一类型，有的是：{'、'.join(known)}"
                    yield _fault("ref_target", row, "unknown_type", "subject_types", part, message)


def _complete_ahead(reference: Reference) -> Iterator[Fault]:
    """Nobody can say yet that nothing will happen."""
    for row in reference.rows("ref_complete_ledger"):
        if row["ends_on"] > date.today():
            message = f"登全截止日期 {row['ends_on']} 还没有到"
            yield _fault("ref_complete_ledger", row, "future_date", "ends_on", row["ends_on"], message)
