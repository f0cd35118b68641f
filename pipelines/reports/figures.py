"""Charts: rows in, Plotly figure out. Titles, units and keys to symbols stand in the page, not in the figure.

One metric per chart, so axes never mix units. A month without a value is a gap in the line with the word for it at
the foot of the chart; a provisional month is hollow. The charts carry no numbers that the table below them lacks.
"""

from html import escape
from itertools import groupby

import plotly.graph_objects as go

from pipelines.reports import format as fmt

FONT = (
    '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC",'
    '"WenQuanYi Micro Hei",sans-serif'
)
# The same values as in static/page.css.
ACCENT, INK, MUTED, RULE, PAPER = "#14507a", "#1c2429", "#5d6a72", "#e3e7ea", "#ffffff"
WASH = "#f5f7f8"
PALE, TINT = "#b9cbd8", "#8fb3cc"

# Up to here Plotly would put ticks at halves.
FEW = 5

# Merged into every chart by static/charts.js, so a page carries it once.
THEME = {
    "layout": {
        "font": {"family": FONT, "size": 12, "color": MUTED},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 14, "b": 4},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": RULE, "font": {"family": FONT, "size": 12, "color": INK}},
        "xaxis": {
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showline": True,
            "linecolor": RULE,
            "gridcolor": RULE,
            "automargin": True,
        },
        "yaxis": {"fixedrange": True, "gridcolor": RULE, "zeroline": False, "automargin": True, "nticks": 4},
    }
}

# The mode bar of Plotly 7 offers to upload the data to the vendor's cloud; nothing here may leave the page.
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": False,
    "scrollZoom": False,
    "locale": "zh-CN",
}

LOCALE = {
    "moduleType": "locale",
    "name": "zh-CN",
    "dictionary": {"Autoscale": "自动缩放", "Reset axes": "恢复坐标轴", "Zoom": "缩放", "Pan": "平移"},
    "format": {
        "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
        "shortDays": ["日", "一", "二", "三", "四", "五", "六"],
        "months": [f"{i}月" for i in range(1, 13)],
        "shortMonths": [f"{i}月" for i in range(1, 13)],
        "date": "%Y年%m月%d日",
    },
}


def trend(points: list[dict], height: int = 190) -> go.Figure:
    """Line over months. ``points``: month, value, status, is_provisional, additivity, unit; oldest first.

    Flows start at zero; a stock (``semi``) does not, or its movement would be invisible.
    """
    unit = points[-1]["unit"]
    labels = [_tick(point["month"], index) for index, point in enumerate(points)]
    known = [point["value"] for point in points if point["value"] is not None]
    scale = 10_000 if known and max(map(abs, known)) >= fmt.WAN_FROM else 1
    last_known = max((i for i, point in enumerate(points) if point["value"] is not None), default=None)
    gaps = _gaps(points)
    yaxis = {
        "tickformat": ".0%" if unit == "%" else ",~f",
        "ticksuffix": "万" if scale > 1 else "",
        "rangemode": "normal" if points[-1]["additivity"] == "semi" else "tozero",
    }
    yaxis |= _whole_ticks(known, unit)
    if not any(known):
        yaxis |= {"range": [0, 1], "tickvals": [0]}
    line = dict(
        type="scatter",
        x=list(range(len(points))),
        y=[None if point["value"] is None else point["value"] / scale for point in points],
        mode="lines+markers",
        connectgaps=False,
        line={"color": ACCENT, "width": 2},
        marker={
            "size": [9 if index == last_known else 6 for index in range(len(points))],
            "color": [PAPER if point["is_provisional"] else ACCENT for point in points],
            "line": {"color": ACCENT, "width": 2},
            # Plotly makes markers of differing size see-through unless told otherwise.
            "opacity": 1,
        },
        text=[
            f"{fmt.month_name(point['month'])}<br><b>{fmt.figure(point['value'], point['status'], unit)}</b>"
            f"{'' if unit == '%' else ' ' + unit}{'（暂定）' if point['is_provisional'] else ''}"
            for point in points
        ],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    return _figure(
        [line],
        height=height,
        xaxis={
            "tickvals": [i for i, label in enumerate(labels) if label],
            "ticktext": [label for label in labels if label],
            "range": [-0.5, len(points) - 0.5],
        },
        yaxis=yaxis,
        shapes=[
            {
                "type": "rect",
                "x0": first - 0.5,
                "x1": last + 0.5,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "fillcolor": WASH,
                "line": {"width": 0},
                "layer": "below",
            }
            for _, first, last in gaps
        ],
        annotations=[
            {
                "x": (first + last) / 2,
                "y": 0,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "text": word,
                "font": {"size": 11, "color": MUTED},
            }
            for word, first, last in gaps
        ],
    )


def _whole_ticks(values: list, unit: str) -> dict:
    """Half a thing does not exist: small counts are marked one by one."""
    return {"dtick": 1} if unit != "%" and max(map(abs, values), default=0) < FEW else {}


def _figure(traces: list, **layout) -> go.Figure:
    # Plain dicts in one constructor call: adding and updating piece by piece takes eight times as long, and a site of
    # thirty departments has hundreds of charts. The empty template keeps the built-in theme out.
    return go.Figure(data=traces, layout={"template": {}, **layout})


def _gaps(points: list[dict]) -> list[tuple[str, int, int]]:
    """Runs of months without a value: the word for them, first and last position."""
    words = [fmt.figure(None, point["status"]) if point["value"] is None else "" for point in points]
    runs = []
    for word, run in groupby(range(len(words)), key=words.__getitem__):
        positions = list(run)
        if word:
            runs.append((word, positions[0], positions[-1]))
    return runs


def _tick(month: str, index: int) -> str:
    """Every third month has a label; the first one and each January also say the year."""
    if index % 3:
        return ""
    name = fmt.month_of_year(month)
    return f"{name}<br>{month[:4]}" if index == 0 or month.endswith("-01") or index == 12 else name


def departments(rows: list[dict]) -> go.Figure:
    """Departments beside each other: bar = this month, ring = last month, tick = same month last year.

    ``rows``: department_name, value, previous_value, last_year_value, status, unit; in printing order.
    """
    positions = list(range(len(rows)))
    names = [_wrapped(row["department_name"]) for row in rows]
    unit = rows[0]["unit"]
    columns = ("value", "previous_value", "last_year_value")
    known = [row[column] for row in rows for column in columns if row[column] is not None]

    def hover(label: str) -> str:
        return f"%{{customdata}}<br>{label} <b>%{{x:,}}</b> {unit}<extra></extra>"

    bars = dict(
        type="bar",
        name="本月",
        orientation="h",
        y=positions,
        x=[row["value"] for row in rows],
        customdata=names,
        marker={"color": TINT},
        hovertemplate=hover("本月"),
    )
    bases = [
        dict(
            type="scatter",
            name=label,
            mode="markers",
            y=positions,
            x=[row[column] for row in rows],
            customdata=names,
            cliponaxis=False,
            marker={"symbol": symbol, "size": 10, "color": INK, "line": {"width": 2, "color": INK}},
            hovertemplate=hover(label),
        )
        for label, column, symbol in (
            ("上月", "previous_value", "circle-open"),
            ("去年同月", "last_year_value", "line-ns"),
        )
    ]
    return _figure(
        [bars, *bases],
        height=40 + 31 * len(rows),
        bargap=0.35,
        xaxis={"showgrid": True, "showline": False, "rangemode": "tozero", "tickformat": ",~f", "nticks": 5}
        | _whole_ticks(known, unit),
        yaxis={
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
            "tickvals": positions,
            "ticktext": [
                f"{name} <b>{fmt.figure(row['value'], row['status'], unit)}</b>"
                for name, row in zip(names, rows, strict=True)
            ],
            "ticklabelstandoff": 8,
            "tickfont": {"color": INK},
        },
    )


def _wrapped(name: str, width: int = 10) -> str:
    """A name in at most two lines of ``width`` characters; the table has it in full. Plotly reads a little markup,
    so the text is escaped."""
    if len(name) > 2 * width:
        name = name[: 2 * width - 1] + "…"
    return "<br>".join(escape(name[i : i + width], quote=False) for i in range(0, len(name), width))


def years(this_year: list[dict], last_year: list[dict]) -> go.Figure:
    """Months of one metric beside the same months of the year before, which may be empty.

    Rows: month, value, is_provisional, unit.
    """
    unit = this_year[0]["unit"]
    bars = []
    for points, colour in ((last_year, PALE), (this_year, ACCENT)):
        if not points:
            continue
        year = points[0]["month"][:4]
        bars.append(
            dict(
                type="bar",
                name=year,
                x=[int(point["month"][5:]) for point in points],
                y=[point["value"] for point in points],
                marker={
                    "color": [PAPER if point["is_provisional"] else colour for point in points],
                    "line": {"color": colour, "width": 1.5},
                },
                hovertemplate=f"{year}年%{{x}}月<br><b>%{{y:,}}</b> {unit}<extra></extra>",
            )
        )
    return _figure(
        bars,
        height=190,
        bargap=0.3,
        xaxis={
            "tickvals": list(range(1, 13)),
            "ticktext": [f"{number}月" if number in (1, 12) else str(number) for number in range(1, 13)],
            "tickangle": 0,
            "range": [0.4, 12.6],
        },
        yaxis={"rangemode": "tozero", "tickformat": ".0%" if unit == "%" else ",~f"},
    )
