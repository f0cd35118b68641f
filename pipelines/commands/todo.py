"""A workbook to work in: what the tables of the institution do not say yet, as rows that are ready for them.

One sheet for each kind of remedy. A row counts once its 确认 is 是, so the workbook may lie in ``raw/reference`` half
done; a last sheet lists what has to be mended in the files themselves.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commands.todo_sheet import choices_at, new_sheet
from pipelines.errors import WrongUse
from pipelines.faults import ERROR, NOTE, Fault, one_line
from pipelines.institution.choices import may_be_meant
from pipelines.institution.pointers import NOT_COUNTED
from pipelines.institution.tables import Reference
from pipelines.landing.past_bulletins import WAITS
from pipelines.recognition.recognise import ASIDE_SHEETS
from pipelines.rows.gates import CONFIRMED

if TYPE_CHECKING:
    from pipelines.bulletins import Item

_, FILES = ASIDE_SHEETS
# Far enough below the last row for those that a clerk adds; drop-downs reach so far.
SPARE_ROWS = 200
HELP = {
    CONFIRMED: "填“是”，这一行才算数；还没想好的留空，不算数，也不报错。",
    "行数": "导出里有几行用了这个名字。只供参考，不读。",
    "出处": "第一次见到它的文件和行。只供参考，不读。",
    "相近的名字": "表里写法相近的名字，可能是、也可能不是它。只供参考，不读。",
}
ASIDE = ("行数", "出处", "相近的名字")


@dataclass(frozen=True)
class Kind:
    """One kind of remedy.

    headers: those of its reference table. name: which of them holds what is not known. answer: which of them is to be
    decided. choices: what may stand there, from the tables. guess: whether the nearest name is a likely answer. known:
    what else a row says by itself, from its fault.
    """

    sheet: str
    headers: tuple[str, ...]
    answer: str
    choices: Callable[[Reference], list[str]]
    guess: bool = True
    name: str = ""
    known: Callable[[Fault], dict[str, str]] = lambda fault: {}

    def key(self) -> str:
        """The header of what is not known; the first one unless said otherwise."""
        return self.name or self.headers[0]


def _names(table: str) -> Callable[[Reference], list[str]]:
    return lambda reference: [*dict.fromkeys(r["name"] for r in reference.rows(table)), NOT_COUNTED]


def _levels(reference: Reference) -> list[str]:
    stated = [row["level"] for row in reference.rows("ref_outlet") if row["level"] != NOT_COUNTED]
    return [*dict.fromkeys(["国家级", "省级", "市级", "县级", "校级", *stated]), NOT_COUNTED]


# What platforms of the Party call an activity or a state → what it is, and whether a state counts. Proposals: the words
# of one system may mean something else in another, so a person confirms them.
PARTY_WORDS = {
    "支部党员大会": "党员大会",
    "支部委员会": "支委会",
    "支部委员会会议": "支委会",
    "党小组会议": "党小组会",
    "主题党日活动": "主题党日",
    "通过": "已通过",
    "审核通过": "已通过",
    "待审核": "未审核",
    "审核中": "未审核",
    "已退回": "未通过",
    "退回": "未通过",
    "被驳回": "未通过",
    "不通过": "未通过",
    "审核不通过": "未通过",
}
PARTY_STATES = {"已通过": "是", "未审核": "否", "未通过": "否"}
PARTY_ACTIVITIES = ("党员大会", "支委会", "党小组会", "党课", "主题党日", "组织生活会", "民主生活会", "中心组学习")
LEDGER_PLACE = re.compile(r"，来源 ([^）]+)）")
CODE_PLACE = re.compile(r"，系统 (?P<system>\S+)，(?P<kind>活动类型|状态)）")


def _ledger_named(fault: Fault) -> dict[str, str]:
    place = LEDGER_PLACE.search(fault.message)
    return {"来源": place[1]} if place else {}


def _meanings(reference: Reference) -> list[str]:
    stated = [row["meaning"] for row in reference.rows("ref_party_code")]
    return [*dict.fromkeys([*PARTY_ACTIVITIES, *PARTY_STATES, *stated])]


def _party_code(fault: Fault) -> dict[str, str]:
    place = CODE_PLACE.search(fault.message)
    if not place:
        return {}
    meaning = PARTY_WORDS.get(fault.value, fault.value)
    is_state = place["kind"] == "状态"
    known = {"系统": place["system"], "代码类别": place["kind"]}
    if meaning in (PARTY_STATES if is_state else PARTY_ACTIVITIES):
        known |= {"含义": meaning, "是否计数": PARTY_STATES[meaning] if is_state else ""}
    return known


def _types(table: str) -> Callable[[Reference], list[str]]:
    return lambda reference: [*dict.fromkeys(r["type"] for r in reference.rows(table))]


# A fault and a kind of remedy; a name of nobody is either another name of somebody or somebody new.
KINDS = (
    ("unknown_department", Kind("部门别名", ("别名", "部门编号", "备注"), "部门编号", _names("ref_department"))),
    (
        "unknown_department",
        Kind("新部门", ("部门名称", "部门类型", "备注"), "部门类型", _types("ref_department"), guess=False),
    ),
    (
        "unknown_party_org",
        Kind("党组织别名", ("党组织别名", "党组织编号", "备注"), "党组织编号", _names("ref_party_org")),
    ),
    (
        "unknown_party_org",
        Kind("新党组织", ("党组织名称", "党组织类型"), "党组织类型", _types("ref_party_org"), guess=False),
    ),
    (
        "unknown_site_column",
        Kind("栏目", ("栏目", "重要程度", "备注"), "重要程度", lambda _: ["重要", "一般", NOT_COUNTED], guess=False),
    ),
    ("unknown_outlet", Kind("媒体", ("媒体名称", "媒体级别", "备注"), "媒体级别", _levels, guess=False)),
    (
        "unknown_code",
        Kind(
            "党建代码",
            ("系统", "代码类别", "代码", "含义", "是否计数"),
            "含义",
            _meanings,
            guess=False,
            name="代码",
            known=_party_code,
        ),
    ),
    (
        "unknown_status",
        Kind("稿件状态", ("稿件状态", "是否计数", "来源"), "是否计数", lambda _: ["是", "否"], guess=False),
    ),
    (
        "unknown_register_status",
        Kind(
            "台账状态",
            ("稿件状态", "是否计数", "来源"),
            "是否计数",
            lambda _: ["是", "否"],
            guess=False,
            known=_ledger_named,
        ),
    ),
)
FILE_HEADERS = ("轻重", "文件", "工作表", "行", "列", "原来的值", "问题和办法")


def write_todo(path: Path, faults: Sequence[Fault], reference: Reference, waiting: "Sequence[tuple[str, Item]]") -> str:
    """Write the workbook and say in a sentence what is in it. waiting: numbers of old bulletins with their files.

    Raises:
        WrongUse: the place cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    if path.suffix.lower() != ".xlsx" or path.is_dir() or not path.parent.is_dir():
        raise WrongUse(f"{path} 不能作为工作簿写入：名字要以 .xlsx 结尾，所在的文件夹要先建好。")
    if path.exists():
        raise WrongUse(f"{path} 已经存在，里面也许有填好的内容，不会覆盖。请换一个文件名，或先把它移走。")
    found = [(kind, rows) for code, kind in KINDS if (rows := _by_row(kind, [f for f in faults if f.code == code]))]
    rest = [f for f in faults if f.code not in (*dict(KINDS), WAITS) and f.severity != NOTE]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(path, options) as book:
            for kind, names in found:
                _write_kind(book, kind, names, reference)
            if waiting:
                from pipelines.commands.review_sheet import write_review

                write_review(book, waiting, choices_column=len(KINDS))
            _write_files(book, rest)
    except (FileCreateError, OSError) as reason:
        raise WrongUse(f"{path} 写不进去。请关闭打开着它的程序（如 Excel、WPS），或换一个位置。") from reason
    parts = [f"{kind.sheet} {len(names)} 个" for kind, names in found]
    parts += [f"待确认 {len(waiting)} 个数"] if waiting else []
    parts += [f"{FILES} {len(rest)} 处"] if rest else []
    listed = "、".join(parts) or "没有要处理的"
    return f"已写入 {path}：{listed}。填好“{CONFIRMED}”“怎么处理”列，放进 raw/reference，再运行 tongbao check。"


def _by_row(kind: Kind, faults: list[Fault]) -> list[tuple[str, list[Fault]]]:
    """Names with the places of each row to come, the most frequent first."""
    rows: dict[tuple, list[Fault]] = {}
    for fault in faults:
        rows.setdefault((fault.value, *kind.known(fault).values()), []).append(fault)
    named = [(places[0].value, places) for places in rows.values()]
    return sorted(named, key=lambda item: (-sum(f.count for f in item[1]), item[0]))


def _write_kind(book, kind: Kind, names: list[tuple[str, list[Fault]]], reference: Reference) -> None:
    headers = (CONFIRMED, *kind.headers, *ASIDE)
    sheet, text = new_sheet(book, kind.sheet, dict.fromkeys(headers, 16) | {"出处": 50, "相近的名字": 30}, HELP)
    choices = kind.choices(reference)
    for number, (name, places) in enumerate(names, start=1):
        near = _near(places[0])
        guess = next((n for n in near if n in choices and may_be_meant(name, n)), "") if kind.guess else ""
        cells = {kind.key(): name, kind.answer: guess, "相近的名字": "、".join(near), "出处": _place(places)}
        cells |= kind.known(places[0])
        for at, header in enumerate(headers):
            sheet.write_string(number, at, cells.get(header, ""), text)
        sheet.write_number(number, headers.index("行数"), sum(f.count for f in places))
    last = len(names) + SPARE_ROWS
    sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": ["是", "否"]})
    answer = headers.index(kind.answer)
    sheet.data_validation(1, answer, last, answer, choices_at(book, [kind for _, kind in KINDS].index(kind), choices))
    sheet.autofilter(0, 0, len(names), len(headers) - 1)


def _write_files(book, faults: list[Fault]) -> None:
    sheet, text = new_sheet(book, FILES, dict.fromkeys(FILE_HEADERS, 14) | {"文件": 50, "问题和办法": 90}, {})
    for number, f in enumerate(sorted(faults, key=lambda f: (f.severity != ERROR, f.path, f.row or 0)), start=1):
        row = f.row if f.row is not None else ""
        cells = ("错误" if f.severity == ERROR else "提醒", f.path, f.sheet, str(row), f.column, f.value, f.message)
        for at, cell in enumerate(cells):
            sheet.write_string(number, at, one_line(cell), text)
    sheet.autofilter(0, 0, max(len(faults), 1), len(FILE_HEADERS) - 1)


def _near(fault: Fault) -> list[str]:
    """The names that a message suggests."""
    listed = fault.message.partition("，相近的有：")[2].partition("。")[0]
    return [name for name in listed.split("、") if name]


def _place(places: list[Fault]) -> str:
    first = places[0]
    more = f"等 {len({f.path for f in places})} 个文件" if len({f.path for f in places}) > 1 else ""
    return one_line(f"{first.path} {first.sheet} 第 {first.row} 行{more}")
