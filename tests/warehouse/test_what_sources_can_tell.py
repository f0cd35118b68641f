"""A golden home in which sources are silent about some of their subjects, and sites come and go: zero is claimed only
where the source covers the subject, and sums are compared over the same sites. Every figure is counted by hand."""

from calendar import monthrange
from datetime import date, datetime

import pytest

REFERENCE = {
    "ref_department": [
        {"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10,
         "headcount": 10},
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 20,
         "headcount": 10},
        {"department_id": "music", "name": "音乐学院", "type": "二级学院", "display_order": 30,
         "headcount": 10},
        {"department_id": "design", "name": "设计学院", "type": "二级学院", "display_order": 40,
         "headcount": 10},
        {"department_id": "law", "name": "法学院", "type": "二级学院", "display_order": 50,
         "headcount": 10},
    ],
    "ref_site": [
        {"site_id": "main", "name": "官网", "level": "主站"},
        {"site_id": "jobs", "name": "就业网", "level": "专题"},
        {"site_id": "english_site", "name": "英语学院网", "level": "二级", "department_id": "english"},
        {"site_id": "music_site", "name": "音乐学院网", "level": "二级", "department_id": "music",
         "valid_from": date(2021, 9, 1)},
        {"site_id": "law_site", "name": "法学院网", "level": "二级", "department_id": "law"},
    ],
    "ref_site_column": [
        {"column_name": "校园新闻", "importance": "重要"},
        {"column_name": "通知公告", "importance": "一般"},
        {"column_name": "学术讲座", "importance": "一般", "site_id": "main"},
    ],
    "ref_party_org": [
        {"party_org_id": "office_branch", "name": "机关支部", "type": "支部", "display_order": 1,
         "department_id": "office"},
        {"party_org_id": "english_branch", "name": "英语支部", "type": "支部", "display_order": 2,
         "department_id": "english"},
        {"party_org_id": "music_branch", "name": "音乐支部", "type": "支部", "display_order": 3,
         "department_id": "music", "valid_from": date(2021, 10, 1)},
    ],
    "ref_outlet": [{"outlet": "省日报", "level": "省级"}],
}  # fmt: skip


def month_of(month: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def web(site: str, month: str, *written: tuple[str | None, str | None]) -> dict:
    """One list of a site and month; written: (department, column) of each article, an article a day."""
    first, last = month_of(month)
    rows = [
        {"title": f"{site}{month}·{n}", "published_at": datetime(first.year, first.month, 3 + n, 9),
         "department_name": name, "column_name": column}
        for n, (name, column) in enumerate(written)
    ]  # fmt: skip
    return {"dataset": "web_article", "file": f"website/{site}/{month}.xlsx", "site": site, "rows": rows,
            "period": (first, last), "as_of": last}  # fmt: skip


def uploads(month: str, *orgs: str) -> dict:
    first, last = month_of(month)
    rows = [
        {"system": "generic", "org_name": name, "activity_type_text": "党课", "topic": f"{month}{n}",
         "activity_at": datetime(first.year, first.month, 2 + n)}
        for n, name in enumerate(orgs)
    ]  # fmt: skip
    return {"dataset": "party_upload", "file": f"party/{month}.xlsx", "rows": rows, "period": (first, last),
            "as_of": last}  # fmt: skip


def media(month: str, *departments: str | None) -> dict:
    first, last = month_of(month)
    rows = [
        {"register_id": "register_media", "outlet": "省日报", "published_on": first.replace(day=5 + n),
         "title": f"报道{month}{n}", "department_name": name, "quantity": 1.0, "entry_no": 1}
        for n, name in enumerate(departments)
    ]  # fmt: skip
    return {"dataset": "media_item", "file": f"registers/媒体{month}.xlsx", "format": "register_media", "rows": rows,
            "period": (first, last), "as_of": last}  # fmt: skip


NEWS = "校园新闻"
EXPORTS = [
    # The main site, whole months: the office always two, music and law now and then.
    web("main", "2021-07", ("党委工作部", NEWS), ("党委工作部", "通知公告")),
    web("main", "2021-08", ("党委工作部", NEWS), ("党委工作部", NEWS)),
    web("main", "2021-09", ("党委工作部", NEWS), ("党委工作部", NEWS), ("音乐学院", NEWS)),
    web("main", "2021-10", ("党委工作部", NEWS), ("党委工作部", NEWS), ("音乐学院", NEWS), ("音乐学院", NEWS)),
    # A list without the column of units.
    web("main", "2021-11", (None, NEWS), (None, NEWS)),
    # Of everybody; first sent in September, without columns; in October nothing came.
    web("jobs", "2021-09", ("党委工作部", None), ("党委工作部", None), ("党委工作部", None)),
    web("jobs", "2021-11", ("党委工作部", NEWS)),
    # Own sites: of English first sent in September; of music opened in September; of law never sent.
    web("english_site", "2021-09", ("英语学院", NEWS), ("英语学院", NEWS), ("英语学院", NEWS)),
    web("english_site", "2021-10", ("英语学院", NEWS)),
    web("english_site", "2021-11"),
    web("music_site", "2021-09", (None, NEWS)),
    web("music_site", "2021-10"),
    web("music_site", "2021-11"),
    uploads("2021-09", "机关支部"),
    uploads("2021-10", "机关支部", "机关支部", "无归属的支部"),
    media("2021-08", "英语学院"),
    media("2021-09", None, None),
    media("2021-10"),
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def of_departments(home, metric_id: str, month: str) -> dict[str, tuple]:
    found = home.execute(
        """
        select scope_id, value, status, status_reason from rpt_metric_trend
        where scope = 'department' and metric_id = ? and month = ? and scope_id <> 'unrecognised'
        """,
        [metric_id, month],
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def figure(home, metric_id: str, month: str, *columns: str, scope="institution", scope_id="institution") -> tuple:
    return home.execute(
        f"""
        select {", ".join(columns)} from rpt_metric_trend
        where metric_id = ? and month = ? and scope = ? and scope_id = ?
        """,
        [metric_id, month, scope, scope_id],
    ).fetchone()


NOTHING_SENT = (None, "missing", "no_site_export")
NO_UNIT = (None, "not_applicable", "no_unit")
NO_ORG = (None, "not_applicable", "no_party_org")
ZERO = (0, "zero", None)


# --- zero only where the source covers the subject


def test_a_department_is_zero_only_where_its_own_sites_were_read_too(home):
    # English had a site nobody had read before September; music's was opened then; law's never sent anything.
    assert of_departments(home, "web_articles_published", "2021-08") == {
        "office": (2, "measured", None),
        "english": NOTHING_SENT,
        "music": ZERO,
        "design": ZERO,
        "law": NOTHING_SENT,
    }


def test_a_site_of_everybody_without_an_export_makes_nobody_a_zero(home):
    october = of_departments(home, "web_articles_published", "2021-10")
    assert october["design"] == NOTHING_SENT
    # What was seen is told, with what it lacks.
    assert october["music"] == (2, "measured", "no_site_export")
    assert figure(home, "web_articles_published", "2021-10", "is_floor", scope="department", scope_id="music") == (
        True,
    )


def test_a_list_without_units_cannot_tell_who_published_nothing(home):
    november = of_departments(home, "web_articles_published", "2021-11")
    assert november["design"] == NO_UNIT
    assert november["office"] == (1, "measured", "no_unit")
    assert figure(home, "web_articles_published", "2021-11", "value", "status_reason", "unassigned_value") == (
        3,
        None,
        2,
    )


def test_a_department_without_a_party_organisation_is_not_asked_for_uploads(home):
    september = of_departments(home, "party_uploads", "2021-09")
    assert september == {"office": (1, "measured", None), "english": ZERO, "music": NO_ORG, "design": NO_ORG,
                         "law": NO_ORG}  # fmt: skip
    # Music has a branch since October.
    assert of_departments(home, "party_uploads", "2021-10")["music"] == ZERO
    late = home.execute("""
        select subject_id from rpt_zero_report
        where subject_kind = 'department' and metric_id = 'party_uploads' and month = '2021-10' order by 1
    """).fetchall()
    assert late == [("english",), ("music",)]


def test_a_rate_says_of_whom_it_cannot_speak_like_its_numerator(home):
    told = ("value", "status", "status_reason")
    for scope_id, month, expected in (("design", "2021-11", NO_UNIT), ("law", "2021-08", NOTHING_SENT)):
        department = {"scope": "department", "scope_id": scope_id}
        assert figure(home, "web_articles_per_100_heads", month, *told, **department) == expected


def test_a_ledger_without_units_gives_no_department_a_zero_and_nobody_a_rank(home):
    assert of_departments(home, "external_media_items", "2021-08")["music"] == ZERO
    assert set(of_departments(home, "external_media_items", "2021-09").values()) == {NO_UNIT}
    assert figure(home, "external_media_items", "2021-09", "value", "status") == (2, "measured")
    ranked = home.execute("""
        select count(*) from rpt_metric_trend
        where metric_id = 'external_media_items' and month = '2021-09' and rank is not null
    """).fetchone()
    assert ranked == (0,)


def test_articles_without_columns_are_of_neither_class(home):
    # Main: two of the office and one of music, all important; the articles of the job site have no column.
    account = {"scope": "account", "scope_id": "jobs"}
    for metric_id in ("web_articles_important", "web_articles_general"):
        assert figure(home, metric_id, "2021-09", "value", "status", "status_reason", **account) == (
            None,
            "not_applicable",
            "no_class",
        )
    assert figure(home, "web_articles_important", "2021-09", "value", "status", "is_complete") == (7, "measured", True)


def test_a_column_is_asked_only_of_sites_that_have_columns(home):
    asked = home.execute("""
        select subject_id, state from fct_subject_month
        where subject_kind = 'site_column' and month = '2021-09' order by 1
    """).fetchall()
    assert asked == [
        ("english_site/校园新闻", "some"),
        # The job site has had the column in November, and said nothing of columns in September.
        ("jobs/校园新闻", "unknown"),
        ("main/学术讲座", "zero"),
        ("main/校园新闻", "some"),
        ("main/通知公告", "zero"),
        ("music_site/校园新闻", "some"),
    ]


# --- like for like


def test_a_sum_with_new_sites_is_not_set_against_one_without_them_and_names_them(home):
    columns = ("value", "previous_value", "mom_change", "mom_pct", "reason", "mom_parts", "mom_like_value",
               "mom_like_base", "mom_like_pct")  # fmt: skip
    # August: two on the main site. September: three there, three and three on two sites first sent, one on a new one.
    assert figure(home, "web_articles_published", "2021-09", *columns) == (
        10, 2, None, None, "parts_changed", "新增 就业网、英语学院网、音乐学院网", 3, 2, 0.5,
    )  # fmt: skip
    quarter = home.execute("""
        select period, reason, parts, like_value from rpt_metric_period
        where scope = 'institution' and metric_id = 'web_articles_published' and period = '2021-Q4'
    """).fetchone()
    assert quarter == ("2021-Q4", "parts_changed", "新增 就业网、英语学院网、音乐学院网", None)


def test_who_has_nothing_on_the_new_sites_is_compared(home):
    music = {"scope": "department", "scope_id": "music"}
    office = {"scope": "department", "scope_id": "office"}
    assert figure(home, "web_articles_important", "2021-09", "mom_change", "reason", **office) == (0, None)
    assert figure(home, "web_articles_published", "2021-09", "reason", "mom_parts", **office) == (
        "parts_changed",
        "新增 就业网",
    )
    assert figure(home, "web_articles_published", "2021-09", "value", "mom_like_value", "reason", **music) == (
        2,
        1,
        "parts_changed",
    )


# --- ranks


def test_who_has_nothing_has_no_rank_and_who_has_the_same_did_not_move(home):
    ranks = home.execute("""
        select scope_id, value, rank, rank_change from rpt_metric_trend
        where scope = 'department' and metric_id = 'web_articles_published' and month = '2021-09'
        order by value desc, scope_id
    """).fetchall()
    assert ranks == [
        ("office", 5, 1, None),
        ("english", 3, 2, None),
        ("music", 2, 3, None),
        ("design", 0, None, None),
        ("law", None, None, None),
    ]


def test_nobody_is_first_alone(home):
    assert figure(home, "party_uploads", "2021-09", "value", "rank", scope="department", scope_id="office") == (1, 1)
    alone = home.execute("""
        select scope_id, value, rank from rpt_metric_trend
        where scope = 'department' and metric_id = 'external_media_items' and month = '2021-08' and value is not null
        order by 2 desc, 1 limit 2
    """).fetchall()
    assert alone == [("english", 1, 1), ("design", 0, None)]


def test_a_month_begun_is_no_month_of_a_period(home):
    months = home.execute("""
        select months_covered, months_partial from rpt_metric_period
        where scope = 'institution' and metric_id = 'web_articles_published' and period = '2021-H2'
    """).fetchone()
    # Of October one site is lacking.
    assert months == (4, 1)
