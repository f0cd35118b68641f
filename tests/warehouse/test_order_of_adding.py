"""Amounts, hours and points have decimals that binary numbers do not have: what they come to does not depend on the
order in which their rows stand, and is the figure that adding them on paper gives."""

from datetime import date

import pytest

# On paper 59.1; added as they stand here 59.10000000000001, the other way round 59.099999999999994.
PARTS, TOTAL = [9.3, 3.8, 1.6, 9.6, 4.3, 9.3, 9.2, 6.5, 5.5], 59.1
UNITS = ("english", "arts", "music")


def entry(register: str, day: int, number: int, unit: str, **cells) -> dict:
    return {
        "register_id": register,
        "occurred_on": date(2020, 9, day),
        "entry_no": number,
        "department_name": unit,
        **cells,
    }


def built(build_home, parts: list[float]):
    reference = {
        "ref_department": [
            {"department_id": unit, "name": unit, "type": "二级学院", "display_order": place}
            for place, unit in enumerate(UNITS)
        ],
        "ref_score_scheme": [
            {
                "scheme_id": "work",
                "name": "工作",
                "purpose": "points",
                "duplicate_rule": "each_outlet",
                "tie_rule": "skip",
                "unit_types": "二级学院",
            }
        ],
        "ref_score_adjustment": [
            {
                "scheme_id": "work",
                "department_id": "english",
                "occurred_on": date(2020, 9, 1 + place),
                "points": points,
                "reason": f"第{place}次",
            }
            for place, points in enumerate(parts)
        ],
    }
    rows = [
        entry(register, 1 + place, place, UNITS[place % len(UNITS)], **{column: part})
        for register, column in (("register_volunteer", "hours"), ("register_fees", "amount"))
        for place, part in enumerate(parts)
    ]
    exports = [
        {
            "dataset": "register_entry",
            "format": register,
            "file": f"registers/{register}.xlsx",
            "rows": [row for row in rows if row["register_id"] == register],
            "period": (date(2020, 9, 1), date(2020, 9, 30)),
        }
        for register in ("register_volunteer", "register_fees")
    ]
    return build_home(reference, exports)


@pytest.fixture(scope="module", params=["up", "down"])
def warehouse(request, build_home):
    return built(build_home, PARTS if request.param == "up" else PARTS[::-1])


@pytest.mark.parametrize("metric", ["volunteer_hours", "manuscript_fees_paid"])
@pytest.mark.parametrize("table", ["rpt_metric_trend", "rpt_metric_period"])
def test_a_figure_is_the_sum_on_paper(warehouse, table, metric):
    found = warehouse.execute(f"""
        select distinct value from {table}
        where metric_id = '{metric}' and scope = 'institution' and value is not null and value <> 0
    """).fetchall()
    assert found == [(TOTAL,)]


def test_units_add_up_to_it(warehouse):
    found = warehouse.execute("""
        select scope_id, value from rpt_metric_trend
        where metric_id = 'volunteer_hours' and scope = 'department' and month = '2020-09' order by scope_id
    """).fetchall()
    assert sorted(value for _, value in found if value) == [14.6, 16.4, 28.1]


def test_points_are_the_sum_on_paper(warehouse):
    found = warehouse.execute("""
        select points, ytd_points from rpt_score
        where department_id = 'english' and month = '2020-09' and scope = 'department'
    """).fetchall()
    assert found == [(TOTAL, TOTAL)]


def test_no_check_differs_by_a_last_digit(warehouse):
    assert (
        warehouse.execute("""
        select check_id, difference from quality.reconciliation where difference <> 0 and abs(difference) < 0.000001
    """).fetchall()
        == []
    )
