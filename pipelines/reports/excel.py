"""A month's workbook: an overview with charts, metrics by months, departments by metrics, works, the printed tables,
definitions and sources.

Belongs here: sheets, cell formats, charts. Does not belong here: what is said (``bulletin``, ``workbook``).
"""

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.months import shift, span
from pipelines.reports import format as fmt
from pipelines.reports import theme
from pipelines.reports.bulletin import Bulletin, Table
from pipelines.reports.story import rules
from pipelines.reports.word_page import clean
from pipelines.reports.workbook import Workbook

OVERVIEW, METRICS, DEPARTMENTS, WORKS = "概览和说明", "指标×月份", "部门×指标", "作品"
# The workbook may come back as a bulletin of the past: no headers that bulletins have, sentences under 说明.
UNIT = "计量单位"
NOTES, SOURCES, CHART_DATA = "口径", "来源", "图表数据"
CHARTS, CHARTS_BESIDE = 6, 2
CHART_WIDTH, CHART_HEIGHT, CHART_ROWS = 470, 200, 11
NARROW, NUMBER, WIDE = 7, 14, 46
A4 = 9
STYLE = "Table Style Light 1"
MARKED = "≥ 是只知道下限，* 是暂定数，以后还会变；缺是没有数据，不等于 0。"


@dataclass(frozen=True)
class Cell:
    """A number with what is to be known of it; ``value`` None prints ``word``."""

    value: float | None
    unit: str = ""
    word: str = ""
    is_floor: bool = False
    is_provisional: bool = False
    is_change: bool = False


class Book:
    """An xlsxwriter workbook and its formats, each made once."""

    def __init__(self, stream: BytesIO):
        # Texts come from other people's files: none may become a formula, a link or a number.
        guarded = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = xlsxwriter.Workbook(stream, guarded)
        self._formats: dict[tuple, Format] = {}

    def style(self, **properties) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"font_name": "微软雅黑", "font_size": 10} | properties)
        return self._formats[key]

    def chart(self, kind: str) -> Chart:
        made = self.workbook.add_chart({"type": kind})
        if made is None:
            raise ValueError(kind)
        return made

    def sheet(self, name: str, title: str, is_wide: bool = False) -> Worksheet:
        """A sheet that prints on A4, with its title in the first row."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        if is_wide:
            sheet.set_landscape()
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.set_row(0, 26)
        title_style = self.style(bold=True, font_size=14, font_color=theme.INK, valign="vcenter")
        sheet.write_string(0, 0, clean(title), title_style)
        return sheet

    def table(self, sheet, row: int, header: list[str], rows: list[list], frozen: int | None = 1) -> None:
        """A table object with its header in ``row``: filtered, as wide as its text. ``frozen``: how many columns stay
        with the header, None where nothing does."""
        numbers = [any(isinstance(cells[column], Cell | int) for cells in rows) for column in range(len(header))]
        for below, cells in enumerate(rows, start=row + 1):
            for column, cell in enumerate(cells):
                self.write(sheet, below, column, cell)
        columns = [
            {"header": name, "header_format": self._head("right" if is_number else "left")}
            for name, is_number in zip(_distinct(header), numbers, strict=True)
        ]
        sheet.add_table(
            row, 0, row + max(len(rows), 1), len(header) - 1, {"columns": columns, "style": STYLE, "autofilter": True}
        )
        for column, name in enumerate(header):
            widths = [_width(_text(cells[column])) for cells in rows]
            # The header of a number may take two lines; 3 is for the button of the filter.
            title = (_width(name) + 1) // 2 if numbers[column] and _width(name) > NUMBER else _width(name)
            sheet.set_column(column, column, min(max(*widths, title + 3, NARROW), WIDE))
        if any(numbers[c] and _width(name) > NUMBER for c, name in enumerate(header)):
            sheet.set_row(row, 30)
        if frozen is not None:
            sheet.freeze_panes(row + 1, frozen)
        sheet.repeat_rows(row)

    def _head(self, align: str):
        return self.style(
            bold=True,
            bg_color=theme.WASH,
            font_color=theme.INK,
            bottom=1,
            text_wrap=True,
            valign="vcenter",
            align=align,
        )

    def write(self, sheet, row: int, column: int, cell) -> None:
        match cell:
            case None | "":
                pass
            case Cell(value=None):
                sheet.write_string(row, column, cell.word, self.style(align="right", font_color=theme.MUTED))
            case Cell():
                sheet.write_number(row, column, cell.value, self.style(num_format=_number_format(cell)))
            case bool():
                sheet.write_string(row, column, "是" if cell else "")
            case int() | float():
                sheet.write_number(row, column, cell, self.style(num_format="#,##0"))
            case dt.date():
                sheet.write_datetime(row, column, cell, self.style(num_format="yyyy-mm-dd", align="left"))
            case _:
                wrap = _width(str(cell)) > WIDE
                sheet.write_string(row, column, clean(cell), self.style(text_wrap=wrap, valign="top"))


def render(bulletin: Bulletin, content: Workbook) -> bytes:
    """The .xlsx file; the same contents always give the same bytes."""
    stream = BytesIO()
    book = Book(stream)
    with book.workbook as workbook:
        workbook.set_properties(
            {"title": clean(bulletin.title), "author": clean(bulletin.issuer), "created": bulletin.dated}
        )
        overview = _overview(book, bulletin, content)
        _metrics(book, content)
        _departments(book, content)
        _works(book, content)
        for table in bulletin.tables.values():
            _printed(book, table)
        _notes(book, bulletin, content)
        _sources(book, content)
        _charts(book, overview, content)
    return stream.getvalue()


def _overview(book: Book, bulletin: Bulletin, content: Workbook):
    """The month in sentences, its figures, and below them (``_charts``) their charts. Returns sheet and next row."""
    demo = "（演示数据）" if bulletin.is_demo else ""
    sheet = book.sheet(OVERVIEW, f"{bulletin.institution}{fmt.month_name(bulletin.month)}宣传数据{demo}", is_wide=True)
    row = 1
    for text in content.said:
        sheet.merge_range(row, 0, row, 8, clean(text), book.style(text_wrap=True, valign="top"))
        sheet.set_row(row, 15 * (1 + _width(text) // 130))
        row += 1
    header = ["渠道", "指标", UNIT, "本月", "去年同月", "增减", "同比", "本年累计", "说明"]
    now = [rows[-1] for rows in content.metrics.values() if rows[-1]["is_headline"]]
    book.table(sheet, row + 1, header, [_headline(fact) for fact in now], frozen=None)
    # Nothing is frozen here: the sentences above the table would fill a small screen.
    sheet.fit_to_pages(1, 1)
    return sheet, row + 3 + len(now)


def _headline(fact: dict) -> list:
    compared = fmt.compared(fact, "yoy")
    unit = fact["unit"]
    is_small = compared.base is None or abs(compared.base) < rules.PERCENT_BASE
    share = None if unit == "%" or compared.pct is None or is_small else Cell(compared.pct, "%", is_change=True)
    reasons = [fmt.caveats(fact)]
    if fact["yoy_reason"] and compared.difference is None and fact["value"] is not None:
        reasons.append(fmt.reason_of(fact["yoy_reason"]))
    if compared.days:
        reasons.append(f"增减按前 {compared.days} 天")
    return [
        fact["channel_name"],
        fact["metric_name"],
        unit,
        _cell(fact),
        Cell(fact["last_year_value"], unit) if fact["last_year_value"] is not None else "",
        Cell(compared.difference, unit, is_change=True) if compared.difference is not None else "",
        share,
        Cell(fact["ytd_value"], unit) if fact["ytd_value"] is not None else "",
        "；".join(reason for reason in reasons if reason),
    ]


def _metrics(book: Book, content: Workbook) -> None:
    sheet = book.sheet(METRICS, "各项指标近十三个月", is_wide=True)
    sheet.write_string(1, 0, MARKED, book.style(font_color=theme.MUTED))
    header = ["渠道", "指标", UNIT, *map(_short_month, content.months)]
    rows = [
        [points[-1]["channel_name"], points[-1]["metric_name"], points[-1]["unit"], *map(_cell, points)]
        for points in content.metrics.values()
    ]
    book.table(sheet, 2, header, rows, frozen=3)


def _departments(book: Book, content: Workbook) -> None:
    """One row per department in printing order, one column per metric that any of them has."""
    sheet = book.sheet(DEPARTMENTS, "各部门本月各项指标", is_wide=True)
    sheet.write_string(1, 0, MARKED, book.style(font_color=theme.MUTED))
    metrics: dict[str, str] = {}
    cells: dict[str, dict[str, Cell]] = {}
    told = {row["metric_id"] for row in content.departments if row["value"]}
    for row in content.departments:
        if row["metric_id"] in told:
            unit = "" if row["unit"] == "%" else f"（{row['unit']}）"
            metrics[row["metric_id"]] = f"{row['metric_name']}{unit}"
        cells.setdefault(row["department_name"], {})[row["metric_id"]] = _cell(row)
    nothing = Cell(None, word=fmt.NOTHING)
    rows = [[name, *(found.get(metric, nothing) for metric in metrics)] for name, found in cells.items()]
    book.table(sheet, 2, ["各部门", *metrics.values()], rows)
    sheet.repeat_columns("A:A")
    sheet.fit_to_pages(2, 0)


def _works(book: Book, content: Workbook) -> None:
    sheet = book.sheet(WORKS, "本月作品", is_wide=True)
    explained = "浏览：网站是点击，公众号是阅读，短视频是播放，自发布到导出时的累计。"
    sheet.write_string(1, 0, explained + MARKED, book.style(font_color=theme.MUTED))
    header = ["渠道", "标题", "发布日期", "栏目或形式", "供稿或发布部门", "浏览", "分享"]
    rows = [
        [
            work["channel"],
            work["title"] or "",
            work["day"],
            work["kind"] or "",
            work["department_name"] or "",
            Cell(work["seen"], "次", fmt.NOTHING, work["is_floor"], work["is_provisional"]),
            Cell(work["shares"], "次", fmt.NOTHING),
        ]
        for work in content.works
    ]
    book.table(sheet, 2, header, rows, frozen=2)


def _printed(book: Book, table: Table) -> None:
    sheet = book.sheet(f"表{table.number}", table.caption)
    if not table.rows:
        sheet.write_string(1, 0, clean(f"（{table.empty}）"))
        return
    header, rows = table.header, table.rows
    if len(set(header)) < len(header):
        # Printed side by side; a table object has each column once.
        half = len(header) // 2
        halves = [row[:half] for row in rows] + [row[half:] for row in rows]
        header, rows = header[:half], [row for row in halves if any(cell != "" for cell in row)]
    book.table(sheet, 1, header, rows, frozen=0)


def _notes(book: Book, bulletin: Bulletin, content: Workbook) -> None:
    sheet = book.sheet(NOTES, "口径说明", is_wide=True)
    row = 1
    for note in (f"单位：{bulletin.institution}", f"主管部门：{bulletin.issuer}", *bulletin.notes):
        sheet.write_string(row, 0, clean(note), book.style())
        row += 1
    rows = [
        [points[-1]["metric_name"], points[-1]["unit"], points[-1]["definition"] or "", points[-1]["metric_id"]]
        for points in content.metrics.values()
    ]
    book.table(sheet, row + 1, ["指标", UNIT, "口径", "指标编号"], rows, frozen=None)
    sheet.set_column(2, 2, 90)


def _sources(book: Book, content: Workbook) -> None:
    sheet = book.sheet(SOURCES, "本月用到的文件", is_wide=True)
    header = ["来源", "账号", "文件", "读入行", "采用", "拒收", "被新版取代", "第一天", "最后一天", "指纹"]
    keys = ("rows_in", "rows_kept", "rows_refused", "rows_superseded", "first_date", "last_date", "fingerprint")
    rows = [
        [file["dataset_name"], file["account_name"] or "", file["path"], *(file[key] for key in keys)]
        for file in content.files
    ]
    book.table(sheet, 1, header, rows)


def _charts(book: Book, overview: tuple, content: Workbook) -> None:
    """Native charts below the figures: columns for flows, lines for stocks, gaps left as gaps. Their figures stand in
    a sheet of their own, because a chart reads the word 缺 in a cell as zero."""
    used = [points for points in content.metrics.values() if points[-1]["is_headline"] and points[-1]["unit"] != "%"]
    chosen = {points[-1]["metric_id"]: points for points in used}
    order = [metric for metric in rules.HERO_ORDER if metric in chosen]
    order = [*order, *(metric for metric in chosen if metric not in order)][:CHARTS]
    if not order:
        return
    sheet, first = overview
    data = book.sheet(CHART_DATA, "概览中各图的数字（没有数据的月份空着）", is_wide=True)
    names = [f"{chosen[metric][-1]['metric_name']}（{chosen[metric][-1]['unit']}）" for metric in order]
    # A warehouse that has only begun has fewer months: the charts keep thirteen places.
    places = span(shift(content.months[-1], -12), content.months[-1])
    values = {(metric, point["month"]): _plotted(point) for metric in order for point in chosen[metric]}
    rows = [[_short_month(month), *(values.get((metric, month)) for metric in order)] for month in places]
    book.table(data, 1, ["月份", *names], rows)
    last = len(places) + 1
    for place, metric in enumerate(order):
        points = chosen[metric]
        is_stock = points[-1]["additivity"] == "semi"
        chart = book.chart("line" if is_stock else "column")
        series = {
            "categories": [CHART_DATA, 2, 0, last, 0],
            "values": [CHART_DATA, 2, place + 1, last, place + 1],
            "name": [CHART_DATA, 1, place + 1],
            "fill": {"color": theme.OTHER},
            "gap": 45,
        }
        if is_stock:
            series |= {"line": {"color": theme.NOW, "width": 2}, "marker": {"type": "circle", "size": 4}}
        else:
            series["points"] = [_point(i, len(places)) for i in range(len(places))]
        chart.add_series(series)
        small = {"size": 8, "color": theme.MUTED}
        chart.set_title({"name": names[place], "name_font": {"size": 11, "bold": False, "color": theme.INK}})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": small, "line": {"color": theme.RULE}, "major_tick_mark": "none"})
        grid = {"visible": True, "line": {"color": theme.RULE, "width": 0.5}}
        chart.set_y_axis({"num_font": small, "line": {"none": True}, "major_gridlines": grid, "num_format": "#,##0"})
        chart.set_chartarea({"border": {"color": theme.RULE}})
        chart.show_blanks_as("gap")
        chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        row, beside = divmod(place, CHARTS_BESIDE)
        offset = {"x_offset": beside * (CHART_WIDTH + 12), "object_position": 3}
        sheet.insert_chart(first + row * CHART_ROWS, 0, chart, offset)


def _point(index: int, count: int) -> dict:
    """This month solid, the same month last year outlined, the others pale."""
    if index == count - 1:
        return {"fill": {"color": theme.NOW}}
    if index == count - 13:
        return {"fill": {"color": theme.PAPER}, "border": {"color": theme.NOW, "width": 1.25}}
    return {"fill": {"color": theme.OTHER}}


def _plotted(point: dict) -> Cell | None:
    return Cell(point["value"], point["unit"]) if point["value"] is not None else None


def _cell(row: dict) -> Cell:
    word = fmt.figure(None, row["status"]) if row["value"] is None else ""
    return Cell(row["value"], row["unit"], word, bool(row.get("is_floor")), bool(row["is_provisional"]))


def _number_format(cell: Cell) -> str:
    is_whole = float(cell.value or 0).is_integer()
    pattern = "0.0%" if cell.unit == "%" else "#,##0" if is_whole else "#,##0.##"
    if cell.is_change:
        return f"+{pattern};{fmt.MINUS}{pattern};{pattern}"
    return ('"≥"' if cell.is_floor else "") + pattern + ('"*"' if cell.is_provisional else "")


def _text(cell) -> str:
    """What a cell shows, for its width."""
    if isinstance(cell, Cell):
        return f"{fmt.figure(cell.value, unit=cell.unit)}  " if cell.value is not None else cell.word
    return "" if cell is None else str(cell)


def _width(text: str) -> int:
    """In columns of a narrow letter; Chinese ones take two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text) + 1


def _distinct(names: list[str]) -> list[str]:
    """Headers of a table object must differ, also in capitals alone."""
    seen: dict[str, int] = {}
    distinct = []
    for name in map(clean, names):
        number = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        distinct.append(name if number == 1 else f"{name}（{number}）")
    return distinct


def _short_month(month: str) -> str:
    return f"{month[:4]}.{int(month[5:])}"
