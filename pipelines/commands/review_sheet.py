"""The sheet 待确认 of the workbook to work in: numbers of old bulletins that wait, one row each, ready to be answered.

An answer comes back through ``raw/reference``. It is known by the number's form and content, so it also stands for the
same words in next month's bulletin.
"""

from collections.abc import Sequence

from pipelines import seeds
from pipelines.bulletins import Item, periods
from pipelines.bulletins.figure import TOTAL
from pipelines.commands.todo_sheet import choices_at, new_sheet
from pipelines.faults import one_line
from pipelines.sources import catalog

SHEET = "待确认"
HEADERS = {
    "怎么处理": 10,
    "指标": 22,
    "统计时段": 18,
    "范围": 18,
    "限定词": 10,
    "印的数": 12,
    "通报原文": 60,
    "为什么待确认": 44,
    "所在通报": 40,
    "所在位置": 18,
    "通报时段": 12,
    "待确认编号": 28,
}
HELP = {
    "怎么处理": "采用：按这一行的指标、时段、范围计入（可以先改正）；不采用：不算；还没想好的留空。"
    "同样写法（同一列、下个月的同一句）答一个就行，别的照着办。",
    "指标": "程序猜的，不对的请改成下拉里的另一个；空着的是程序认不出统计什么的数，要计入就选一个指标。",
    "统计时段": "如 2020-09、2020、2020-H1（上半年）、2020-07..2020-09。",
    "范围": "全校的写 合计；一部分或一个单位的，写它的名称。",
    "待确认编号": "回来时靠它认出这个数，请不要改。",
}


def write_review(book, items: Sequence[tuple[str, Item]], choices_column: int) -> None:
    """Write the sheet into an open workbook; a form that comes many times is answered once."""
    sheet, text = new_sheet(book, SHEET, HEADERS, HELP)
    metrics = {metric: row["name"] for metric, row in seeds.rows_by("metric", "metric_id").items()}
    fmt = next(f for f in catalog.load().of("reference") if f.id == "ref_bulletin_answer")
    qualifiers = {kind: word for word, kind in fmt.choices["qualifier"].items()}
    for number, (name, item) in enumerate(items, start=1):
        figure, numeral = item.figure, item.figure.numeral
        cells = {
            "指标": metrics.get(figure.metric_id, figure.metric_id),
            "统计时段": figure.period.text,
            "范围": figure.row_label,
            "限定词": qualifiers.get(numeral.qualifier, ""),
            "印的数": numeral.printed,
            "通报原文": figure.words,
            "为什么待确认": "；".join(figure.doubts),
            "所在通报": name,
            "所在位置": f"{figure.sheet} {figure.place}" if figure.sheet not in figure.place else figure.place,
            "通报时段": item.base.text,
            "待确认编号": item.id,
        }
        for at, header in enumerate(HEADERS):
            sheet.write_string(number, at, one_line(cells.get(header, "")), text)
        _offer(sheet, number, "统计时段", list(dict.fromkeys([figure.period.text, *_periods(item)])))
        _offer(sheet, number, "范围", list(dict.fromkeys([TOTAL, figure.row_label])))
    last = len(items)
    sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": list(fmt.choices["decision"])})
    at = list(HEADERS).index("指标")
    sheet.data_validation(1, at, last, at, choices_at(book, choices_column, sorted(metrics.values())))
    at = list(HEADERS).index("限定词")
    sheet.data_validation(1, at, last, at, {"validate": "list", "source": list(qualifiers.values())})
    sheet.autofilter(0, 0, last, len(HEADERS) - 1)


def _periods(item: Item) -> list[str]:
    return list(periods.relations(item.base).values())[::-1] if item.base.is_dated else []


def _offer(sheet, row: int, header: str, texts: list[str]) -> None:
    """A drop-down that other texts may still be typed into; Excel takes 255 characters of it."""
    texts = [text for text in texts if text and "," not in text]
    while len(",".join(texts)) > 255:
        texts.pop()
    if texts:
        at = list(HEADERS).index(header)
        options = {
            "validate": "list",
            "source": texts,
            "error_type": "warning",
            "error_message": "下拉里没有，确定吗？",
        }
        sheet.data_validation(row, at, row, at, options)
