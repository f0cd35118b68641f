"""Charts: rows of published tables in, one Plotly figure out, of the few kinds the pages have.

A figure is the plain ``{"data": [...], "layout": {...}}`` that Plotly's script draws and ``plotly.graph_objects``
takes: a site of sixty departments has thousands, and building objects of them takes ten times as long.

A point is a dict with ``month`` (``YYYY-MM``), ``value`` (None where there is none), ``status``, ``unit``,
``additivity``, ``is_provisional``, ``is_floor`` and, where known, ``is_vacation`` and ``marks`` (names of festivals
and events of the month). Every range, label and mark is set in the figure, nothing is left to the drawing: the picture
that ``svg`` draws from a figure and the interactive form in the browser say the same.
"""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

from pipelines.reports import format as fmt
from pipelines.reports import theme

# Of one chart, in the units of its picture.
WIDTH, HEIGHT = 320, 120
SPARK_WIDTH, SPARK_HEIGHT = 150, 34
BAR = 0.68
Figure = dict[str, Any]
# Above the tallest bar there is room for its label and for a mark.
HEADROOM = 1.3
# A stock whose movement is smaller than this share of its height is drawn on a broken axis.
FLAT = 0.5
OLDER_YEARS = 8
# Of a sum: whose label goes where two would stand on each other, and the room one takes on a phone, as a share.
LABELLED_FIRST = {"今年": (), "计划": ("今年",), "去年": ("今年", "计划")}
CLEAR = 0.2
# Of an axis of months: between the labels of its ends, which on a phone take a third and a seventh of it.
TICKED = 0.3, 0.85
# Fewer months than these keep the width they have among thirteen: the labels of both ends would stand on each other.
APART = 4


def columns(points: list[dict], is_small: bool = False, beside: Sequence[float | None] = ()) -> Figure:
    """A flow, oldest month first: this month solid and labelled, the same month last year outlined and labelled.

    Vacation months stand on a wash. A month that was expected and is missing is a dashed foot on the baseline; one
    from before the start has none. Provisional months and floors are dashed outlines, a floor's label has a ≥.
    is_small: without labels and axis, for a line of figures. beside: values of others in the same months, drawn as a
    dashed line over the columns.
    """
    last, year_ago = len(points) - 1, len(points) - 13
    values = [point["value"] for point in points]
    low, high = _extent([*values, *beside])
    colours, lines, texts, shapes = [], [], [], _washes(points, low, high)
    for index, point in enumerate(points):
        colour = theme.NOW if index in (last, year_ago) else theme.OTHER
        is_open = point["is_provisional"] or point["is_floor"]
        is_outlined = index == year_ago or is_open
        colours.append(theme.PAPER if is_outlined else colour)
        lines.append(colour)
        texts.append(_label(point) if index in (last, year_ago) and not is_small else "")
        shapes += _foot(index, point, low)
        if is_open and point["value"]:
            shapes.append(_outline(index, point["value"], colour))
    bars = dict(
        type="bar",
        x=list(range(len(points))),
        y=values,
        width=BAR,
        marker={
            "color": colours,
            "line": {
                "color": lines,
                # A dashed outline is a shape of its own: the outline of a bar cannot be dashed.
                "width": [
                    1.5 if i == year_ago and not (p["is_provisional"] or p["is_floor"]) else 0
                    for i, p in enumerate(points)
                ],
            },
        },
        text=texts,
        textposition="outside",
        textfont={"size": 12, "color": [theme.INK if i == last else theme.MUTED for i in range(len(points))]},
        hovertext=["" if is_small else _said(point) for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )
    others = dict(
        type="scatter",
        x=list(range(len(points))),
        y=list(beside),
        mode="lines",
        connectgaps=False,
        line={"color": theme.INK, "width": 1, "dash": "dash"},
        text=[""] * len(points),
        textposition="top left",
        textfont={"size": 12, "color": theme.INK},
        hovertext=["" if value is None else f"中位数 {fmt.number(value)}" for value in beside],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = _figure(
        [bars, others] if any(value is not None for value in beside) else [bars],
        width=SPARK_WIDTH if is_small else WIDTH,
        height=SPARK_HEIGHT if is_small else HEIGHT,
        range_=[low * HEADROOM, high * (1.06 if is_small else HEADROOM)],
        ticks={} if is_small else _month_ticks(points),
        count=len(points),
        shapes=shapes,
        annotations=[] if is_small else [*_out_of_use(points), *_marks(points, 0, high)],
    )
    if is_small:
        figure["layout"]["margin"] = {"l": 0, "r": 0, "t": 1, "b": 1}
    return figure


def line(points: list[dict]) -> Figure:
    """A stock, oldest month first, with labels at both ends. Where its movement would be invisible above zero the
    axis is broken: ``is_broken`` of the figure's meta says so, and the page says it in words."""
    values = [point["value"] for point in points]
    known = [(i, v) for i, v in enumerate(values) if v is not None]
    lows, highs = [v for _, v in known] or [0], [v for _, v in known] or [1]
    low, high = min(lows), max(highs)
    is_broken = len(known) > 1 and low > 0 and (high - low) < FLAT * high
    base = low - (high - low or high) * 0.25 if is_broken else min(0, low)
    span = high - base or 1
    ends = {known[0][0], known[-1][0]} if known else set()
    is_apart = max(ends, default=0) - min(ends, default=0) >= APART - 1
    before = "top right" if is_apart else "middle left"
    trace = dict(
        type="scatter",
        x=list(range(len(points))),
        y=values,
        mode="lines+markers+text",
        connectgaps=False,
        line={"color": theme.NOW, "width": 2},
        marker={
            "color": [theme.PAPER if p["is_provisional"] or p["is_floor"] else theme.NOW for p in points],
            "size": [7 if i == len(points) - 1 else 4 for i in range(len(points))],
            "line": {"color": theme.NOW, "width": 1.5},
        },
        text=[_label(p) if i in ends else "" for i, p in enumerate(points)],
        textposition=[before if i == min(ends, default=0) else "top left" for i in range(len(points))],
        textfont={"size": 12, "color": theme.INK},
        hovertext=[_said(point) for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )
    shapes = _washes(points, base, high) + [shape for i, p in enumerate(points) for shape in _foot(i, p, base)]
    broken = {"x": -0.5, "y": base, "text": "≈", "yshift": 7 if is_apart else 0, "xanchor": "center"} | _font(
        theme.INK, 14
    )
    figure = _figure(
        [trace],
        range_=[base, base + span * HEADROOM],
        ticks=_month_ticks(points),
        count=len(points),
        shapes=shapes,
        annotations=[*([broken] if is_broken else []), *_out_of_use(points), *_marks(points, base, base + span)],
    )
    figure["layout"]["meta"] = {"is_broken": is_broken}
    return figure


def years(series: dict[str, list[float | None]], unit: str) -> Figure:
    """Years overlaid, January to December: the newest strong, the one before dark, up to eight older ones grey, each
    labelled at its last known month. ``series``: year → twelve values."""
    shown = sorted(series)[-(OLDER_YEARS + 2) :]
    values = [value for year in shown for value in series[year]]
    low, high = _extent(values)
    traces = []
    placed: list[tuple[int, float]] = []
    for year in reversed(shown):
        place = len(shown) - 1 - shown.index(year)
        colour, width = ((theme.NOW, 2.5), (theme.INK, 1.5))[place] if place < 2 else (theme.OTHER, 1)
        known = [(i, value) for i, value in enumerate(series[year]) if value is not None]
        if not known:
            continue
        end = known[-1]
        # A label that would stand on another one is left out; the table has the year.
        is_free = all(abs(end[0] - x) > 1 or abs(end[1] - y) > (high - low) * 0.17 for x, y in placed)
        placed += [end] if is_free else []
        # Where another year goes on from here, its line stands where the label would; above a rising end there is room.
        is_rising = len(known) > 1 and end[1] >= known[-2][1]
        after = [series[other][x] for other in shown if other != year for x in range(end[0] + 1, min(end[0] + 4, 12))]
        is_crossed = any(value is not None and abs(value - end[1]) < (high - low) * 0.2 for value in after)
        traces.append(
            dict(
                type="scatter",
                x=list(range(12)),
                y=list(series[year]),
                mode="lines+markers+text",
                connectgaps=False,
                name=year,
                line={"color": colour, "width": width},
                marker={"color": colour, "size": 5 if place == 0 else 3},
                text=[year if is_free and i == end[0] else "" for i in range(12)],
                textposition="top left" if is_crossed and is_rising else "middle right",
                textfont={"size": 12, "color": theme.MUTED if place > 1 else colour},
                hovertext=[f"{year}年{i + 1}月 {fmt.figure(v, unit=unit)}" for i, v in enumerate(series[year])],
                hovertemplate="%{hovertext}<extra></extra>",
                cliponaxis=False,
            )
        )
    figure = _figure(
        list(reversed(traces)),
        range_=[low * HEADROOM, high * 1.15],
        ticks={"tickvals": [0, 3, 6, 9, 11], "ticktext": ["1月", "4月", "7月", "10月", "12月"]},
        count=12,
        annotations=[_top(high, unit)],
    )
    figure["layout"]["margin"]["r"] = 36
    return figure


def cumulative(this_year: list[float | None], last_year: list[float | None], plan: float | None, unit: str) -> Figure:
    """Sums from January on against an even pace to what the plan asks for the year (``plan``, None without one) and
    against last year. A missing month ends a line: what follows it is not known to be the sum."""
    lines = [("今年", _sums(this_year), theme.NOW, 2.5, "solid"), ("去年", _sums(last_year), theme.OTHER, 1.5, "solid")]
    if plan:
        lines.append(("计划", [plan * (i + 1) / 12 for i in range(12)], theme.INK, 1, "dash"))
    high = max([v for _, sums, *_ in lines for v in sums if v is not None] or [1]) or 1
    ends = {name: sums[-1] for name, sums, *_ in lines if sums[-1] is not None}
    traces = []
    for name, sums, colour, width, dash in lines:
        known = [(i, value) for i, value in enumerate(sums) if value is not None]
        if not known:
            continue
        last, end = known[-1]
        others = [ends[other] for other in LABELLED_FIRST[name] if other in ends]
        is_free = last < 11 or all(abs(end - other) > high * CLEAR for other in others)
        said = name if name == "去年" else f"{name} {fmt.short_number(end)}"
        traces.append(
            dict(
                type="scatter",
                x=list(range(12)),
                y=sums,
                mode="lines+text",
                connectgaps=False,
                name=name,
                line={"color": colour, "width": width, "dash": dash},
                text=[said if is_free and i == last else "" for i in range(12)],
                textposition="top left" if last > 5 else "top right",
                textfont={"size": 12, "color": theme.MUTED if name == "去年" else colour},
                hovertext=[f"{name} 1–{i + 1}月 {fmt.figure(v, unit=unit)}" for i, v in enumerate(sums)],
                hovertemplate="%{hovertext}<extra></extra>",
                cliponaxis=False,
            )
        )
    return _figure(
        traces,
        range_=[0, high * HEADROOM],
        ticks={"tickvals": [0, 3, 6, 9, 11], "ticktext": ["1月", "4月", "7月", "10月", "12月"]},
        count=12,
    )


def _sums(values: list[float | None]) -> list[float | None]:
    """0, None, 3 → 0, None, None."""
    sums, total = [], 0.0
    is_known = True
    for value in values:
        is_known = is_known and value is not None
        total += value or 0
        sums.append(total if is_known else None)
    return sums


def _extent(values: list[float | None]) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    return min([0, *known]), max([0, *known]) or 1


def _figure(traces, range_, ticks, count, width=WIDTH, height=HEIGHT, shapes=(), annotations=()) -> Figure:
    return {
        "data": traces,
        "layout": theme.LAYOUT
        | {
            "width": width,
            "height": height,
            "margin": {"l": 4, "r": 4, "t": 4, "b": 24 if ticks else 2},
            "bargap": 1 - BAR,
            "xaxis": {
                # Few months keep the width they have among thirteen, at the right.
                "range": [count - 13.6 if count < 12 else -0.6, count - 0.4],
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "showticklabels": bool(ticks),
                "tickangle": 0,
                **(ticks or {"tickvals": []}),
            },
            "yaxis": {
                "range": range_,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": True,
                "zerolinecolor": theme.RULE,
                "showticklabels": False,
            },
            "shapes": list(shapes),
            "annotations": [{"showarrow": False, **note} for note in annotations],
        },
    }


def _washes(points: list[dict], low: float, high: float) -> list[dict]:
    """What stands behind months of vacation, those beside each other as one."""
    drawn = []
    for is_vacation, group in groupby(enumerate(points), key=lambda at: bool(at[1].get("is_vacation"))):
        if is_vacation:
            at = [index for index, _ in group]
            place = {"type": "rect", "x0": at[0] - 0.5, "x1": at[-1] + 0.5, "y0": low, "y1": high, "layer": "below"}
            drawn.append(place | {"fillcolor": theme.WASH, "line": {"width": 0}})
    return drawn


def _foot(index: int, point: dict, low: float) -> list[dict]:
    """A dashed foot where a value was expected and is missing."""
    if point["value"] is not None or point["status"] != "missing":
        return []
    foot = {"type": "line", "x0": index - BAR / 2, "x1": index + BAR / 2, "y0": max(low, 0), "y1": max(low, 0)}
    return [foot | {"line": {"color": theme.ATTENTION, "width": 2, "dash": "dot"}, "name": "缺"}]


def _outline(index: int, value: float, colour: str) -> dict:
    """The dashed outline of a month that may still grow."""
    return {
        "type": "rect",
        "x0": index - BAR / 2,
        "x1": index + BAR / 2,
        "y0": 0,
        "y1": value,
        "line": {"color": colour, "width": 1.5, "dash": "dash"},
    }


def _out_of_use(points: list[dict]) -> list[dict]:
    """One word over the months from before the start, and over those in which the exports no longer have the figure."""
    notes = []
    for status, fewest in (("not_started", 2), ("retired", 1), ("not_applicable", 1)):
        months = [i for i, point in enumerate(points) if point["value"] is None and point["status"] == status]
        if len(months) >= fewest:
            note = {"x": (months[0] + months[-1]) / 2, "y": 0, "text": fmt.STATUS_IN_PLACE_OF_VALUE[status]}
            notes.append(note | {"yshift": 8, "xanchor": "center"} | _font(theme.MUTED, 12))
    return notes


def _marks(points: list[dict], low: float, high: float) -> list[dict]:
    """A sign at the head of a month with a festival or an event; its name shows on it and stands in the page. At both
    ends there is a label in its place, and the name shows on the column."""
    return [
        {"x": i, "y": low + (high - low) * HEADROOM, "text": "◆", "yshift": -5, "xanchor": "center"}
        | {"hovertext": escape("、".join(point["marks"]), quote=False)}
        | _font(theme.MUTED, 8)
        for i, point in enumerate(points)
        if point.get("marks") and i not in (0, len(points) - 1)
    ]


def _top(high: float, unit: str) -> dict:
    """The height of a chart whose points carry no values."""
    text = fmt.share(high) if unit == "%" else fmt.short_number(high)
    return {"x": -0.6, "y": high, "text": text, "xanchor": "left", "yshift": 6} | _font(theme.MUTED, 12)


def _font(colour: str, size: int) -> dict:
    return {"font": {"color": colour, "size": size}}


def _label(point: dict) -> str:
    if point["value"] is None:
        return ""
    said = fmt.share(point["value"]) if point["unit"] == "%" else fmt.short_number(point["value"])
    return f"≥{said}" if point["is_floor"] else said


def _said(point: dict) -> str:
    """2020年9月 19,149 次（暂定）."""
    value = fmt.figure(point["value"], point["status"], point["unit"])
    unit = "" if point["unit"] == "%" or point["value"] is None else f" {point['unit']}"
    notes = [name for key, name in (("is_floor", "下限"), ("is_provisional", "暂定")) if point[key]]
    notes += point.get("marks", [])
    return f"{fmt.month_name(point['month'])} {value}{unit}{'（' + '、'.join(notes) + '）' if notes else ''}"


def _month_ticks(points: list[dict]) -> dict:
    """First and last month and January, so that nothing overlaps; of a few months one label for all: 8–9月."""
    last = len(points) - 1
    if 0 < last < APART - 1:
        first, end = (fmt.month_of_year(points[i]["month"]) for i in (0, last))
        return {"tickvals": [last / 2], "ticktext": [f"{first[:-1]}–{end}"]}
    at = [0, last] + [
        i for i, p in enumerate(points) if p["month"].endswith("-01") and last * TICKED[0] < i < last * TICKED[1]
    ]
    at = sorted(set(at))
    texts = {0: fmt.month_name(points[0]["month"]) if last > 3 else fmt.month_of_year(points[0]["month"])}
    return {"tickvals": at, "ticktext": [texts.get(i, fmt.month_of_year(points[i]["month"])) for i in at]}
