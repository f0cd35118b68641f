"""A golden home of exports that overlap, grow, stop short or never come; every figure is counted by hand."""

from datetime import date, datetime, timedelta

import pytest

CUTOFF = date(2020, 9, 27)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def follower_rows(first: date, last: date, extra: dict[date, int] | None = None) -> list[dict]:
    """Two new and one lost follower a day from 1 August on, starting at 100; ``extra`` new ones on some days."""
    rows = []
    for day in days(first, last):
        more = (extra or {}).get(day, 0)
        grown = sum(number for on, number in (extra or {}).items() if on <= day)
        rows.append(
            {
                "date": day,
                "followers_new": 2 + more,
                "followers_cancelled": 1,
                "followers_net": 1 + more,
                "followers_total": 100 + (day - date(2020, 7, 31)).days + grown,
            }
        )
    return rows


def read_rows(first: date, last: date, reads: int | None) -> list[dict]:
    """Reads of all scenes and of one of them, which is a part and never added; None: the export has people only."""
    return [
        {"date": day, "scene": scene, "readers": 3, "reads": reads and reads // share}
        for day in days(first, last)
        for scene, share in (("全部", 1), ("朋友圈", 2))
    ]


def article(title: str, at: datetime, column: str = "校园新闻", **more) -> dict:
    return {"title": title, "published_at": at, "column_name": column, "department_name": "党委工作部", **more}


def post(title: str, at: datetime, plays: int | None, **more) -> dict:
    return {
        "channel_id": "douyin",
        "title": title,
        "published_at": at,
        "plays": plays,
        "likes": 1,
        "comments": 0,
    } | more


def upload(org: str, kind: str, day: int, status: str = "已通过", month: int = 9) -> dict:
    at = datetime(2020, month, day)
    return {
        "system": "generic",
        "org_name": org,
        "activity_type_text": kind,
        "topic": f"{org}{day}日",
        "activity_at": at,
        "uploaded_at": datetime(2020, month, day + 1),
        "status_text": status,
    }


def printed(month: str, metric_id: str, text: str, value: float | None, label: str = "合计", **more) -> dict:
    return {
        "bulletin": f"{month}通报",
        "month": month,
        "table_id": "正文",
        "row_label": label,
        "metric_id": metric_id,
        "printed": text,
        "value": value,
        "place": metric_id,
        **more,
    }


REFERENCE = {
    "ref_institution": [{"item": "供稿统计不含", "content": "新闻中心"}],
    "ref_department": [
        {"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10},
        {"department_id": "news", "name": "新闻中心", "type": "党群", "display_order": 20},
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 30},
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "官微"},
        {"account_id": "dy", "channel_id": "douyin", "name": "官抖"},
    ],
    "ref_site_column": [
        {"column_name": "校园新闻", "importance": "重要"},
        {"column_name": "通知公告", "importance": "一般", "valid_to": date(2020, 8, 31)},
        {"column_name": "通知公告", "importance": "重要", "valid_from": date(2020, 9, 1)},
        {"column_name": "工作安排", "importance": "一般"},
    ],
    "ref_party_org": [
        {"party_org_id": "committee", "name": "党委", "type": "党委", "display_order": 10},
        {
            "party_org_id": "english_staff",
            "name": "英语学院教工支部",
            "type": "支部",
            "display_order": 20,
            "department_id": "english",
        },
        {"party_org_id": "offices", "name": "机关党总支", "type": "党总支", "display_order": 30},
    ],
    "ref_party_org_alias": [{"alias": "英语教工支部", "party_org_id": "english_staff"}],
    "ref_party_code": [
        {"system": "generic", "code_kind": "状态", "code": "已通过", "meaning": "已通过", "is_counted": True},
        {"system": "generic", "code_kind": "状态", "code": "已退回", "meaning": "未通过", "is_counted": False},
    ],
    "ref_cutoff": [
        {"month": "2020-09", "source": "wechat", "cutoff_on": CUTOFF},
        {"month": "2020-09", "source": "party", "cutoff_on": date(2020, 9, 30)},
    ],
    "ref_metric_start": [{"metric_id": "party_uploads", "start_month": "2020-09"}],
    # One that holds, one the exports have caught up with, one that says why a settled month changed, one that no
    # longer fits, one about nothing.
    "ref_correction": [
        {"month": month, "metric_id": metric, "account_id": account, "expected_value": old, "new_value": new,
         "reason": reason}
        for month, metric, account, old, new, reason in (
            ("2020-08", "wechat_followers_cancelled", "wx", 31, 30, "一次取消记了两次"),
            ("2020-08", "wechat_followers_new", "wx", 60, 62, "漏了两人"),
            ("2020-09", "wechat_followers_new", "wx", 60, 63, "平台补计"),
            ("2020-09", "wechat_reads", "wx", 999, 1000, "抄错"),
            ("2020-09", "wechat_menu_clicks", None, 100, 90, "没有写账号"),
        )
    ],
}  # fmt: skip

AUGUST, SEPTEMBER = date(2020, 8, 31), date(2020, 9, 30)

EXPORTS = [
    # Followers: August whole; September to the cut-off; a later export changes 20 September and brings the rest.
    {"dataset": "wechat_follower_day", "file": "wechat/8.xls", "account": "wx",
     "rows": follower_rows(date(2020, 8, 1), AUGUST)},
    {"dataset": "wechat_follower_day", "file": "wechat/9.xls", "account": "wx",
     "rows": follower_rows(date(2020, 9, 1), CUTOFF)},
    {"dataset": "wechat_follower_day", "file": "wechat/9_later.xls", "account": "wx", "as_of": date(2020, 10, 5),
     "rows": follower_rows(date(2020, 9, 20), SEPTEMBER, {date(2020, 9, 20): 3})},
    # Reads: July whole, August never exported, September to the cut-off, then an export of people only.
    {"dataset": "wechat_read_day", "file": "wechat/7r.xls", "account": "wx",
     "rows": read_rows(date(2020, 7, 1), date(2020, 7, 31), 8)},
    {"dataset": "wechat_read_day", "file": "wechat/9r.xls", "account": "wx",
     "rows": read_rows(date(2020, 9, 1), CUTOFF, 10)},
    {"dataset": "wechat_read_day", "file": "wechat/9r_later.xls", "account": "wx",
     "rows": read_rows(date(2020, 9, 28), SEPTEMBER, None)},
    # Menu: windows 1-27 and 1-30 overlap; the longer one is the month.
    {"dataset": "wechat_menu", "file": "wechat/9m.xlsx", "account": "wx", "as_of": CUTOFF,
     "rows": [{"period_start": date(2020, 9, 1), "period_end": CUTOFF, "level1": "主页", "level2": "-", "clicks": 90}]},
    {"dataset": "wechat_menu", "file": "wechat/9m_later.xlsx", "account": "wx", "as_of": SEPTEMBER,
     "rows": [{"period_start": date(2020, 9, 1), "period_end": SEPTEMBER, "level1": "主页", "level2": "-",
               "clicks": 100}]},
    # Website: the month's borders, one article in two columns, one withdrawn later, one in an unknown column.
    {"dataset": "web_article", "file": "website/8.xlsx", "site": "main", "period": (date(2020, 8, 1), AUGUST),
     "rows": [article("八月末", datetime(2020, 8, 31, 23, 59), clicks=5),
              article("公告", datetime(2020, 8, 3), "通知公告", clicks=1)]},
    {"dataset": "web_article", "file": "website/9.xlsx", "site": "main", "period": (date(2020, 9, 1), SEPTEMBER),
     "as_of": SEPTEMBER,
     "rows": [article("开学", datetime(2020, 9, 1, 8), "工作安排", clicks=10),
              article("开学", datetime(2020, 9, 1, 8), "校园新闻", clicks=10),
              article("公告", datetime(2020, 9, 2), "通知公告", clicks=1),
              article("散文", datetime(2020, 9, 3), "文艺副刊", clicks=1),
              article("有误", datetime(2020, 9, 4), clicks=2)]},
    {"dataset": "web_article", "file": "website/9_later.xlsx", "site": "main", "as_of": date(2020, 10, 1),
     "period": (date(2020, 9, 1), date(2020, 10, 1)),
     "rows": [article("开学", datetime(2020, 9, 1, 8), "校园新闻", clicks=40),
              article("有误", datetime(2020, 9, 4), clicks=2, status="已撤稿"),
              article("国庆", datetime(2020, 10, 1, 0, 0), clicks=1)]},
    # Short videos: August exported and empty; in June and in September one value is only a floor.
    {"dataset": "social_post", "file": "douyin/6.xlsx", "account": "dy", "as_of": date(2020, 7, 31),
     "period": (date(2020, 6, 1), date(2020, 6, 30)),
     "rows": [post("招生", datetime(2020, 6, 3), 10_000, capped="plays")]},
    {"dataset": "social_post", "file": "douyin/7.xlsx", "account": "dy", "as_of": AUGUST,
     "period": (date(2020, 7, 1), date(2020, 7, 31)), "rows": [post("毕业", datetime(2020, 7, 2), 500)]},
    {"dataset": "social_post", "file": "douyin/8.xlsx", "account": "dy", "rows": [],
     "period": (date(2020, 8, 1), AUGUST)},
    {"dataset": "social_post", "file": "douyin/9.xlsx", "account": "dy", "period": (date(2020, 9, 1), SEPTEMBER),
     "as_of": SEPTEMBER,
     "rows": [post("军训", datetime(2020, 9, 5), 300), post("开学", datetime(2020, 9, 25), 100_000, capped="plays")]},
    # Party uploads: the system began in September; one meeting under two types, one refused, one entered for August,
    # one entered on the day of the cut-off itself.
    {"dataset": "party_upload", "file": "party/9.xlsx", "period": (date(2020, 8, 31), SEPTEMBER), "as_of": SEPTEMBER,
     "rows": [upload("党委", "党课", 3), upload("党委", "党课", 30, month=8),
              upload("英语学院教工支部", "党课", 4), upload("英语学院教工支部", "主题党日", 4),
              upload("英语教工支部", "支委会", 29), upload("机关党总支", "党课", 7, "已退回")]},
    # Submissions: one item on two platforms in two spellings of their order; the News Center's own are left out.
    {"dataset": "submission", "file": "registers/供稿.xlsx",
     "rows": [{"received_on": date(2020, 9, 5), "department_name": "英语学院", "title": "一", "form": "图文",
               "platforms": "官网、公众号", "is_adopted": True},
              {"received_on": date(2020, 9, 6), "department_name": "英语学院", "title": "二", "form": "图文",
               "platforms": "公众号，官网", "is_adopted": False},
              {"received_on": date(2020, 9, 7), "department_name": "新闻中心", "title": "三", "form": "图文",
               "platforms": "官网", "is_adopted": None}]},
    {"dataset": "published_figure", "file": "bulletins/通报.csv",
     "rows": [printed("2020-06", "web_articles_published", "40余", 40, qualifier="余"),
              printed("2020-05", "short_video_views", "***万", None),
              printed("2019-12", "wechat_articles_published", "244", 244, period="2019", place="1"),
              printed("2019-12", "wechat_articles_published", "142", 142, period="2019-H2", place="2"),
              printed("2019-12", "wechat_reads", "59.2万", 592_000, period="2019", place="3"),
              printed("2019-12", "wechat_reads", "34.1万", 341_000, period="2019-H2", place="4"),
              printed("2020-09", "web_articles_published", "4", 4),
              printed("2020-09", "wechat_reads", "0.03万", 300, as_of_printed=CUTOFF),
              printed("2020-09", "wechat_followers_new", "50余", 50, qualifier="余", as_of_printed=CUTOFF),
              printed("2020-09", "wechat_followers_net", "近20", 20, qualifier="近", as_of_printed=CUTOFF),
              printed("2020-09", "submissions_received", "3", 3)]},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def figure(home, metric_id: str, month: str, *columns: str) -> tuple:
    """Columns of the institution's figure of a month."""
    return home.execute(
        f"""
        select {", ".join(columns or ("value", "status"))} from rpt_metric_trend
        where scope = 'institution' and metric_id = ? and month = ?
        """,
        [metric_id, month],
    ).fetchone()


def bulletin(home, table: str, month: str = "2020-09") -> list[tuple]:
    rows = home.execute(f'select * from bulletin.{table} where "月份" = ?', [month]).fetchall()
    return [row[1:] for row in rows]


def verdict(home, check_id: str, month: str = "2020-09") -> str:
    return home.execute(
        "select status from quality.reconciliation where month = ? and check_id = ?", [month, check_id]
    ).fetchone()[0]


# --- stocks, flows and the cut-off


def test_a_stock_takes_the_last_day_and_a_flow_adds_the_days(home):
    assert figure(home, "wechat_followers_new", "2020-08") == (62, "measured")
    assert figure(home, "wechat_followers_cumulative", "2020-08") == (131, "measured")
    assert figure(home, "wechat_followers_cumulative", "2020-09", "value", "ytd_value") == (164, None)


def test_the_printed_table_stays_as_known_at_its_cut_off_and_the_current_figures_move_on(home):
    # 27 days of two new and one lost; the later export made it 30 days and 63 new.
    assert bulletin(home, "wechat_base") == [(54, 27, 27, 158, 270, CUTOFF)]
    assert figure(home, "wechat_followers_new", "2020-09") == (63, "measured")
    assert bulletin(home, "wechat_menu") == [("主页", "-", 90, CUTOFF)]
    assert figure(home, "wechat_menu_clicks", "2020-09") == (100, "measured")


def test_a_changed_day_after_it_was_settled_is_a_restatement(home):
    restated = home.execute("""
        select month, metric_id, scope_id, old_value, new_value, source_file from quality.restatements
        where metric_id like 'wechat_followers%' order by metric_id
    """).fetchall()
    assert restated == [
        ("2020-09", "wechat_followers_net", "wx", 30, 33, "wechat/9_later.xls"),
        ("2020-09", "wechat_followers_new", "wx", 60, 63, "wechat/9_later.xls"),
    ]


def test_a_correction_holds_while_the_exports_tell_what_they_told_and_no_longer(home):
    states = home.execute(
        "select month, metric_id, exported_value, state from quality.corrections order by all"
    ).fetchall()
    assert states == [
        ("2020-08", "wechat_followers_cancelled", 31, "applied"),
        ("2020-08", "wechat_followers_new", 62, "expired"),
        ("2020-09", "wechat_followers_new", 63, "explains_restatement"),
        ("2020-09", "wechat_menu_clicks", None, "no_figure"),
        ("2020-09", "wechat_reads", 270, "outdated"),
    ]
    corrected = home.execute(
        "select metric_id, value, corrected_from, correction_reason from fct_metric_month "
        "where corrected_from is not null"
    ).fetchall()
    assert corrected == [("wechat_followers_cancelled", 30, 31, "一次取消记了两次")]
    assert figure(home, "wechat_cancel_to_new_ratio", "2020-08", "value", "is_corrected") == (
        pytest.approx(30 / 62),
        True,
    )


def test_what_became_of_a_correction_and_a_change_without_a_reason_are_told_to_the_analyst(home):
    codes = home.execute("""
        select code, count(*) from quality.issues where code like 'correction%' or code like 'restatement%' group by 1
    """).fetchall()
    assert dict(codes) == {
        "correction_expired": 1,
        "correction_outdated": 1,
        "correction_no_figure": 1,
        # Net followers and the withdrawn article; the reason for the new followers is in the ledger.
        "restatement_without_reason": 2,
    }
    (message,) = home.execute("select message from quality.issues where code = 'correction_expired'").fetchone()
    assert "不再需要修正" in message
    assert home.execute("select reason from quality.restatements where is_registered").fetchall() == [("平台补计",)]


# --- a part of a month, and building again


def test_a_part_of_a_month_is_set_against_the_same_days(home):
    # September's reads are known to the 27th; August was never exported, so there is nothing to set them against.
    window = home.execute("""
        select days, value, is_comparable, reason from rpt_equal_window
        where scope = 'institution' and metric_id = 'wechat_reads' and month = '2020-09'
    """).fetchall()
    assert window == [(27, 270, False, "no_base")]


def contents(home) -> dict[str, list[tuple]]:
    tables = home.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'tongbao'"
    ).fetchall()
    return {
        f"{schema}.{table}": home.execute(f"select * from {schema}.{table} order by all").fetchall()
        for schema, table in tables
    }


def test_building_anew_in_another_order_and_with_twice_the_threads_gives_equal_tables(home, build_home):
    again = build_home(REFERENCE, EXPORTS[::-1], threads=4)
    first, second = contents(home), contents(again)
    assert len(first) > 50
    assert [name for name in first | second if first.get(name) != second.get(name)] == []


def test_reads_of_people_are_not_reads_and_a_part_of_a_month_is_not_compared(home):
    columns = ("value", "days_covered", "mom_change", "is_comparable", "reason")
    assert figure(home, "wechat_reads", "2020-09", *columns) == (270, 27, None, False, "no_base")
    assert figure(home, "wechat_reads", "2020-07") == (248, "measured")


# --- missing, zero, not started, printed only


def test_a_month_without_an_export_is_missing_and_never_zero(home):
    assert figure(home, "wechat_reads", "2020-08") == (None, "missing")
    assert figure(home, "wechat_reads", "2020-08", "is_comparable", "reason") == (False, "missing")


def test_an_export_without_rows_is_a_zero_and_its_views_too(home):
    assert figure(home, "short_videos_published", "2020-08") == (0, "zero")
    assert figure(home, "short_video_views", "2020-08") == (0, "zero")


def test_before_its_start_a_metric_is_not_started_even_when_entries_were_made_afterwards(home):
    assert figure(home, "party_uploads", "2020-08") == (None, "not_started")
    assert figure(home, "party_uploads", "2020-09") == (3, "measured")


def test_a_printed_figure_fills_only_what_no_export_can_tell(home):
    assert figure(home, "web_articles_published", "2020-06") == (40, "published")
    assert figure(home, "short_video_views", "2020-05") == (None, "masked")
    # Printed 4; the exports of today say 3, and they count.
    assert figure(home, "web_articles_published", "2020-09") == (3, "measured")


def test_a_month_only_begun_is_partial(home):
    assert figure(home, "web_articles_published", "2020-10", "value", "days_covered", "reason") == (
        1,
        1,
        "partial_period",
    )


# --- articles


def test_midnight_decides_the_month(home):
    titles = home.execute(
        "select title, month from fct_web_article where title in ('八月末', '国庆') order by 2"
    ).fetchall()
    assert titles == [("八月末", "2020-08"), ("国庆", "2020-10")]


def test_a_day_is_no_midnight(home):
    # The files of posts give days alone; that of articles gives times, one of them midnight itself.
    assert home.execute(
        "select distinct published_at, published_precision from fct_social_post where published_on > '2020-08-31'"
    ).fetchall() == [(None, "day")]
    assert home.execute("""
        select published_at, published_on, published_precision from fct_web_article
        where title = '公告' and month = '2020-09'
    """).fetchall() == [(datetime(2020, 9, 2), date(2020, 9, 2), "time")]


def test_an_article_in_two_columns_counts_once_in_the_higher_class(home):
    assert home.execute(
        "select importance, column_count, clicks from fct_web_article where title = '开学'"
    ).fetchall() == [("重要", 2, 40)]


def test_the_class_of_a_column_is_the_one_valid_on_the_day(home):
    assert home.execute("select month, importance from fct_web_article where title = '公告' order by 1").fetchall() == [
        ("2020-08", "一般"),
        ("2020-09", "重要"),
    ]


def test_what_no_export_ever_told_of_its_rows_is_no_zero_and_not_missing(home):
    """Words edited are counted of articles; no list here has such a column."""
    assert home.execute("select * from fct_metric_month where metric_id = 'article_words_edited'").fetchall() == []
    assert figure(home, "web_article_clicks", "2020-09")[1] == "measured"


def test_an_unknown_column_counts_in_the_total_and_in_no_class(home):
    # It may be of either class: what is counted is a floor, and none of them is no zero.
    assert figure(home, "web_articles_important", "2020-09", "value", "status", "is_floor") == (2, "measured", True)
    assert figure(home, "web_articles_general", "2020-09", "value", "status", "status_reason") == (
        None, "missing", "unmapped",
    )  # fmt: skip
    assert figure(home, "web_articles_published", "2020-09") == (3, "measured")
    assert verdict(home, "web_classes_sum") == "warn"


def test_a_withdrawn_article_is_kept_and_no_longer_counted_but_stays_printed(home):
    assert home.execute("select is_withdrawn from fct_web_article where title = '有误'").fetchall() == [(True,)]
    assert bulletin(home, "website_updates") == [(1, "党委工作部", 4), (2, "其它部门", 0)]
    assert home.execute("""
        select old_value, new_value from quality.restatements where metric_id = 'web_articles_published'
    """).fetchall() == [(4, 3)]


# --- comparisons


def test_a_change_from_zero_is_a_number_and_its_share_is_not(home):
    columns = ("mom_change", "mom_pct", "is_comparable", "reason")
    assert figure(home, "short_videos_published", "2020-09", *columns) == (2, None, False, "base_zero")


def test_a_floor_is_not_compared(home):
    assert figure(home, "short_video_views", "2020-09", "value", "is_capped", "mom_change", "reason") == (
        100_300,
        True,
        None,
        "capped",
    )


def test_nothing_is_compared_with_a_floor(home):
    columns = ("value", "is_capped", "previous_value", "mom_change", "reason")
    assert figure(home, "short_video_views", "2020-07", *columns) == (500, False, 10_000, None, "capped")


def test_a_figure_exported_within_a_week_may_still_grow(home):
    assert figure(home, "short_video_views", "2020-09", "is_provisional") == (True,)
    assert figure(home, "short_video_views", "2020-07", "is_provisional") == (False,)


# --- Party uploads and submissions


def test_one_meeting_under_two_types_is_one_record_and_only_passed_ones_count(home):
    assert bulletin(home, "party_uploads") == [
        ("党委", 1, SEPTEMBER),
        ("英语学院教工支部", 2, SEPTEMBER),
        ("其它部门", 0, SEPTEMBER),
    ]
    types = home.execute("select count(*) from fct_party_upload where party_org_id = 'english_staff'").fetchone()
    assert types == (3,)


def test_a_branch_counts_for_its_department_and_the_committee_for_none(home):
    by_department = home.execute("""
        select department_id, value from fct_metric_month
        where metric_id = 'party_uploads' and month = '2020-09' and value > 0 order by 1 nulls last
    """).fetchall()
    assert by_department == [("english", 2), (None, 1)]


def test_a_submission_on_two_platforms_is_one_submission_and_two_placements(home):
    assert bulletin(home, "submissions") == [(1, "英语学院", "图文", "公众号、官网", 2)]
    assert figure(home, "submissions_received", "2020-09") == (3, "measured")
    assert figure(home, "submission_placements", "2020-09") == (5, "measured")


def test_an_item_nobody_decided_on_is_neither_adopted_nor_refused(home):
    by_department = home.execute("""
        select department_id, value, status from fct_metric_month
        where metric_id = 'articles_adopted' and month = '2020-09' order by 1
    """).fetchall()
    assert by_department == [("english", 1, "measured"), ("news", None, "missing"), ("office", 0, "zero")]


# --- printed against computed


def test_printed_words_are_read_as_the_spans_they_allow(home):
    # 0.03万 is 250 to 350 and fits 270; 50余 holds for 54; 近20 does not hold for 27.
    assert verdict(home, "printed_wechat_reads") == "pass"
    assert verdict(home, "printed_wechat_followers_new") == "pass"
    assert verdict(home, "printed_wechat_followers_net") == "fail"
    assert verdict(home, "printed_web_articles_published") == "pass"
    assert verdict(home, "printed_submissions_received") == "fail"


def test_a_printed_floor_stands_as_a_floor_and_only_where_no_export_tells(home):
    columns = ("value", "status", "is_floor", "is_capped")
    assert figure(home, "web_articles_published", "2020-06", *columns) == (40, "published", True, True)
    twice = home.execute("""
        select metric_id, month, department_id from fct_metric_month
        where source_kind = 'printed' and (metric_id, month) in (
            select (metric_id, month) from fct_metric_month where source_kind = 'export'
        )
    """).fetchall()
    assert twice == []
    # September prints five metrics that its exports tell too; they stand beside each other in the reconciliation only.
    told_twice = home.execute(
        "select count(*) from quality.reconciliation where month = '2020-09' and check_id like 'printed%'"
    )
    assert told_twice.fetchone()[0] >= 5


def test_a_printed_year_stands_where_no_month_is_known_and_its_half_fits_into_it(home):
    periods = home.execute("""
        select metric_id, period, value, status, reason from rpt_metric_period
        where scope = 'institution' and period in ('2019', '2019-H2') and metric_id like 'wechat%' order by 1, 2
    """).fetchall()
    assert periods == [
        ("wechat_articles_published", "2019", 244, "published", "no_base"),
        ("wechat_articles_published", "2019-H2", 142, "published", "no_base"),
        ("wechat_reads", "2019", 592_000, "published", "no_base"),
        ("wechat_reads", "2019-H2", 341_000, "published", "no_base"),
        ("wechat_reads_per_article", "2019", pytest.approx(592_000 / 244), "published", "no_base"),
        ("wechat_reads_per_article", "2019-H2", pytest.approx(341_000 / 142), "published", "no_base"),
    ]
    assert verdict(home, "printed_halves_wechat_articles_published", "2019-12") == "pass"
    assert verdict(home, "printed_halves_wechat_reads", "2019-12") == "pass"


def test_followers_balance_from_the_last_day_of_the_month_before(home):
    assert verdict(home, "wechat_net") == "pass"
    assert verdict(home, "wechat_stock") == "pass"


def test_a_gap_is_told_to_the_analyst(home):
    gaps = home.execute("""
        select dataset, month from quality.issues where code = 'coverage_gap' and dataset = 'wechat_read_day' order by 2
    """).fetchall()
    # September was exported, if only in part as counts; October has only begun and nobody is late.
    assert gaps == [("wechat_read_day", "2020-08")]
