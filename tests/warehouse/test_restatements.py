"""A golden home whose months are settled and then changed by later exports; every old and new value is counted by hand.

Rules: a list is settled by the first export that reaches the end of its month; what grows by itself eight days later;
a day on the day after it. What changes before that is growth, what changes afterwards is a restatement.
"""

import re
from datetime import date, datetime

import pytest
from restatements import restated as restated_in
from restatements import unlike_published

SEPTEMBER, OCTOBER = date(2020, 9, 30), date(2020, 10, 31)
# Between the end of September and the day its counts are settled.
TOO_EARLY, SETTLED, LATER = date(2020, 10, 3), date(2020, 10, 20), date(2020, 11, 20)


def day(number: int) -> datetime:
    return datetime(2020, 9, number)


def post(name: str, number: int, **counts) -> dict:
    return {"channel_id": "weibo", "post_id": name, "title": name, "published_at": day(number)} | counts


def upload(org: str, number: int, status: str = "已通过") -> dict:
    return {
        "system": "generic",
        "org_name": org,
        "activity_type_text": "党课",
        "topic": f"{org}{number}日",
        "activity_at": day(number),
        "status_text": status,
    }


def submission(department: str, title: str, number: int, is_adopted: bool | None) -> dict:
    return {
        "received_on": day(number).date(),
        "department_name": department,
        "title": title,
        "form": "图文",
        "platforms": "官网",
        "is_adopted": is_adopted,
    }


def followers(numbers: dict[int, int]) -> list[dict]:
    return [{"date": day(n).date(), "followers_new": new} for n, new in numbers.items()]


def export(dataset: str, file: str, as_of: date, rows: list[dict], **more) -> dict:
    return {"dataset": dataset, "file": file, "as_of": as_of, "rows": rows} | more


REFERENCE = {
    "ref_department": [
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 10},
        # Closed within the month.
        {"department_id": "arts", "name": "艺术学院", "type": "二级学院", "display_order": 20,
         "valid_to": date(2020, 9, 15)},
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [
        {"account_id": "wb", "channel_id": "weibo", "name": "官博"},
        {"account_id": "wx", "channel_id": "wechat", "name": "官微"},
    ],
    "ref_party_org": [
        {"party_org_id": "english_staff", "name": "英语支部", "type": "支部", "department_id": "english"},
        {"party_org_id": "arts_staff", "name": "艺术支部", "type": "支部", "department_id": "arts"},
    ],
    "ref_party_code": [
        {"system": "generic", "code_kind": "状态", "code": "已通过", "meaning": "已通过", "is_counted": True},
        {"system": "generic", "code_kind": "状态", "code": "已退回", "meaning": "未通过", "is_counted": False},
    ],
    "ref_correction": [
        {"month": "2020-09", "metric_id": "party_uploads", "department_id": "arts", "expected_value": 0,
         "new_value": 2, "reason": "补传"},
    ],
}  # fmt: skip

EXPORTS = [
    # Posts: counts still growing, then settled, then the platform counts anew and a post is found that was missed.
    export("social_post", "weibo/a.xlsx", TOO_EARLY, [post("甲", 1, reads=100), post("乙", 2, reads=10)], account="wb"),
    export("social_post", "weibo/b.xlsx", SETTLED, [post("甲", 1, reads=150), post("乙", 2, reads=10)], account="wb"),
    export("social_post", "weibo/c.xlsx", LATER, [post("甲", 1, reads=120), post("丙", 3, reads=7)], account="wb"),
    # Party uploads: one is refused afterwards; a branch that had none enters two.
    export("party_upload", "party/9.xlsx", SEPTEMBER, [upload("英语支部", 1), upload("英语支部", 2)]),
    export("party_upload", "party/10.xlsx", OCTOBER,
           [upload("英语支部", 2, "已退回"), upload("艺术支部", 3), upload("艺术支部", 4)]),
    # Submissions: one is adopted afterwards, nothing is counted twice.
    export("submission", "registers/9.xlsx", SEPTEMBER, [submission("英语学院", "一", 5, False)]),
    export("submission", "registers/10.xlsx", OCTOBER, [submission("英语学院", "一", 5, True)]),
    # Articles: standing in two columns and withdrawn from one of them; nothing changes for the month.
    export("web_article", "website/9.xlsx", SEPTEMBER,
           [{"title": "开学", "published_at": day(1), "column_name": "甲栏", "status": "已撤稿"},
            {"title": "开学", "published_at": day(1), "column_name": "乙栏"}], site="main"),
    export("web_article", "website/10.xlsx", OCTOBER,
           [{"title": "国庆", "published_at": datetime(2020, 10, 1), "column_name": "乙栏"}], site="main"),
    # Articles of an account whose September is read only after October: known late, but never otherwise.
    export("wechat_article", "wechat/10.xls", OCTOBER,
           [{"title": "国庆", "published_on": date(2020, 10, 1), "reads": 5}], account="wx"),
    export("wechat_article", "wechat/9.xls", LATER, [{"title": "开学", "published_on": date(2020, 9, 1), "reads": 5}],
           account="wx"),
    # Days: 1 September is first told as 3, twice as 5; 2 September while it was not over.
    export("wechat_follower_day", "wechat/f1.xls", date(2020, 9, 2), followers({1: 3, 2: 1}), account="wx"),
    export("wechat_follower_day", "wechat/f2.xls", date(2020, 9, 10), followers({1: 5, 2: 4}), account="wx"),
    export("wechat_follower_day", "wechat/f3.xls", SEPTEMBER, followers({1: 5, 2: 4}), account="wx"),
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def restated(home, pattern: str) -> list[tuple]:
    return restated_in(home, pattern, month="2020-09")


def test_posts_that_changed_after_their_counts_were_settled(home):
    # 100 → 150 is growth; 150 + 10 → 120 + 10 + 7 is not. The list itself was settled with the first export.
    assert restated(home, "weibo%") == [
        ("weibo_posts", "account", "wb", 2, 3, "weibo/c.xlsx"),
        ("weibo_reads", "account", "wb", 160, 137, "weibo/c.xlsx"),
    ]


def test_late_and_refused_uploads_change_the_departments_they_belong_to(home):
    assert restated(home, "party%") == [
        ("party_uploads", "department", "arts", 0, 2, "party/10.xlsx"),
        ("party_uploads", "department", "english", 2, 1, "party/10.xlsx"),
    ]


def test_a_department_that_was_closed_is_told_by_its_last_name(home):
    (named,) = home.execute("select distinct scope_name from quality.restatements where scope_id = 'arts'").fetchall()
    assert named == ("艺术学院",)


def test_an_adoption_after_the_month_is_a_change_and_the_submission_is_not(home):
    assert restated(home, "%adopted") == [("articles_adopted", "department", "english", 0, 1, "registers/10.xlsx")]
    assert restated(home, "submissions_received") == []


def test_an_article_that_stands_in_one_of_its_columns_has_not_changed(home):
    assert restated(home, "web_articles_published") == []


def test_what_becomes_known_late_has_no_old_value(home):
    assert restated(home, "wechat_article%") == []


def test_a_day_is_settled_when_it_is_over_and_stays_restated_by_the_first_file_that_changed_it(home):
    assert restated(home, "wechat_followers_new") == [
        ("wechat_followers_new", "account", "wx", 3 + 4, 5 + 4, "wechat/f2.xls")
    ]


def test_the_new_value_is_the_published_figure(home):
    assert unlike_published(home) == []


def test_a_reason_is_asked_for_by_name_and_one_in_the_ledger_is_taken(home):
    registered = home.execute("select metric_id, scope_id, reason from quality.restatements where is_registered")
    assert registered.fetchall() == [("party_uploads", "arts", "补传")]
    asked = home.execute("select message from quality.issues where code = 'restatement_without_reason'").fetchall()
    assert len(asked) == 5
    told = "2020-09 智慧党建信息量（英语学院）已定为 2，后到的导出改成 1，没有登记原因。"
    assert any(message.startswith(told) for (message,) in asked)
    assert home.execute("select state from quality.corrections").fetchall() == [("explains_restatement",)]


def test_the_tables_that_may_have_changed_a_figure_are_those_that_figures_are_made_of(manifest):
    """Whose change is named as the cause: all tables above int_metric_months, without the days of printing (they decide
    which version a bulletin printed) and with the names of columns (ingestion reads by them)."""

    def above(node: str) -> set[str]:
        parents = manifest.parent_map.get(node, [])
        return {node}.union(*(above(parent) for parent in parents))

    read = {name.split(".")[-1] for name in above("model.tongbao.int_metric_months") if name.startswith("source.")}
    (told,) = re.findall(
        r"tables_of_figures = \[(.*?)\]", manifest.nodes["model.tongbao.int_figure_changes"].raw_code, re.S
    )
    expected = {name for name in read if name.startswith("ref_")} - {"ref_cutoff"} | {"ref_column_mapping"}
    assert set(re.findall(r"'(\w+)'", told)) == expected
