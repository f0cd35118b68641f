"""Ledgers of several months read at once: what a later edition says of a settled month, counted by hand.

Rules: a ledger tells of whole months, so the edition that reaches into a month settles it, and what an edition of a
later month changes is a restatement: a row grown, emptied, entered late, a cell that names one more platform. A second
edition of the same month is none, nor is another row of an event that is counted. A stock is no sum of rows.
"""

from datetime import date

import pytest
from restatements import restated, unlike_published

REFERENCE = {
    "ref_department": [
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 10},
        {"department_id": "arts", "name": "艺术学院", "type": "二级学院", "display_order": 20},
    ],
    "ref_outlet": [
        {"outlet": "湖南日报", "level": "省级"},
        {"outlet": "红网", "level": "省级"},
        {"outlet": "某县报", "level": "县级"},
    ],
    "ref_correction": [
        {"month": "2020-09", "metric_id": "lectures_held", "department_id": "arts", "expected_value": 1,
         "new_value": 0, "reason": "改为校外单位举办"},
    ],
}  # fmt: skip


def entry(register: str, month: int, day: int, department: str, **cells) -> dict:
    return {"register_id": register, "occurred_on": date(2020, month, day), "department_name": department} | cells


def lecture(month: int, day: int, department: str, quantity: int) -> dict:
    return entry("register_lectures", month, day, department, quantity=quantity, unit="场")


def study(month: int, day: int, department: str, event: str) -> dict:
    return entry("register_study", month, day, department, category="中心组", event_id=event)


def banner(month: int, day: int, unit: str) -> dict:
    return entry("register_materials", month, day, "英语学院", category="横幅", quantity=3, unit=unit)


def counted(day: int, accounts: int) -> dict:
    return entry("register_count", 9, day, None, metric_id="homepage_nav_button_count", quantity=accounts, unit="个")


def item(month: int, day: int, outlet: str, title: str, department: str | None, **cells) -> dict:
    return {
        "register_id": "register_media",
        "outlet": outlet,
        "published_on": date(2020, month, day),
        "title": title,
        "department_name": department,
        "quantity": 1,
    } | cells


def submission(month: int, day: int, platforms: str) -> dict:
    return {
        "received_on": date(2020, month, day),
        "department_name": "英语学院",
        "title": "一",
        "form": "图文",
        "platforms": platforms,
    }


def ledger(format_id: str, file: str, *rows: dict) -> dict:
    dataset = {"register_media": "media_item", "submission": "submission"}.get(format_id, "register_entry")
    numbered = [{"entry_no": 1, **row} if dataset != "submission" else row for row in rows]
    return {"dataset": dataset, "format": format_id, "file": f"registers/{file}", "rows": numbered}


EXPORTS = [
    # Two editions of September: until it is over, a ledger only grows.
    ledger("register_lectures", "讲座9月上旬.xlsx", lecture(9, 5, "英语学院", 1)),
    ledger("register_lectures", "讲座9月.xlsx", lecture(9, 5, "英语学院", 2), lecture(9, 20, "艺术学院", 1)),
    # October grows the first row, empties the other and enters one that was left out.
    ledger("register_lectures", "讲座10月.xlsx", lecture(9, 5, "英语学院", 4), lecture(9, 20, "艺术学院", 0),
           lecture(9, 25, "英语学院", 1), lecture(10, 8, "英语学院", 1)),
    # One more unit of an event that is counted, and an event that nobody had entered.
    ledger("register_study", "学习9月.xlsx", study(9, 10, "英语学院", "e1")),
    ledger("register_study", "学习10月.xlsx", study(9, 12, "艺术学院", "e1"), study(9, 11, "艺术学院", "e2"),
           study(10, 10, "英语学院", "e3")),
    # A quantity in metres was not counted until its unit was put right.
    ledger("register_materials", "宣传品9月.xlsx", banner(9, 10, "米")),
    ledger("register_materials", "宣传品10月.xlsx", banner(9, 10, "条"), banner(10, 10, "条")),
    # A stock is what was registered last, whatever else is entered later.
    ledger("register_count", "数量9月.xlsx", counted(10, 4)),
    ledger("register_count", "数量11月.xlsx", counted(20, 5),
           entry("register_count", 11, 30, None, metric_id="homepage_nav_button_count", quantity=6, unit="个")),
    # The press: more views, three items where one was written for each of two outlets, one that came late.
    ledger("register_media", "外宣9月.xlsx", item(9, 3, "湖南日报、红网", "开学", "英语学院", quantity=2, views=100),
           item(9, 9, "某县报", "迎新", "艺术学院")),
    ledger("register_media", "外宣10月.xlsx", item(9, 3, "湖南日报、红网", "开学", "英语学院", quantity=3, views=150),
           item(9, 12, "某县报", "军训", "艺术学院"), item(10, 3, "红网", "国庆", "英语学院")),
    # A submission that was used on one platform more.
    ledger("submission", "供稿9月.xlsx", submission(9, 7, "官网")),
    ledger("submission", "供稿10月.xlsx", submission(9, 7, "官网、公众号"), submission(10, 7, "官网")),
    # The ledger of the first month is read with the second: nothing was settled, so nothing has changed.
    ledger("register_awards", "获奖.xlsx", entry("register_awards", 9, 1, "英语学院", quantity=1, unit="项"),
           entry("register_awards", 10, 1, "英语学院", quantity=1, unit="项")),
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def test_rows_that_a_later_month_grew_emptied_or_entered_late(home):
    # English: 2 → 4 and one that was left out; arts: 1 → 0. The first edition of September told 1 and changes nothing.
    assert restated(home, "lectures_held") == [
        ("lectures_held", "department", "arts", 1, 0, "registers/讲座10月.xlsx"),
        ("lectures_held", "department", "english", 2, 5, "registers/讲座10月.xlsx"),
    ]


def test_another_row_of_an_event_that_is_counted_changes_nothing(home):
    # e1 stays with English, where it was; e2 is new.
    assert restated(home, "study_sessions_held") == [
        ("study_sessions_held", "department", "arts", 0, 1, "registers/学习10月.xlsx")
    ]


def test_a_row_that_could_not_be_added_and_now_can(home):
    assert restated(home, "banners_made") == [
        ("banners_made", "department", "english", 0, 3, "registers/宣传品10月.xlsx")
    ]


def test_a_stock_is_no_sum_of_rows_and_is_left_to_what_was_published(home):
    assert restated(home, "homepage_nav_button_count") == []


def test_items_of_the_press_that_grew_or_came_late(home):
    # Views go on growing, so 100 → 150 is none of it.
    # Of three written for two outlets the first has two; both are provincial, the county paper is below the city.
    assert restated(home, "external_media%") == [
        ("external_media_items", "department", "arts", 1, 2, "registers/外宣10月.xlsx"),
        ("external_media_items", "department", "english", 2, 3, "registers/外宣10月.xlsx"),
        ("external_media_items_city_up", "institution", "institution", 2, 3, "registers/外宣10月.xlsx"),
    ]


def test_one_more_platform_is_one_more_placement_of_the_same_submission(home):
    assert restated(home, "submission%") == [
        ("submission_placements", "department", "english", 1, 2, "registers/供稿10月.xlsx")
    ]


def test_what_the_replaced_rows_said_is_kept_with_their_place(home):
    """Two outlets in one cell stand in one row."""
    rows = home.execute(
        """
        select metric_id, path, source_row, value from quality.superseded_sources
        inner join quality.files on superseded_sources.source_file_id = files.file_id
        where metric_id in ('lectures_held', 'external_media_items') order by all
        """
    ).fetchall()
    assert rows == [
        ("external_media_items", "registers/外宣9月.xlsx", 2, 2),
        ("lectures_held", "registers/讲座9月.xlsx", 2, 2),
        ("lectures_held", "registers/讲座9月.xlsx", 3, 1),
        ("lectures_held", "registers/讲座9月上旬.xlsx", 2, 1),
    ]


def test_what_is_read_for_the_first_time_is_no_change(home):
    assert restated(home, "awards_received") == []


def test_the_new_value_is_the_published_figure(home):
    assert unlike_published(home) == []


def test_a_reason_is_asked_for_unless_the_ledger_of_corrections_has_it(home):
    assert home.execute("select metric_id, reason from quality.restatements where not needs_reason").fetchall() == [
        ("lectures_held", "改为校外单位举办")
    ]
    asked = "2020-09 讲座宣讲（英语学院）已定为 2，后到的导出改成 5，没有登记原因。"
    told = home.execute("select message from quality.issues where code = 'restatement_without_reason'").fetchall()
    assert any(message.startswith(asked) for (message,) in told)
