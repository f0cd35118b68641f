"""A golden home of rows whose class nobody knows: columns, states and kinds that stand in no table. What may or may not
count makes a floor, and where nothing else is known no zero. Every figure is counted by hand."""

from calendar import monthrange
from datetime import date, datetime

import pytest

from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import find_figure

REFERENCE = {
    "ref_department": [
        {"department_id": key, "name": name, "type": "二级学院", "display_order": n}
        for n, (key, name) in enumerate(
            {"office": "宣传处", "music": "音乐学院", "law": "法学院", "design": "设计学院", "arts": "人文学院"}.items()
        )
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_site_column": [
        {"column_name": "要闻", "importance": "重要"},
        {"column_name": "通知", "importance": "一般"},
    ],
    "ref_party_org": [
        {
            "party_org_id": f"{key}_branch",
            "name": f"{name}支部",
            "type": "支部",
            "display_order": n,
            "department_id": key,
        }
        for n, (key, name) in enumerate({"office": "机关", "music": "音乐"}.items())
    ],
    "ref_party_code": [
        {"system": "generic", "code_kind": "状态", "code": code, "meaning": code, "is_counted": True}
        for code in ("已通过", "已办")
    ],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "官微"},
        {"account_id": "wb", "channel_id": "weibo", "name": "官博"},
    ],
}


def moment(month: str, n: int) -> datetime:
    return datetime.fromisoformat(f"{month}-{4 + n:02d} 10:00")


def export(dataset: str, month: str, rows: list[dict], **more) -> dict:
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    name = f"{dataset}/{more.get('format', '')}{month}.xlsx"
    return {"dataset": dataset, "file": name, "rows": rows, "period": (first, last), "as_of": last, **more}


def web(month: str, *written: tuple[str, str | None, str | None]) -> dict:
    rows = [
        {"title": f"{month}{n}", "published_at": moment(month, n), "department_name": department, "column_name": column,
         "status": state, "clicks": 3}
        for n, (department, column, state) in enumerate(written)
    ]  # fmt: skip
    return export("web_article", month, rows, site="main")


def posts(month: str, *states: str | None) -> dict:
    rows = [
        {"channel_id": "weibo", "title": f"{month}{n}", "published_at": moment(month, n), "reads": 7, "status": state}
        for n, state in enumerate(states)
    ]
    return export("social_post", month, rows, account="wb")


def uploads(month: str, *written: tuple[str, str]) -> dict:
    rows = [
        {"system": "generic", "org_name": org, "activity_type_text": "党课", "topic": f"{month}{n}",
         "activity_at": moment(month, n), "status_text": state}
        for n, (org, state) in enumerate(written)
    ]  # fmt: skip
    return export("party_upload", month, rows)


def tasks(month: str, *states: str) -> dict:
    rows = [
        {"system": "generic", "activity_type_text": "党课", "topic": f"{month}{n}", "published_at": moment(month, n),
         "status_text": state}
        for n, state in enumerate(states)
    ]  # fmt: skip
    return export("party_task", month, rows)


def articles(month: str, *originals: bool | None) -> dict:
    rows = [
        {"title": f"{month}{n}", "published_on": moment(month, n).date(), "is_original": original}
        for n, original in enumerate(originals)
    ]
    return export("wechat_article", month, rows, account="wx")


def ledger(register_id: str, month: str, *kinds: str | None) -> dict:
    rows = [
        {"register_id": register_id, "occurred_on": moment(month, n).date(), "title": f"{month}{n}", "category": kind,
         "department_name": "法学院", "quantity": 1.0, "entry_no": 1}
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    return export("register_entry", month, rows, format=register_id)


def lectures(month: str, *given: tuple[str | None, float | None]) -> dict:
    rows = [
        {"register_id": "register_lectures", "occurred_on": moment(month, n).date(), "title": f"{month}{n}",
         "category": kind, "attendances": listeners, "quantity": 1.0, "unit": "场", "entry_no": 1}
        for n, (kind, listeners) in enumerate(given)
    ]  # fmt: skip
    return export("register_entry", month, rows, format="register_lectures")


def submissions(month: str, *written: tuple[str, str | None]) -> dict:
    rows = [
        {"received_on": moment(month, n).date(), "department_name": name, "party_org_name": org, "title": f"{month}{n}",
         "form": "图文", "platforms": "官网"}
        for n, (name, org) in enumerate(written)
    ]  # fmt: skip
    return export("submission", month, rows)


EXPORTS = [
    web("2022-03", ("宣传处", "要闻", None), ("音乐学院", "通知", None)),
    # Music in a column that stands in no table, law in that and a known one, design in a state that nobody knows.
    web("2022-04", ("宣传处", "要闻", None), ("音乐学院", "名师访谈", None), ("法学院", "名师访谈", None),
        ("法学院", "通知", None), ("设计学院", "要闻", "已归档至专题")),
    posts("2022-03", None, "账号存档"),
    posts("2022-04", "账号存档", "账号存档"),
    uploads("2022-03", ("机关支部", "已通过")),
    uploads("2022-04", ("机关支部", "已办结待抽查"), ("音乐支部", "已通过"), ("音乐支部", "已办结待抽查")),
    tasks("2022-03", "已办", "办理中·延"),
    tasks("2022-04", "办理中·延"),
    articles("2022-03", True, None),
    articles("2022-04", None),
    ledger("register_activities", "2022-03", "主题活动", None),
    ledger("register_activities", "2022-04", None, None),
    ledger("register_materials", "2022-03", "横幅"),
    ledger("register_materials", "2022-04", None),
    lectures("2022-03", ("健康讲堂", 120.0), (None, 80.0), ("领导讲课", 500.0), (None, None)),
    submissions("2022-03", ("法学院", "机关支部"), ("市文旅局", None)),
    submissions("2022-04", ("法学院", None)),
]  # fmt: skip

TOLD = ("value", "status", "status_reason")
FLOOR = ("value", "is_floor")
UNMAPPED = (None, "missing", "unmapped")
NOT_GIVEN = (None, "missing", "not_given")
ZERO = (0, "zero", None)


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def figure(home, metric_id: str, month: str, columns=TOLD, department: str | None = None) -> tuple:
    return home.execute(
        f"""
        select {", ".join(columns)} from rpt_metric_trend
        where metric_id = ? and month = ? and scope = ? and scope_id = ?
        """,
        [metric_id, month, "department" if department else "institution", department or "institution"],
    ).fetchone()


def test_articles_in_a_column_that_stands_in_no_table_may_be_of_either_class(home):
    for metric_id in ("web_articles_important", "web_articles_general"):
        assert figure(home, metric_id, "2022-04", department="music") == UNMAPPED
        assert figure(home, metric_id, "2022-04", department="arts") == ZERO
    assert figure(home, "web_articles_important", "2022-04", department="law") == UNMAPPED
    assert figure(home, "web_articles_general", "2022-04", FLOOR, "law") == (1, True)
    assert figure(home, "web_articles_important", "2022-04", FLOOR, "office") == (1, False)
    # Design's would be an important one, if it was published.
    for scope, scope_id in (("institution", "institution"), ("channel", "website"), ("account", "main")):
        assert home.execute(
            f"""
            select {", ".join(FLOOR)} from rpt_metric_trend
            where metric_id = 'web_articles_important' and month = '2022-04' and scope = ? and scope_id = ?
            """,
            [scope, scope_id],
        ).fetchone() == (1, True)
    assert figure(home, "web_articles_published", "2022-04", department="music") == (1, "measured", None)


def test_what_is_in_a_state_that_nobody_knows_is_neither_there_nor_a_zero(home):
    assert figure(home, "web_articles_published", "2022-04", department="design") == UNMAPPED
    assert figure(home, "web_articles_published", "2022-04", FLOOR) == (4, True)
    assert figure(home, "web_article_clicks", "2022-04", FLOOR) == (12, True)
    assert figure(home, "weibo_posts", "2022-03", FLOOR) == (1, True)
    assert figure(home, "weibo_reads", "2022-03", FLOOR) == (7, True)
    assert figure(home, "weibo_posts", "2022-04") == UNMAPPED
    assert figure(home, "weibo_reads", "2022-04") == NOT_GIVEN
    assert figure(home, "party_uploads", "2022-04", department="office") == UNMAPPED
    assert figure(home, "party_uploads", "2022-04", FLOOR, "music") == (1, True)
    assert figure(home, "party_tasks_done", "2022-03", FLOOR) == (1, True)
    assert figure(home, "party_tasks_done", "2022-04") is None


def test_a_printed_table_counts_what_is_known_to_count(home):
    sites = home.execute("""select "部门名称", "更新动态数量" from bulletin.website_updates where "月份" = '2022-04'""")
    assert dict(sites.fetchall()) == {"宣传处": 1, "音乐学院": 1, "法学院": 2, "其它部门": 0}
    orgs = home.execute("""select "部门", "信息量" from bulletin.party_uploads where "月份" = '2022-04'""")
    assert dict(orgs.fetchall()) == {"音乐支部": 1, "其它部门": 0}


def test_a_kind_that_is_not_written_makes_a_floor_or_nothing_known(home):
    assert figure(home, "original_articles_published", "2022-03", FLOOR) == (1, True)
    assert figure(home, "original_articles_published", "2022-04") == NOT_GIVEN
    assert figure(home, "event_types_held", "2022-03", ("value", "is_capped")) == (1, True)
    assert figure(home, "event_types_held", "2022-04") == NOT_GIVEN
    assert figure(home, "campaign_activities_held", "2022-04") == NOT_GIVEN
    assert figure(home, "events_held", "2022-04") == (2, "measured", None)
    assert figure(home, "banners_made", "2022-04") == NOT_GIVEN


def test_a_lecture_that_does_not_say_how_many_came_makes_a_floor(home):
    assert figure(home, "lecture_attendances", "2022-03", FLOOR) == (200, True)
    assert figure(home, "leader_lecture_attendances", "2022-03", FLOOR) == (500, False)


def test_who_contributed_is_a_floor_beside_names_that_nobody_knows(home):
    assert figure(home, "contributing_departments", "2022-03", ("value", "is_capped")) == (1, True)
    assert figure(home, "contributing_departments", "2022-04", ("value", "is_capped")) == (1, False)
    # Where some name an organisation, those without one have none; where nobody does, nothing is known.
    assert figure(home, "contributing_party_orgs", "2022-03", ("value", "is_capped")) == (1, False)
    assert figure(home, "contributing_party_orgs", "2022-04") == NOT_GIVEN


def test_a_week_with_a_piece_nobody_can_place_is_not_complete(home):
    weeks = home.execute("""
        select week, value, is_complete from fct_metric_week
        where metric_id = 'web_articles_general' and week between '2022-W14' and '2022-W16' order by week
    """).fetchall()
    assert weeks == [("2022-W14", 1, False), ("2022-W15", 0, True), ("2022-W16", 0, True)]


@pytest.mark.parametrize(
    "department, said",
    [("音乐学院", "缺数据，不是 0（有的栏目、状态或名称没有登记）"), ("人文学院", "导出齐全，没有一条，是真的 0")],
)
def test_the_trace_of_a_figure_says_why(home, department, said):
    figure = find_figure(home, "web_articles_important", department, None, None, None, "then")
    (status,) = [part.shown for part in figure_evidence(home, figure, "2022-04").parts if part.label == "状态"]
    assert status.startswith(said) and "界值" not in status
