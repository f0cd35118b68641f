"""问题: faults by cause, the forms that answer them, and warnings that are let stand."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.commands import seen
from pipelines.commands.fault_list import NAMES, by_cause
from pipelines.desk import beginnings, mending, tables
from pipelines.desk.pages.wait import looked, waiting
from pipelines.desk.state import Desk, desk_of, fields_of, go_to
from pipelines.faults import ERROR, NOTE, Fault
from pipelines.institution.choices import may_be_meant
from pipelines.landing.land import Ingested

SHOWN_PLACES = 8
TITLES = {
    "bad_log_lines": "残缺的日志行",
    "capped_value": "只有界值的数字",
    "duplicate_file": "内容相同的文件",
    "unrecognised_file": "认不出的文件",
    "unsupported_file": "不能读的文件",
    "damaged_file": "损坏的文件",
    "torn_end": "没有下载完的文件",
    "lone_cell": "只有一格的行",
    "missing_column": "缺少列",
    "missing_value": "没有填的格子",
    "bad_date": "不是日期",
    "bad_number": "不是数字",
    "share_ambiguous": "看不出是几成的比例",
    "bad_choice": "不在选项里的内容",
    "wrong_period": "月份不符",
    "month_apart": "和别的月份隔开的月份",
    "future_date": "还没到的日期",
    "unknown_column": "不认识的列",
    "unknown_account": "不知道属于哪个账号的文件",
    "unknown_site": "不知道属于哪个站点的文件",
    "dangling_id": "表里没有的编号",
    "no_month": "不知道是哪个月的文件",
    "same_day": "说法不同的两份导出",
    "duplicate_row": "重复的行",
    "left_out_later": "后来的名单里少了的行",
    "coverage_gap": "缺少日期",
}


async def faults_page(request: Request) -> Response:
    desk = desk_of(request)
    ingested = await looked(desk)
    if ingested is None:
        return waiting(desk, "faults")
    on_record = seen.load(desk.home)
    open_, quiet = seen.split([f for f in ingested.faults if f.severity != NOTE], on_record)
    keys = {seen.key(f) for f in quiet}
    return desk.page(
        "faults",
        groups=_groups(open_, ingested),
        added=tables.added(desk.home),
        quiet=[s for s in on_record if s.key in keys],
        moved=await asyncio.to_thread(mending.unexplained, desk.home),
        late=await asyncio.to_thread(beginnings.late, desk.home, ingested.reference),
        counts={s: sum(f.severity == s for f in open_) for s in ("error", "warning")},
    )


def _groups(faults: Sequence[Fault], ingested: Ingested) -> list[dict[str, Any]]:
    """Faults by cause; errors first, for they stop publishing, of the rest the one that is most work first."""
    groups = []
    for (severity, code, remedy), found in by_cause(faults):
        form = tables.remedy_for(code, ingested.reference)
        said = [replace(f, message=f.message.removesuffix(remedy)) for f in found]
        names: dict[str, list[Fault]] = {}
        for fault in found if code in NAMES else ():
            names.setdefault(fault.value, []).append(fault)
        ordered = sorted(names.items(), key=lambda item: -sum(f.count for f in item[1]))
        groups.append(
            {
                "severity": severity,
                "code": code,
                "remedy": remedy or said[0].message,
                "number": len(found),
                "kind": NAMES.get(code, ""),
                "form": form,
                "title": TITLES.get(code, "要处理的" if severity == ERROR else "要看一看的"),
                "names": [(n, fs, _likely(n, fs[0].message, form), seen.key_of_all(fs)) for n, fs in ordered],
                "places": [
                    (told, mending.columns_for(fault), seen.key_of_all([fault]))
                    for told, fault in list(zip(said, found, strict=True))[:SHOWN_PLACES]
                ],
                "more": max(len(found) - SHOWN_PLACES, 0),
                "key": seen.key_of_all(found),
            }
        )
    return sorted(groups, key=lambda g: (g["severity"] != ERROR, -g["number"]))


def _likely(name: str, message: str, form: tables.Remedy | None) -> str:
    """The choice that the nearest known name leads to, as the suggestion of a form."""
    near = message.partition("，相近的有：")[2].partition("。")[0].split("、")[0]
    if not form or not may_be_meant(name, near):
        return ""
    return next((value for value, label in form.choices.items() if label == near), "")


async def fault_action(request: Request) -> Response:
    desk, fields = desk_of(request), await fields_of(request)
    act = ACTIONS.get(request.path_params["action"])
    if act:
        ingested = await asyncio.to_thread(desk.look.last)
        desk.notice = await asyncio.to_thread(act, desk, fields, ingested)
    return go_to("/faults")


def _answer(desk: Desk, fields: dict[str, str], ingested: Ingested) -> str:
    remedy = tables.remedy_for(fields.get("code", ""), ingested.reference)
    asked = {(f.code, f.value) for f in ingested.faults}
    if remedy and (fields["code"], fields.get("name", "")) in asked and fields.get("value") in remedy.choices:
        path = tables.add_row(desk.home, remedy, fields["name"], fields["value"])
        return f"已登记在 {path.name}。"
    return "没有登记：请选择一项。"


def _undo(desk: Desk, fields: dict[str, str], _: Ingested) -> str:
    if fields.get("table", "") not in tables.added(desk.home):
        return "没有可以撤销的。"
    return f"已撤销：{tables.take_back(desk.home, fields['table'])}。"


def _column(desk: Desk, fields: dict[str, str], ingested: Ingested) -> str:
    """A column whose header the platform has renamed."""
    for fault in ingested.faults:
        choices = mending.columns_for(fault)
        if choices and seen.key_of_all([fault]) == fields.get("key") and fields.get("value") in choices.choices:
            path = tables.add_rows(desk.home, "列名对照", [mending.mapping(choices, fields["value"])])
            return f"已登记在 {path.name}，文件会按新列名重读。"
    return "没有登记：请选择一项。"


def _explain(desk: Desk, fields: dict[str, str], _: Ingested) -> str:
    """The reason for the settled figures that a file has moved."""
    figures = [m for m in mending.unexplained(desk.home) if m.source_file == fields.get("file")]
    return mending.explain(desk.home, figures, _line(fields, "reason"))


def _start(desk: Desk, fields: dict[str, str], ingested: Ingested) -> str:
    """Since when a metric is counted."""
    asked = (fields.get("metric"), fields.get("account"))
    for metric in beginnings.late(desk.home, ingested.reference):
        if (metric.metric_id, metric.account_id) == asked and fields.get("month") in metric.choices:
            path = beginnings.register(desk.home, metric, fields["month"])
            return f"已登记在 {path.name}，下次发布起，{fields['month']} 以前显示“未开始”。"
    return "没有登记：请选择月份。"


def _mark(desk: Desk, fields: dict[str, str], ingested: Ingested) -> str:
    reason, by = _line(fields, "reason"), _line(fields, "by")
    if not reason or not by:
        return "没有标记：请写明理由和处室。"
    open_, _ = seen.split(ingested.faults, seen.load(desk.home))
    for group in _marked(open_):
        if seen.key_of_all(group) == fields.get("key"):
            return f"标为看过 {seen.mark(desk.home, group, reason, by)} 处；内容变了会再提醒。"
    return "没有标记：这些提醒已经变了，请再看一遍。"


def _marked(faults: Sequence[Fault]) -> list[list[Fault]]:
    """All groups of warnings that the page offers to mark: a cause, a name of it, a place of it."""
    offered = []
    for (_, code, _), found in by_cause([f for f in faults if f.severity not in (ERROR, NOTE)]):
        offered.append(found)
        offered += [[f for f in found if f.value == name] for name in {f.value for f in found if code in NAMES}]
        offered += [[f] for f in found]
    return offered


def _unmark(desk: Desk, fields: dict[str, str], _: Ingested) -> str:
    return f"恢复提醒 {seen.take_back(desk.home, {fields.get('key', '')})} 处。"


def _line(fields: dict[str, str], name: str) -> str:
    return " ".join(fields.get(name, "").split())[:200]


ACTIONS = {
    "answer": _answer,
    "undo": _undo,
    "column": _column,
    "explain": _explain,
    "start": _start,
    "mark": _mark,
    "unmark": _unmark,
}
