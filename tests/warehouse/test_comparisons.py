"""A golden home of fifteen months around two Spring Festivals: what may be compared, with what, and why not; every
figure is counted by hand."""

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest

# Articles by month: of the office, of the college. Thirteen whole months, then March 2021 known to the 10th only.
QUIET = {f"2020-{month:02d}": (2, 1) for month in range(3, 13)}
ARTICLES = {"2020-01": (6, 4), "2020-02": (2, 0), **QUIET, "2021-01": (5, 4), "2021-02": (4, 2), "2021-03": (1, 3)}
KNOWN_UNTIL = date(2021, 3, 10)

# Reads a day: the college's account, registered first, and the official one.
COLLEGE_READS, OFFICIAL_READS = 5, 20

REFERENCE = {
    "ref_department": [
        {"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10},
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 20},
    ],
    "ref_department_alias": [{"alias": "英文学院", "department_id": "english"}],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [
        {"account_id": "college", "channel_id": "wechat", "name": "英语学院微信"},
        {"account_id": "official", "channel_id": "wechat", "name": "官微", "is_official": True},
    ],
    "ref_site_column": [{"column_name": "校园新闻", "importance": "重要"}],
    "ref_party_org": [
        {"party_org_id": "english_staff", "name": "英语学院教工支部", "type": "支部", "display_order": 1,
         "department_id": "english"},
    ],
    "ref_calendar": [
        {"academic_year": year, "term": "寒假", "kind": "假期", "start_on": first, "end_on": last}
        for year, first, last in (
            ("2019-2020", date(2020, 1, 13), date(2020, 2, 16)),
            # In February a week more than in the year before: just enough to be told.
            ("2020-2021", date(2021, 1, 17), date(2021, 2, 23)),
        )
    ],
    "ref_metric_start": [
        {"metric_id": "wechat_reads", "account_id": "official", "redefined_months": "2021-01",
         "note": "不再计重复打开"},
        {"metric_id": "web_articles_important", "redefined_months": "2020-04、2020-06"},
    ],
    "ref_event": [
        {"start_on": date(2021, 1, 5), "title": "校庆", "scope": "全校"},
        {"start_on": date(2021, 1, 6), "title": "全校大会"},
        {"start_on": date(2021, 1, 7), "title": "文化节", "scope": "英文学院"},
        {"start_on": date(2021, 1, 8), "title": "直播", "scope": "wechat"},
        {"start_on": date(2021, 2, 1), "title": "改版", "scope": "官微"},
    ],
    "ref_rule": [
        {"rule_id": "upload_days", "name": "七天内上传", "rule_kind": "upload_within", "subject_kind": "party_org",
         "threshold": 7.0, "basis": "printed", "valid_from": date(2021, 2, 1)},
    ],
}  # fmt: skip


def articles(month: str) -> dict:
    """One file of a month: an article a day from the 3rd on. In January 2020 the college is written in two ways."""
    first = date.fromisoformat(f"{month}-01")
    last = min(first.replace(day=monthrange(first.year, first.month)[1]), KNOWN_UNTIL)
    office, english = ARTICLES[month]
    names = ["党委工作部"] * office + ["英语学院"] * english
    if month == "2020-01":
        names[-2:] = ["英文学院"] * 2
    rows = [
        {
            "title": f"{month}第{n}篇",
            "published_at": datetime.combine(first + timedelta(2 + n), datetime.min.time()),
            "column_name": "校园新闻",
            "department_name": name,
        }
        for n, name in enumerate(names)
    ]
    return {"dataset": "web_article", "file": f"website/{month}.xlsx", "site": "main", "rows": rows,
            "period": (first, last), "as_of": last}  # fmt: skip


def reads(account: str, number: int) -> dict:
    first, last = date(2020, 10, 1), date(2021, 3, 31)
    rows = [{"date": first + timedelta(n), "scene": "全部", "reads": number} for n in range((last - first).days + 1)]
    return {"dataset": "wechat_read_day", "file": f"wechat/{account}/reads.xls", "account": account, "rows": rows}


def tweets() -> dict:
    months = ["2020-10", "2020-11", "2020-12", "2021-01", "2021-02", "2021-03"]
    rows = [{"title": f"推文{m}·{n}", "published_on": date.fromisoformat(f"{m}-1{n}")} for m in months for n in (1, 2)]
    return {"dataset": "wechat_article", "file": "wechat/official/articles.xls", "account": "official", "rows": rows,
            "period": (date(2020, 10, 1), date(2021, 3, 31)), "as_of": date(2021, 4, 20)}  # fmt: skip


def upload(day: int, late: int | None, month: int = 2) -> dict:
    at = datetime(2021, month, day)
    return {
        "system": "generic",
        "org_name": "英语学院教工支部",
        "activity_type_text": "党课",
        "topic": f"{month}月{day}日",
        "activity_at": at,
        "uploaded_at": None if late is None else at + timedelta(late),
    }


@pytest.fixture(scope="module")
def home(build_home):
    uploads = [upload(1, 1), upload(2, 7), upload(3, 8), upload(4, None), upload(20, 30, month=1)]
    exports = [
        *map(articles, ARTICLES),
        reads("college", COLLEGE_READS),
        reads("official", OFFICIAL_READS),
        tweets(),
        {"dataset": "party_upload", "file": "party/2.xlsx", "rows": uploads, "as_of": date(2021, 3, 15),
         "period": (date(2021, 1, 1), date(2021, 2, 28))},
    ]  # fmt: skip
    return build_home(REFERENCE, exports)


TREND = "select {columns} from rpt_metric_trend where metric_id = ? and month = ? and scope = ? and scope_id = ?"


def figure(home, metric_id: str, month: str, *columns: str, scope="institution", scope_id="institution") -> tuple:
    return home.execute(TREND.format(columns=", ".join(columns)), [metric_id, month, scope, scope_id]).fetchone()


# --- February against January around Spring Festival


def test_an_event_leads_to_whom_it_is_about_by_id_name_or_alias(home):
    found = home.execute("select month, title, scope, scope_id from dim_event").fetchall()
    assert found == [
        ("2021-01", "校庆", "institution", "institution"),
        ("2021-01", "全校大会", "institution", "institution"),
        ("2021-01", "文化节", "department", "english"),
        ("2021-01", "直播", "channel", "wechat"),
        ("2021-02", "改版", "account", "official"),
    ]


def test_february_is_set_against_january_and_the_calendar_says_what_is_different(home):
    change = ("value", "previous_value", "mom_change", "mom_pct", "reason")
    assert figure(home, "web_articles_published", "2021-02", *change) == (6, 9, -3, pytest.approx(-1 / 3), None)
    notes = home.execute("""
        select month, mom_calendar, yoy_calendar from dim_month
        where month in ('2020-02', '2021-01', '2021-02', '2021-03') order by month
    """).fetchall()
    # Spring Festival: 25 January 2020, 12 February 2021. Vacation days: 19 and 16 in 2020, 15 and 23 in 2021.
    assert notes == [
        ("2020-02", "上月有春节（1月25日），本月没有", None),
        ("2021-01", "假期本月 15 天，上月 0 天", "去年同月有春节（1月25日），本月没有"),
        (
            "2021-02",
            "春节（2月12日）在本月，上月没有；假期本月 23 天，上月 15 天",
            "春节（2月12日）在本月，去年同月没有；假期本月 23 天，去年同月 16 天",
        ),
        ("2021-03", "上月有春节（2月12日），本月没有；假期本月 0 天，上月 23 天", None),
    ]


def test_the_two_months_of_the_festival_are_set_against_the_two_of_last_year(home):
    # 9 + 6 articles against 10 + 2: February alone would have trebled.
    assert figure(home, "web_articles_published", "2021-02", "yoy_change", "yoy_pct") == (4, 2)
    aligned = home.execute("""
        select value, last_year_value, yoy_change, yoy_pct, yoy_reason, previous_value from rpt_metric_period
        where metric_id = 'web_articles_published' and scope = 'institution' and period = '2021 春节'
    """).fetchall()
    assert aligned == [(15, 12, 3, 0.25, None, 12)]
    span = home.execute("select first_day, last_day from dim_period where period = '2021 春节'").fetchone()
    assert span == (date(2021, 1, 1), date(2021, 2, 28))


# --- a running month


def test_a_running_month_is_not_set_against_a_whole_one_but_against_as_many_days(home):
    assert figure(home, "web_articles_published", "2021-03", "value", "mom_change", "reason") == (
        4,
        None,
        "partial_period",
    )
    windows = home.execute("""
        select scope, scope_id, days, value, previous_value, mom_change, last_year_value, yoy_change, reason
        from rpt_equal_window where metric_id = 'web_articles_published' and month = '2021-03' order by all
    """).fetchall()
    # One article a day from the 3rd on: all 6 of February and all 3 of March 2020 fall into the first ten days.
    assert windows == [
        ("account", "main", 10, 4, 6, -2, 3, 1, None),
        ("channel", "website", 10, 4, 6, -2, 3, 1, None),
        ("department", "english", 10, 3, 2, 1, 1, 2, None),
        ("department", "office", 10, 1, 4, -3, 2, -1, None),
        ("department_now", "english", 10, 3, 2, 1, 1, 2, None),
        ("department_now", "office", 10, 1, 4, -3, 2, -1, None),
        ("institution", "institution", 10, 4, 6, -2, 3, 1, None),
    ]
    assert home.execute("select count(*) from rpt_equal_window where month < '2021-03'").fetchone() == (0,)


# --- redefined


def test_figures_on_either_side_of_a_changed_definition_are_not_compared(home):
    def reason(month, scope, scope_id, metric_id="wechat_reads"):
        return figure(home, metric_id, month, "mom_change", "reason", scope=scope, scope_id=scope_id)

    # The official account changed; the other did not, and every sum that holds the first did.
    assert reason("2021-01", "account", "official") == (None, "metric_redefined")
    assert reason("2021-01", "account", "college") == (0, None)
    assert reason("2021-01", "channel", "wechat") == (None, "metric_redefined")
    assert reason("2021-01", "institution", "institution") == (None, "metric_redefined")
    assert reason("2021-02", "account", "official") == (-60, None)
    # Two tweets a month: the rate stands on the changed figure.
    assert reason("2021-01", "account", "official", "wechat_reads_per_article") == (None, "metric_redefined")
    assert reason("2021-02", "account", "official", "wechat_reads_per_article") == (-30, None)


def test_a_period_or_a_year_that_reaches_over_the_change_is_not_compared(home):
    def quarter(scope_id):
        return home.execute(
            "select value, previous_value, change, reason from rpt_metric_period "
            "where metric_id = 'wechat_reads' and scope = 'account' and scope_id = ? and period = '2021-Q1'",
            [scope_id],
        ).fetchone()

    assert quarter("official") == (1800, 1840, None, "metric_redefined")
    assert quarter("college") == (450, 460, -10, None)
    # Important articles were redefined in April and June 2020: January 2021 still looks back over both.
    assert figure(home, "web_articles_important", "2021-01", "yoy_reason", "ytd_reason") == ("metric_redefined",) * 2
    assert figure(home, "web_articles_published", "2021-01", "yoy_reason", "ytd_reason") == (None, None)


def test_every_change_of_a_definition_is_listed_and_told_with_the_metric(home):
    rows = home.execute("select metric_id, account_id, month, note from fct_metric_redefinition order by month")
    assert rows.fetchall() == [
        ("web_articles_important", None, "2020-04", None),
        ("web_articles_important", None, "2020-06", None),
        ("wechat_reads", "official", "2021-01", "不再计重复打开"),
    ]
    told = home.execute("select redefined from dim_metric where metric_id = 'wechat_reads'").fetchone()
    assert told == ("2021-01 起口径改变（账号 official）：不再计重复打开",)


# --- sums over time, in every scope


def test_twelve_months_move_in_every_scope(home):
    def moving(scope, scope_id):
        columns = ("moving_12_value", "moving_12_yoy_pct", "moving_12_reason")
        return figure(home, "web_articles_published", "2021-02", *columns, scope=scope, scope_id=scope_id)

    # Ten months of 2 + 1, then 5 + 4 and 4 + 2; the twelve months before are not all known.
    assert moving("institution", "institution") == (45, None, "no_base")
    assert moving("channel", "website") == (45, None, "no_base")
    assert moving("account", "main") == (45, None, "no_base")
    assert moving("department", "office") == (29, None, "no_base")
    assert moving("department_now", "english") == (16, None, "no_base")


def test_the_year_to_date_is_set_against_the_same_months(home):
    ytd = ("ytd_value", "ytd_yoy_pct", "ytd_reason")
    assert figure(home, "web_articles_published", "2021-02", *ytd) == (15, 0.25, None)
    assert figure(home, "web_articles_published", "2021-03", *ytd) == (19, None, "partial_period")


# --- names and accounts


def test_two_names_of_a_department_in_one_file_are_one_department(home):
    assert figure(home, "web_articles_published", "2020-01", "value", scope="department", scope_id="english") == (4,)
    written = home.execute("""
        select department_id, count(distinct department_id), count(*) from fct_web_article
        where month = '2020-01' and department_id <> 'office' group by 1
    """).fetchall()
    assert written == [("english", 1, 4)]


def test_the_printed_table_reports_the_account_marked_as_official(home):
    official = home.execute("select account_id from dim_account where is_official order by 1").fetchall()
    assert official == [("main",), ("official",)]
    printed = home.execute('select "总阅读数" from bulletin.wechat_base where "月份" = \'2021-02\'').fetchall()
    assert printed == [(28 * OFFICIAL_READS,)]


# --- in time


def test_uploads_are_in_time_within_the_days_of_the_rule_in_force(home):
    # 1, 7 and 8 days late; one without a time; in January there was no rule yet.
    assert figure(home, "party_uploads", "2021-02", "value") == (4,)
    assert figure(home, "party_uploads_timed", "2021-02", "value") == (3,)
    assert figure(home, "party_uploads_on_time", "2021-02", "value") == (2,)
    assert figure(home, "party_upload_on_time_rate", "2021-02", "value", "status") == (
        pytest.approx(2 / 3),
        "measured",
    )
    assert figure(home, "party_uploads", "2021-01", "value") == (1,)
    assert figure(home, "party_uploads_timed", "2021-01", "value", "status") == (None, "missing")
