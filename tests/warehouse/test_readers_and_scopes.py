"""A golden home with two WeChat accounts, exports that turn from counts to people, menu windows of half a month and
Party records uploaded late: what a table or sentence speaks of is what it says it speaks of."""

from datetime import date, datetime, timedelta

import pytest


def read_days(first: date, last: date, readers: int, reads: int | None) -> list[dict]:
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [{"date": day, "scene": "全部", "readers": readers, "reads": reads} for day in span]


def article(title: str, on: date, readers: int, reads: int | None) -> dict:
    return {"title": title, "published_on": on, "readers": readers, "reads": reads}


def upload(day: int, uploaded: date | None, topic: str, org: str = "一支部") -> dict:
    at = uploaded and datetime.combine(uploaded, datetime.min.time())
    return {
        "system": "generic", "org_name": org, "activity_type_text": "党课", "topic": topic,
        "activity_at": datetime(2025, 11, day), "uploaded_at": at,
        "status_text": "已通过",
    }  # fmt: skip


def menu(first: date, last: date, clicks: int, entry: str = "招生") -> dict:
    return {"dataset": "wechat_menu", "file": f"wechat/{first}-{last}.xlsx", "account": "wx", "period": (first, last),
            "as_of": last, "rows": [{"period_start": first, "period_end": last, "level1": entry, "level2": "-",
                                     "clicks": clicks}]}  # fmt: skip


REFERENCE = {
    "ref_department": [{"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10}],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "官微", "is_official": True},
        {"account_id": "wx_news", "channel_id": "wechat", "name": "新闻"},
        {"account_id": "wx_old", "channel_id": "wechat", "name": "旧后台"},
    ],
    "ref_party_org": [
        {"party_org_id": "one", "name": "一支部", "type": "支部", "display_order": 10, "department_id": "office"},
        {"party_org_id": "two", "name": "二支部", "type": "支部", "display_order": 20, "department_id": "office"},
    ],
    "ref_party_code": [
        {"system": "generic", "code_kind": "状态", "code": "已通过", "meaning": "已通过", "is_counted": True},
    ],
    "ref_cutoff": [{"month": "2025-11", "source": "wechat", "cutoff_on": date(2025, 11, 27)}],
}

EXPORTS = [
    # October has counts; in November they stop on the 20th; from December on there are people only.
    {"dataset": "wechat_read_day", "file": "wechat/10.xls", "account": "wx",
     "rows": read_days(date(2025, 10, 1), date(2025, 10, 31), 10, 25)},
    {"dataset": "wechat_read_day", "file": "wechat/11.xls", "account": "wx",
     "rows": [*read_days(date(2025, 11, 1), date(2025, 11, 20), 10, 25),
              *read_days(date(2025, 11, 21), date(2025, 11, 30), 40, None)]},
    {"dataset": "wechat_read_day", "file": "wechat/12.xls", "account": "wx",
     "rows": [*read_days(date(2025, 12, 1), date(2025, 12, 30), 12, None),
              *read_days(date(2025, 12, 31), date(2025, 12, 31), 43, None)]},
    {"dataset": "wechat_article", "file": "wechat/已通知10.xls", "account": "wx", "as_of": date(2025, 11, 20),
     "rows": [article("一", date(2025, 10, 9), 100, 150), article("二", date(2025, 10, 10), 50, 60)]},
    {"dataset": "wechat_article", "file": "wechat/已通知11.xls", "account": "wx", "as_of": date(2025, 11, 27),
     "rows": [article("三", date(2025, 11, 9), 70, None)]},
    {"dataset": "wechat_article", "file": "wechat/已通知12.xls", "account": "wx", "as_of": date(2026, 1, 20),
     "rows": [article("四", date(2025, 12, 9), 100, None), article("五", date(2025, 12, 10), 60, None)]},
    # An account that never had counts, and one article of it in the month of the bulletin.
    {"dataset": "wechat_article", "file": "wechat/news/已通知.xls", "account": "wx_news", "as_of": date(2026, 1, 20),
     "rows": [article("六", date(2025, 11, 8), 5, None), article("七", date(2025, 12, 8), 7, None)]},
    # An account whose exports go on telling counts.
    {"dataset": "wechat_article", "file": "wechat/old/已通知.xls", "account": "wx_old", "as_of": date(2026, 1, 20),
     "rows": [article(f"旧{month}", date(2025, month, 8), 1, reads) for month, reads in ((10, 5), (11, 6), (12, 9))]},
    menu(date(2025, 11, 1), date(2025, 11, 15), 100), menu(date(2025, 11, 16), date(2025, 11, 27), 30),
    menu(date(2025, 11, 28), date(2025, 11, 30), 5),
    menu(date(2025, 12, 1), date(2025, 12, 10), 7), menu(date(2025, 12, 16), date(2025, 12, 31), 8),
    {"dataset": "party_upload", "file": "party/11.xlsx", "as_of": date(2025, 12, 15),
     "rows": [upload(10, date(2025, 11, 11), "甲"), upload(29, date(2025, 12, 9), "乙"), upload(28, None, "丙"),
              upload(29, date(2025, 12, 9), "丁", "二支部")]},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def figures(home, metric: str, account: str = "wx") -> dict:
    return {
        month: (value, status)
        for month, value, status in home.execute(
            "select month, value, status from fct_metric_month where metric_id = ? and account_id = ? order by 1",
            [metric, account],
        ).fetchall()
    }


def test_reads_end_where_the_export_has_people_only_and_are_not_missing(home):
    assert figures(home, "wechat_reads") == {
        "2025-10": (775, "measured"), "2025-11": (500, "measured"), "2025-12": (None, "retired"),
    }  # fmt: skip
    trend = home.execute(
        "select month, value, status, is_complete, reason from rpt_metric_trend "
        "where metric_id = 'wechat_reads' and scope = 'institution' order by 1"
    ).fetchall()
    assert trend[2] == ("2025-12", None, "retired", False, "retired")
    assert trend[1][3:] == (False, "partial_period")
    assert figures(home, "wechat_article_reads")["2025-12"] == (None, "retired")
    assert figures(home, "wechat_article_reads", "wx_news") == {
        "2025-11": (None, "retired"), "2025-12": (None, "retired"),
    }  # fmt: skip
    said = home.execute(
        "select month, status, days_covered, reason from quality.coverage where dataset = 'wechat_read_day' order by 1"
    ).fetchall()
    assert said[0][3] is None
    assert said[2] == ("2025-12", "full", 31, "导出只有阅读人数，没有阅读次数")


def test_a_sum_is_compared_over_the_accounts_that_still_tell_it(home):
    found = home.execute(
        "select month, value, status, reason from rpt_metric_trend "
        "where metric_id = 'wechat_article_reads' and scope = 'institution' order by 1"
    ).fetchall()
    assert [row[:3] for row in found] == [
        ("2025-10", 215, "measured"), ("2025-11", 6, "measured"), ("2025-12", 9, "measured"),
    ]  # fmt: skip
    assert [row[3] for row in found[1:]] == ["parts_changed", None]


def test_readers_are_figures_of_their_own_by_day_by_month_and_of_articles(home):
    days = home.execute(
        "select month, count(*), min(value), max(value) from fct_account_metric_daily "
        "where metric_id = 'wechat_readers' group by 1 order by 1"
    ).fetchall()
    assert days == [("2025-10", 31, 10, 10), ("2025-11", 30, 10, 40), ("2025-12", 31, 12, 43)]
    assert figures(home, "wechat_readers") == {}
    # (20 x 10 + 10 x 40) / 30 and (30 x 12 + 43) / 31
    assert figures(home, "wechat_readers_daily_mean") == {
        "2025-10": (10, "measured"), "2025-11": (20, "measured"), "2025-12": (13, "measured"),
    }  # fmt: skip
    assert figures(home, "wechat_article_readers") == {
        "2025-10": (150, "measured"), "2025-11": (70, "measured"), "2025-12": (160, "measured"),
    }  # fmt: skip
    whole = "select value from rpt_metric_trend where metric_id = ? and scope = 'institution' and month = '2025-12'"
    assert home.execute(whole, ["wechat_article_readers"]).fetchall() == [(168,)]
    shown = home.execute(
        "select metric_id, instead_id from dim_metric where is_headline and metric_id ~ 'wechat_(article_)?rea.*' "
        "order by 1"
    ).fetchall()
    assert shown == [("wechat_article_readers", None), ("wechat_readers_daily_mean", None),
                     ("wechat_reads", "wechat_readers_daily_mean")]  # fmt: skip


def note(home, table: str) -> list[tuple]:
    return home.execute(
        "select month, days, left_out, remark from fct_bulletin_note where table_name = ? order by 1", [table]
    ).fetchall()


def test_table_2_has_readers_beside_it_where_there_are_no_reads_and_says_why(home):
    assert home.execute('select "月份", "总阅读数" from bulletin.wechat_base order by 1').fetchall() == [
        ("2025-10", 775), ("2025-11", 500), ("2025-12", None),
    ]  # fmt: skip
    assert home.execute("select * from bulletin.wechat_readers order by 1").fetchall() == [
        # Up to the cut-off: (20 x 10 + 7 x 40) / 27.
        ("2025-11", 480 / 27, date(2025, 11, 27)),
        ("2025-12", 13, date(2025, 12, 31)),
    ]
    assert note(home, "wechat_base") == [
        ("2025-11", None, None, "阅读次数只到 11月20日，此后导出只有阅读人数，没有阅读次数"),
        ("2025-12", None, None, "导出只有阅读人数，没有阅读次数"),
    ]
    rows = home.execute(
        "select count(*), sum(value) from quality.bulletin_sources "
        "where table_name = 'wechat_readers' and column_name = '日均阅读人数' and month = '2025-12'"
    ).fetchall()
    assert rows == [(31, pytest.approx(13))]


def test_menu_windows_that_tile_the_month_are_added_and_the_table_says_which_days(home):
    said = '"月份", "菜单点击次数", "数据截至" from bulletin.wechat_menu order by 1'
    assert home.execute(f"select {said}").fetchall() == [
        ("2025-11", 130, date(2025, 11, 27)),
        ("2025-12", 15, date(2025, 12, 31)),
    ]
    assert [row[:2] for row in note(home, "wechat_menu")] == [
        ("2025-11", "11月1日至27日"), ("2025-12", "12月1日至10日、12月16日至31日"),
    ]  # fmt: skip
    assert figures(home, "wechat_menu_clicks")["2025-11"] == (135, "measured")


def test_what_was_uploaded_after_the_cut_off_is_not_in_the_table_of_the_cut_off(home):
    said = '"部门", "信息量", "数据截至" from bulletin.party_uploads where "月份" = \'2025-11\''
    assert home.execute(f"select {said}").fetchall() == [
        ("一支部", 2, date(2025, 11, 30)), ("其它部门", 0, date(2025, 11, 30)),
    ]  # fmt: skip
    assert note(home, "party_uploads") == [("2025-11", None, 2, "另有 2 条在截止日以后才上传，不在表内")]
    whole = "select sum(value) from fct_metric_month where metric_id = 'party_uploads' and month = '2025-11'"
    assert home.execute(whole).fetchall() == [(4,)]


def test_each_sentence_of_the_bulletin_has_one_scope(home):
    said = home.execute(
        "select metric_id, scope, scope_id, scope_name, value, as_of from fct_bulletin_figure "
        "where month = '2025-11' and metric_id in ('wechat_articles_published', 'wechat_reads', 'party_uploads') "
        "order by 1"
    ).fetchall()
    assert said == [
        ("party_uploads", "institution", "institution", "全校", 2, date(2025, 11, 30)),
        # One article of the official account; the other account's is not in the sentence.
        ("wechat_articles_published", "account", "wx", "官微", 1, date(2025, 11, 9)),
        ("wechat_reads", "account", "wx", "官微", 500, date(2025, 11, 20)),
    ]
