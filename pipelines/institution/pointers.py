"""Which cells of the institution's tables name something that must exist elsewhere, and whether it does.

An id that leads nowhere would be passed over in silence: a start month for a metric nobody measures, a target of a
department nobody knows.
"""

import re
from collections.abc import Iterator

import polars as pl

from pipelines import seeds
from pipelines.sources.catalog import load

# Joint units in one cell: 宣传部、学工部. A blank parts names only where the whole is not itself a name.
JOINT = r"[、，,；;\s\u00a0]+"
SUGGESTIONS = 3
# In place of an id: what an office has said need not count.
NOT_COUNTED = "不统计"
# Table → the column where it may stand.
MAY_NOT_COUNT = {
    "ref_department_alias": "department_id",
    "ref_party_org_alias": "party_org_id",
    "ref_site_column": "importance",
    "ref_outlet": "level",
}

ID_COLUMN = {
    "ref_department": "department_id",
    "ref_party_org": "party_org_id",
    "ref_account": "account_id",
    "ref_site": "site_id",
    "ref_score_scheme": "scheme_id",
    "ref_score_rule": "score_rule_id",
    "ref_score_measure": "measure_id",
    "ref_target": "target_id",
    "ref_rule": "rule_id",
}
# Table → column → what its cells name: a table by its ids, or one of ``KINDS``.
POINTS_TO = {
    "ref_department": {"parent_id": "ref_department", "successor_id": "ref_department"},
    "ref_department_alias": {"department_id": "ref_department"},
    "ref_account": {"department_id": "ref_department"},
    "ref_site": {"department_id": "ref_department"},
    "ref_site_column": {"site_id": "ref_site"},
    "ref_party_org": {"parent_id": "ref_party_org", "department_id": "ref_department"},
    "ref_party_org_alias": {"party_org_id": "ref_party_org"},
    "ref_menu": {"account_id": "ref_account"},
    "ref_column_mapping": {"format_id": "format"},
    "ref_metric_start": {"metric_id": "metric", "account_id": "account"},
    "ref_correction": {"metric_id": "metric", "department_id": "ref_department", "account_id": "account"},
    "ref_complete_ledger": {"ledger": "ledger"},
    "ref_event": {"scope": "event_scope"},
    "ref_target": {"metric_id": "metric", "denominator_metric_id": "metric"},
    "ref_score_scheme": {"excluded_departments": "ref_department", "tie_measure_id": "ref_score_measure"},
    "ref_score_rule": {"scheme_id": "ref_score_scheme", "outlet": "outlet"},
    "ref_score_measure": {"scheme_id": "ref_score_scheme"},
    "ref_score_adjustment": {
        "scheme_id": "ref_score_scheme",
        "department_id": "ref_department",
        "score_rule_id": "ref_score_rule",
    },
    "ref_score_task": {"scheme_id": "ref_score_scheme", "department_id": "ref_department"},
}
# The same where one column says what the other names: table → column that says it, column that names, text → what.
POINTS_BY_KIND = {
    "ref_institution": ("item", "content", {"供稿统计不含": "department_name"}),
    "ref_target": (
        "scope",
        "scope_id",
        {"channel": "channel", "account": "account", "department": "ref_department", "party_org": "ref_party_org"},
    ),
    "ref_rule": (
        "subject_kind",
        "subject_id",
        {
            "department": "ref_department",
            "party_org": "ref_party_org",
            "account": "ref_account",
            "site": "ref_site",
            "site_column": "site_column",
        },
    ),
    "ref_score_measure": (
        "measure",
        "basis_id",
        {
            "target_actual": "ref_target",
            "target_share": "ref_target",
            "target_shortfall": "ref_target",
            "rule_shortfall": "ref_rule",
            "rules_met": "ref_rule",
            "items": "ref_score_rule",
            "late_entries": "register",
            "entries": "register",
        },
    ),
}
# What is named → where it would be found. Those in ``BUILT_IN`` are the program's own, no clerk can add one.
KINDS = {
    "metric": "数据字典的指标",
    "channel": "平台编号",
    "register": "台账编号",
    "ledger": "台账的名称和编号",
    "format": "格式编号",
    "outlet": "媒体表、公众号名称和站点名称",
    "account": "账号表和站点表",
    "department_name": "部门表和部门别名",
    "site_column": "栏目表（写法为 站点编号/栏目）",
    "event_scope": "平台、部门表、部门别名和账号表的编号和名称（不填或填 全校 是整个单位）",
}
BUILT_IN = ("metric", "channel", "register", "ledger", "format")
# What a cell names one of: its text is compared as it is and never taken apart.
SINGLE = ("outlet", "ledger", "event_scope")


def dangling(tables: dict[str, pl.DataFrame]) -> Iterator[tuple[str, dict, str, str, str, list[str]]]:
    """(table, row, column, value, what it should have named, ids that look alike) for every id that leads nowhere.

    tables: all ``ref_`` tables by name.
    """
    known = _known(tables)
    for name, frame in tables.items():
        kind, pointer, targets = POINTS_BY_KIND.get(name, ("", "", {}))
        for row in frame.iter_rows(named=True):
            wanted = [
                *POINTS_TO.get(name, {}).items(),
                *([(pointer, targets[row[kind]])] if row.get(kind) in targets else []),
            ]
            for column, what in wanted:
                text = row[column] or ""
                # Of a ledger one category may be meant: register_feedback/表扬.
                text = re.sub(r"/[^、，,；;\s]+", "", text) if what == "register" else text
                for value in _parts(text, known[what], what in SINGLE):
                    yield name, row, column, value, what, _alike(value, known[what] | _names(tables, what, value))


def _parts(text: str, known: set[str], is_single: bool) -> list[str]:
    """The unknown ones of what a cell names; a split has several successors: a、b."""
    if text == NOT_COUNTED:
        return []
    parts = [text] if text in known or is_single else re.split(JOINT, text)
    return [part for part in parts if part and part not in known]


def _known(tables: dict[str, pl.DataFrame]) -> dict[str, set[str]]:
    known = {name: set(tables[name][column]) for name, column in ID_COLUMN.items()}
    sites = known["ref_site"]
    ledgers = {row["name"] for row in seeds.rows_by("dataset", "dataset").values()}
    columns = tables["ref_site_column"].select("site_id", "column_name").iter_rows()
    channels = seeds.rows_by("channel", "channel_id")
    departments = {*tables["ref_department"]["name"], *tables["ref_department_alias"]["alias"]}
    return known | {
        "metric": metric_ids(),
        "channel": set(channels),
        "register": {f.id for f in load().of("registers")},
        "ledger": {name for f in load().of("registers") if f.title in ledgers for name in (f.title, f.id)},
        "format": {f.id for f in load().formats if f.source != "reference"},
        # Under these names stand the items that points are given for.
        "outlet": {
            *tables["ref_outlet"]["outlet"],
            *tables["ref_account"].filter(pl.col("channel_id") == "wechat")["name"],
            *tables["ref_site"]["name"],
        },
        "account": known["ref_account"] | sites,
        "department_name": departments,
        "event_scope": {
            "全校",
            *channels,
            *(row["name"] for row in channels.values()),
            *known["ref_department"],
            *departments,
            *known["ref_account"],
            *tables["ref_account"]["name"],
        },
        # A column without a site is one of every site.
        "site_column": {f"{at}/{name}" for site, name in columns for at in ([site] if site else sites)},
    }


def metric_ids() -> set[str]:
    """Every metric there is: measured ones and rates."""
    return {*seeds.rows_by("metric", "metric_id"), *seeds.rows_by("metric_rate", "metric_id")}


def _names(tables: dict[str, pl.DataFrame], what: str, value: str) -> set[str]:
    """Who writes a name in place of an id means one of the names."""
    frame = tables.get(what)
    return set() if value.isascii() or frame is None or "name" not in frame.columns else set(frame["name"])


def _alike(value: str, known: set[str]) -> list[str]:
    from rapidfuzz import fuzz, process  # most homes name only what exists

    return [
        n for n, _, _ in process.extract(value, sorted(known), scorer=fuzz.ratio, limit=SUGGESTIONS, score_cutoff=60)
    ]
