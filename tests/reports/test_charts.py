"""Figures and the pictures drawn from them: the same points, gaps and labels."""

import json
import re
from importlib import resources
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from pipelines.months import shift
from pipelines.reports import charts, site, svg, theme

MONTH = "2020-09"


def points(values, **common):
    return [
        {
            "month": shift(MONTH, i + 1 - len(values)),
            "value": value,
            "status": "missing" if value is None else "measured",
            "unit": "条",
            "additivity": "additive",
            "is_provisional": False,
            "is_floor": False,
        }
        | common
        for i, value in enumerate(values)
    ]


def picture(figure, **options):
    return ElementTree.fromstring(svg.draw(figure, "图", **options))


def checked(figure):
    """The figure as Plotly reads it; raises where Plotly knows no such thing."""
    return go.Figure(figure, skip_invalid=False)


def texts(drawn):
    return ["".join(t for t in text.itertext() if t) for text in drawn.iter("text")]


FLOW = [37, 34, None, 31, 18, 9, 29, 33, 35, 33, 13, 7, 33]


def test_columns_of_the_picture_are_the_points_of_the_figure_and_a_gap_has_no_column():
    figure = charts.columns(points(FLOW))
    bars = [rect for rect in picture(figure).iter("rect") if rect.find("title") is not None]
    assert len(bars) == sum(value is not None for value in checked(figure).data[0].y) == 12
    heights = [float(bar.get("height")) for bar in bars[1:]]
    known = [value for value in FLOW if value is not None][1:]
    scale = heights[0] / known[0]
    assert heights == pytest.approx([value * scale for value in known], abs=0.11)
    (foot,) = [shape for shape in checked(figure).layout.shapes if shape.name == "缺"]
    assert foot.y0 == foot.y1 == 0
    assert 'stroke-dasharray="2 2"' in svg.draw(figure, "图")


def test_this_month_is_solid_and_labelled_and_last_year_outlined_and_labelled():
    bars = checked(charts.columns(points(FLOW))).data[0]
    assert bars.marker.color[-1] == theme.NOW and bars.marker.color[0] == theme.PAPER
    assert bars.marker.line.width[0] > 0 and bars.marker.line.color[0] == theme.NOW
    assert {colour for colour in bars.marker.color[1:-1]} == {theme.OTHER}
    assert [text for text in bars.text if text] == ["37", "33"]
    assert {"37", "33", "2019年9月", "9月"} <= set(texts(picture(charts.columns(points(FLOW)))))


@pytest.mark.parametrize("mark", ["is_provisional", "is_floor"])
def test_what_may_still_grow_is_a_dashed_outline(mark):
    rows = points(FLOW)
    rows[-1][mark] = True
    figure = charts.columns(rows)
    (outline,) = [shape for shape in checked(figure).layout.shapes if shape.line.dash == "dash"]
    assert (outline.y0, outline.y1) == (0, 33)
    assert checked(figure).data[0].marker.color[-1] == theme.PAPER
    assert checked(figure).data[0].text[-1] == ("≥33" if mark == "is_floor" else "33")


def test_a_floor_is_a_floor_in_every_kind_of_chart():
    """It is hollow and says ≥ wherever it is labelled; a pointer reads 下限."""
    rows = points([1000, 1100, 1200], additivity="semi", is_floor=True)
    drawn = checked(charts.line(rows)).data[0]
    assert set(drawn.marker.color) == {theme.PAPER}
    assert [text for text in drawn.text if text] == ["≥1,000", "≥1,200"]
    assert all("下限" in said for said in drawn.hovertext)
    small = charts.columns([row | {"is_floor": True} for row in points(FLOW)], is_small=True)
    dashed = [shape for shape in checked(small).layout.shapes if shape.line.dash == "dash"]
    assert [shape.y1 for shape in dashed] == [value for value in FLOW if value is not None]
    assert set(checked(small).data[0].marker.color) == {theme.PAPER}
    still = picture(small, is_stretched=True)
    assert len([rect for rect in still.iter("rect") if rect.get("stroke-dasharray")]) == len(dashed)


def test_not_started_is_neither_a_gap_nor_a_zero():
    rows = points([None] * 12 + [62], status="not_started")
    rows[-1]["status"] = "measured"
    figure = charts.columns(rows)
    assert not [shape for shape in checked(figure).layout.shapes if shape.name == "缺"]
    assert "未启用" in texts(picture(figure))


def test_vacations_stand_on_a_wash_below_the_columns():
    rows = points(FLOW)
    rows[5]["is_vacation"] = True
    figure = charts.columns(rows)
    (wash,) = [shape for shape in checked(figure).layout.shapes if shape.layer == "below"]
    assert wash.fillcolor == theme.WASH and (wash.x0, wash.x1) == (4.5, 5.5)
    drawn = [rect.get("fill") for rect in picture(figure).iter("rect")]
    assert drawn[0] == "var(--wash)"


def test_festivals_and_events_are_marked_and_named():
    rows = points(FLOW)
    rows[3]["marks"] = ["校庆<b>", "元旦"]
    drawn = picture(charts.columns(rows))
    assert texts(drawn).count("◆") == 1
    (column,) = [title.text for title in drawn.iter("title") if "元旦" in title.text]
    assert column.endswith("（校庆<b>、元旦）")


def test_a_line_keeps_its_gap_and_labels_its_ends():
    figure = charts.line(points([1497, 1600, None, 1800, 4182], additivity="semi"))
    drawn = picture(figure)
    (path,) = [p.get("d") for p in drawn.iter("path") if p.get("fill") == "none"]
    assert path.count("M") == 2 and path.count("L") == 2
    assert len(list(drawn.iter("circle"))) == 4
    assert {"1,497", "4,182"} <= set(texts(drawn))


def test_an_axis_that_does_not_begin_at_zero_is_drawn_broken_and_says_so():
    flat = charts.line(points([1000, 1010, 1020], additivity="semi"))
    assert checked(flat).layout.meta["is_broken"] and checked(flat).layout.yaxis.range[0] > 0
    assert "≈" in texts(picture(flat))
    steep = charts.line(points([100, 1010, 1020], additivity="semi"))
    assert not checked(steep).layout.meta["is_broken"] and checked(steep).layout.yaxis.range[0] == 0
    assert "≈" not in texts(picture(steep))


def test_years_lie_over_each_other_this_one_strong_and_older_ones_grey():
    series = {str(year): [year - 2000 + month for month in range(12)] for year in range(2008, 2021)}
    figure = charts.years(series, "条")
    assert [trace.name for trace in checked(figure).data] == [str(year) for year in range(2011, 2021)]
    assert checked(figure).data[-1].line.color == theme.NOW and checked(figure).data[-2].line.color == theme.INK
    assert {trace.line.color for trace in checked(figure).data[:-2]} == {theme.OTHER}
    assert "2020" in texts(picture(figure))


def test_the_label_of_a_running_year_leaves_the_line_of_another_year_free():
    nine, before = [10, 20, 30, 40, 50, 60, 70, 80, 90, None, None, None], [5] * 8
    for after, place in (([90, 92, 88, 90], "top left"), ([5, 5, 5, 5], "middle right")):
        newest = checked(charts.years({"2019": before + after, "2020": nine}, "条")).data[-1]
        assert newest.name == "2020" and newest.textposition == place, after


def test_january_is_named_only_where_its_name_has_room():
    """On a phone the name of the first month takes a third of the axis."""
    for first, count, middle in (("2019-09", 13, ["1月"]), ("2019-10", 13, []), ("2018-10", 24, ["1月"])):
        months = [point | {"month": shift(first, i)} for i, point in enumerate(points([1] * count))]
        assert list(charts.columns(months)["layout"]["xaxis"]["ticktext"][1:-1]) == middle, first


def test_of_two_or_three_months_no_label_stands_on_another():
    """They keep the width they have among thirteen: on a phone 12 px a month."""
    for count, ticks in ((2, ["12–1月"]), (3, ["12–2月"]), (4, ["12月", "3月"])):
        months = [
            point | {"month": shift("2019-12", i)} for i, point in enumerate(points([5000, 6000, 7000, 8000][:count]))
        ]
        for figure in (charts.columns(months), charts.line(months)):
            assert [t for t in figure["layout"]["xaxis"]["ticktext"] if t != "1月"] == ticks
        positions = charts.line(months)["data"][0]["textposition"]
        assert (positions[0], positions[-1]) == ("middle left" if count < 4 else "top right", "top left")


def test_a_sum_stops_at_a_gap_and_stands_against_the_plan():
    figure = charts.cumulative([10, 10, None, 10, *[None] * 8], [5] * 12, 120, "条")
    now, before, plan = checked(figure).data
    assert list(now.y[:4]) == [10, 20, None, None]
    assert before.y[-1] == 60 and plan.y[-1] == 120 and plan.line.dash == "dash"
    assert {"今年 20", "计划 120"} <= set(texts(picture(figure)))


def test_the_plan_keeps_its_label_where_last_year_ended_near_it():
    near = texts(picture(charts.cumulative([10, *[None] * 11], [9] * 12, 120, "条")))
    assert "计划 120" in near and "去年" not in near
    far = texts(picture(charts.cumulative([10, *[None] * 11], [5] * 12, 120, "条")))
    assert {"计划 120", "去年"} <= set(far)


def test_a_small_picture_holds_no_text():
    figure = charts.columns(points(FLOW), is_small=True)
    assert texts(picture(figure, is_stretched=True)) == []


def test_names_in_pictures_cannot_carry_markup():
    drawn = svg.draw(charts.columns(points(FLOW)), '<script>"x"')
    assert "<script>" not in drawn and "&lt;script&gt;&quot;x&quot;" in drawn


def test_a_figure_of_another_kind_is_refused_and_nothing_is_left_out():
    figure = charts.columns(points(FLOW))
    figure["data"].append({"type": "pie", "values": [1, 2]})
    with pytest.raises(ValueError, match="pie"):
        svg.draw(figure, "图")


def test_a_picture_follows_the_theme_in_a_page_and_carries_its_colours_outside():
    figure = charts.columns(points(FLOW))
    assert not re.search(r"#[0-9A-Fa-f]{6}", svg.draw(figure, "图"))
    alone = svg.draw(figure, "图", colour=theme.same)
    assert theme.NOW in alone and "var(--" not in alone and 'xmlns="http://www.w3.org/2000/svg"' in alone


def test_the_script_in_the_pages_is_of_the_version_that_figures_are_checked_against():
    whole = resources.files("plotly") / "package_data" / "plotly.min.js"
    of_pages, of_tests = (
        re.search(r"plotly\.js\D* v([\d.]+)", text[:200])[1]
        for text in (site.PLOTLY.read_text("utf-8"), whole.read_text("utf-8"))
    )
    assert of_pages == of_tests


def test_a_figure_is_small_because_it_carries_no_template_of_plotly():
    assert len(json.dumps(charts.columns(points(FLOW)))) < 4000
