"""The month on seven slides for the leaders' meeting, with native charts that can be edited in PowerPoint or WPS.

Belongs here: slides, places, chart formats. Does not belong here: what is said (``briefing``).
"""

import re
from datetime import datetime
from io import BytesIO
from itertools import groupby
from zipfile import ZipFile

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from pipelines.months import shift, span
from pipelines.reports import format as fmt
from pipelines.reports import theme
from pipelines.reports.briefing import Briefing, Figure
from pipelines.reports.word_page import clean, without_clock

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, BODY = Inches(0.7), Inches(1.5), Inches(11.93)
TITLE_ONLY = 5
DEPARTMENTS = 12
# Every Windows and WPS has it; PowerPoint takes what the machine has where it is missing.
FONT = "微软雅黑"
# What python-pptx writes into the workbook of each chart: the moment of writing.
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def render(briefing: Briefing) -> bytes:
    """The .pptx file; the same briefing always gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _opening(deck, briefing)
    _figures(deck, briefing)
    _years(deck, briefing)
    _departments(deck, briefing)
    _works(deck, briefing)
    _targets(deck, briefing)
    _attention(deck, briefing)
    for number, slide in enumerate(deck.slides, start=1):
        demo = "演示数据　" if briefing.is_demo else ""
        foot = f"{demo}{clean(briefing.institution)}　{number} / {len(deck.slides)}"
        _text(slide, foot, LEFT, Inches(7.02), BODY, Inches(0.35), 11, theme.MUTED)
    properties = deck.core_properties
    properties.title, properties.author = briefing.title, clean(briefing.issuer)
    properties.last_modified_by, properties.revision = clean(briefing.issuer), 1
    properties.created = properties.modified = briefing.dated
    stream = BytesIO()
    deck.save(stream)
    return _settled(stream.getvalue(), briefing.dated)


def _opening(deck, briefing: Briefing) -> None:
    slide = _slide(deck, briefing.title)
    _text(slide, briefing.institution, LEFT, Inches(1.4), BODY, Inches(0.5), 18, theme.MUTED)
    size = 28 if len(briefing.headline) < 80 else 24
    _text(slide, briefing.headline, LEFT, Inches(2.1), BODY, Inches(1.7), size, theme.INK)
    _text(slide, briefing.second, LEFT, Inches(3.9), BODY, Inches(1.5), 20, theme.INK)
    _text(slide, "\n".join(briefing.caveats), LEFT, Inches(5.7), BODY, Inches(1.2), 13, theme.MUTED)


def _figures(deck, briefing: Briefing) -> None:
    slide = _slide(deck, "本月数字")
    for place, figure in enumerate(briefing.figures):
        row, column = divmod(place, 2)
        left, top = LEFT + Inches(6.1) * column, Inches(1.35) + Inches(2.85) * row
        _text(slide, f"{figure.name}　{figure.value}", left, top, Inches(5.8), Inches(0.45), 20, theme.INK, bold=True)
        beside = "，".join(text for text in (figure.beside, figure.caveats) if text)
        _text(slide, beside, left, top + Inches(0.42), Inches(5.8), Inches(0.35), 13, theme.MUTED)
        _thirteen_months(slide, figure, left, top + Inches(0.75), Inches(5.7), Inches(1.95))


def _thirteen_months(slide, figure: Figure, left, top, width, height) -> None:
    """Columns from zero; this month solid and labelled, the same month last year outlined; a gap where nothing is
    known."""
    # A warehouse that has only begun has fewer months: the chart keeps thirteen places.
    figures = [None] * (13 - len(figure.points)) + figure.points
    first = shift(figure.points[-1]["month"], -12)
    data = CategoryChartData()
    data.categories = [f"{month[2:4]}.{int(month[5:])}" for month in span(first, figure.points[-1]["month"])]
    data.add_series(
        _label(f"{figure.name}（{figure.unit}）"), [_plotted(point) if point else None for point in figures]
    )
    chart = _chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, left, top, width, height, f"{figure.name}近十三个月")
    # The two labels say how high the columns are; an axis would run into the first of them.
    _without_axis(chart)
    plot = chart.plots[0]
    plot.gap_width = 45
    columns = plot.series[0].points
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = _rgb(theme.OTHER)
    for index, inside in ((12, theme.NOW), (0, theme.PAPER)):
        point = columns[index]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = _rgb(inside)
        point.format.line.color.rgb = _rgb(theme.NOW)
        shown = figures[index]
        if shown and shown["value"] is not None and figure.unit != "%":
            label = point.data_label
            label.has_text_frame = True
            run = label.text_frame.paragraphs[0].add_run()
            run.text = fmt.short_number(shown["value"])
            run.font.size, run.font.color.rgb = Pt(11), _rgb(theme.INK)
            label.position = XL_LABEL_POSITION.OUTSIDE_END


def _years(deck, briefing: Briefing) -> None:
    """The months of this year beside those of last year, of the two figures leaders ask for first."""
    slide = _slide(deck, "今年各月与去年同月")
    year = briefing.month[:4]
    for place, figure in enumerate(briefing.figures[:2]):
        left = LEFT + Inches(6.1) * place
        now = {point["month"]: _plotted(point) for point in figure.points}
        before = {point["month"]: point["last_year_value"] for point in figure.points}
        months = [f"{year}-{number:02d}" for number in range(1, int(briefing.month[5:]) + 1)]
        data = CategoryChartData()
        data.categories = [fmt.month_of_year(month) for month in months]
        data.add_series(f"{int(year) - 1}年", [_number(before.get(month)) for month in months])
        data.add_series(f"{year}年", [now.get(month) for month in months])
        _text(slide, f"{figure.name}（{figure.unit}）", left, Inches(1.35), Inches(5.8), Inches(0.4), 18, theme.INK)
        chart = _chart(
            slide,
            XL_CHART_TYPE.COLUMN_CLUSTERED,
            data,
            left,
            Inches(1.8),
            Inches(5.8),
            Inches(4.5),
            f"{figure.name}今年各月与去年同月",
        )
        _two_series(chart)
    known = [point["last_year_value"] for figure in briefing.figures[:2] for point in figure.points]
    if not any(value is not None for value in known):
        _text(slide, "还没有去年同月的数。", LEFT, Inches(6.4), BODY, Inches(0.4), 13, theme.MUTED)


def _departments(deck, briefing: Briefing) -> None:
    slide = _slide(deck, "各部门" + (f"：{briefing.department_metric}" if briefing.department_metric else ""))
    shown = briefing.departments[:DEPARTMENTS]
    if not shown:
        _text(slide, "本月没有分部门的数。", LEFT, TOP, BODY, Inches(0.5), 18, theme.MUTED)
        return
    data = CategoryChartData()
    # A bar chart counts from below.
    listed = list(reversed(shown))
    data.categories = [_label(row["department_name"]) for row in listed]
    data.add_series("去年同月", [_number(row["last_year_value"]) for row in listed])
    data.add_series("本月", [_number(row["value"]) for row in listed])
    said = f"各部门{briefing.department_metric}本月与去年同月"
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, LEFT, Inches(1.3), BODY, Inches(5.2), said)
    _two_series(chart)
    _without_axis(chart)
    more = [f"另有 {len(briefing.departments) - len(shown)} 个部门没有画出"] if len(briefing.departments) > 12 else []
    more += [f"本月为 0 的部门 {briefing.without} 个"] if briefing.without else []
    _text(slide, "；".join(more), LEFT, Inches(6.55), BODY, Inches(0.4), 13, theme.MUTED)


def _works(deck, briefing: Briefing) -> None:
    slide = _slide(deck, "最受欢迎")
    kinds = [list(rows) for _, rows in groupby(briefing.works, key=lambda work: work["metric_id"])]
    if not kinds:
        _text(slide, "本月没有逐件的浏览数。", LEFT, TOP, BODY, Inches(0.5), 18, theme.MUTED)
        return
    rows = [(work["kind_name"], work["title"] or "（无标题）", _seen(work)) for kind in kinds for work in kind]
    shape = slide.shapes.add_table(len(rows) + 1, 3, LEFT, Inches(1.4), BODY, Inches(0.5) * (len(rows) + 1))
    table = shape.table
    for column, width in enumerate((1.8, 7.33, 2.8)):
        table.columns[column].width = Inches(width)
    for number, cells in enumerate([("", "标题", "浏览"), *rows]):
        for column, text in enumerate(cells):
            cell = table.cell(number, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(theme.WASH if number == 0 else theme.PAPER)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            run = paragraph.add_run()
            run.text = clean(text)
            run.font.size, run.font.bold, run.font.color.rgb = Pt(16), number == 0, _rgb(theme.INK)


def _seen(work: dict) -> str:
    mark = "（暂定）" if work["is_provisional"] else ""
    return f"{work['seen_name']} {'≥' if work['is_floor'] else ''}{fmt.short_number(work['seen'])}{mark}"


def _targets(deck, briefing: Briefing) -> None:
    """Done against an even pace, in percent of what is asked for the year."""
    slide = _slide(deck, "年度目标的进度")
    if not briefing.targets:
        _text(slide, "没有登记全校的年度目标。", LEFT, TOP, BODY, Inches(0.5), 18, theme.MUTED)
        return
    data = CategoryChartData(number_format="0%")
    listed = list(reversed(briefing.targets[:8]))
    data.categories = [_demand(row) for row in listed]
    data.add_series("时间进度", [row["expected_so_far"] / row["expected"] for row in listed])
    data.add_series("已完成", [row["actual"] / row["expected"] for row in listed])
    height = Inches(min(4.9, 1.2 + 0.9 * len(listed)))
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, LEFT, Inches(1.4), BODY, height, "年度目标的进度", "0%")
    _two_series(chart)
    chart.value_axis.minimum_scale = 0
    behind = [clean(row["metric_name"]) for row in briefing.targets if row["status"] == "behind"]
    said = f"落后于时间进度：{'、'.join(behind)}。" if behind else "都不落后于时间进度。"
    _text(slide, said, LEFT, Inches(6.45), BODY, Inches(0.4), 16, theme.INK)


def _demand(target: dict) -> str:
    done, asked = fmt.short_number(target["actual"]), fmt.short_number(target["expected"])
    return _label(f"{target['metric_name']} {done} / {asked} {target['unit']}")


def _attention(deck, briefing: Briefing) -> None:
    slide = _slide(deck, "请留意")
    lines = briefing.attention or ["没有要处理的事项。"]
    _text(slide, "\n".join(lines), LEFT, Inches(1.5), BODY, Inches(2.2), 20, theme.INK, space=10)
    if briefing.coming:
        _text(slide, "下月工作", LEFT, Inches(4.0), BODY, Inches(0.5), 18, theme.RED)
        coming = "\n".join(f"{number}．{text}" for number, text in enumerate(briefing.coming[:6], start=1))
        _text(slide, coming, LEFT, Inches(4.5), BODY, Inches(2.3), 16, theme.INK)


def _slide(deck, title: str):
    """A slide with its title above a red rule."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    placeholder = slide.shapes.title
    placeholder.left, placeholder.top, placeholder.width, placeholder.height = LEFT, Inches(0.4), BODY, Inches(0.75)
    frame = placeholder.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    run = frame.paragraphs[0].add_run()
    frame.paragraphs[0].alignment = 1
    run.text = clean(title)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(30), True, _rgb(theme.INK)
    rule = slide.shapes.add_connector(1, LEFT, Inches(1.18), LEFT + BODY, Inches(1.18))
    rule.line.color.rgb, rule.line.width = _rgb(theme.RED), Pt(2)
    return slide


def _text(slide, text: str, left, top, width, height, size: int, colour: str, bold: bool = False, space: int = 4):
    """Lines of text; nothing for an empty one."""
    lines = [clean(line) for line in text.split("\n") if line.strip()]
    if not lines:
        return
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(space)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _rgb(colour)


def _chart(slide, kind, data, left, top, width, height, said: str, number_format: str = "#,##0"):
    """A chart without title and frame. ``said``: what a screen reader says of it."""
    frame = slide.shapes.add_chart(kind, left, top, Emu(int(width)), Emu(int(height)), data)
    frame.element.nvGraphicFramePr.cNvPr.set("descr", clean(said))
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size, chart.font.color.rgb = Pt(11), _rgb(theme.MUTED)
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale = 0 if _is_positive(data) else None
    values.major_gridlines.format.line.color.rgb = _rgb(theme.RULE)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = number_format, False
    categories.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = _rgb(theme.RULE)
    # Below the chart, also where a net figure is negative.
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return chart


def _without_axis(chart) -> None:
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False


def _is_positive(data) -> bool:
    return all(value is None or value >= 0 for series in data for value in series.values)


def _two_series(chart) -> None:
    """The first pale, the second strong, with a legend and labels on the second."""
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = Pt(12)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 0
    for series, colour in zip(plot.series, (theme.OTHER, theme.NOW), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
    labels = plot.series[1].data_labels
    labels.show_value, labels.font.size = True, Pt(11)
    labels.font.color.rgb = _rgb(theme.INK)
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.number_format_is_linked = False
    labels.number_format = chart.value_axis.tick_labels.number_format


def _label(text: str) -> str:
    """A name in the workbook behind a chart, where python-pptx would make a formula or a link of some."""
    return re.sub(r"^(?=[={]|[a-z]+:)", " ", clean(text), flags=re.IGNORECASE)


def _plotted(point: dict) -> float | None:
    return _number(point["value"])


def _number(value) -> float | None:
    return None if value is None else float(value)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def _settled(content: bytes, dated: datetime) -> bytes:
    """The same archive without the clock, in the workbooks of its charts too, and with a Chinese font in its theme."""
    replaced = {}
    with ZipFile(BytesIO(content)) as source:
        for name in source.namelist():
            if name.endswith(".xlsx"):
                replaced[name] = _settled(source.read(name), dated)
            elif name == "docProps/core.xml":
                moment = rb"\g<1>" + f"{dated:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>"
                replaced[name] = _MOMENT.sub(moment, source.read(name))
            elif name.startswith("ppt/theme/"):
                font = f'<a:ea typeface="{FONT}"/>'.encode()
                replaced[name] = source.read(name).replace(b'<a:ea typeface=""/>', font)
    return without_clock(content, replaced)
