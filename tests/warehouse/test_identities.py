"""A golden home in which every identity is broken once, and the verdicts that say so; differences are shown, never
repaired."""

from datetime import date, timedelta

import pytest

START, END = date(2019, 12, 1), date(2020, 12, 31)


def follower_rows() -> list[dict]:
    """Three come and one goes each day; on the last day of 2020 the platform forgets five of them."""
    days = [START + timedelta(n) for n in range((END - START).days + 1)]
    return [
        {
            "date": day,
            "followers_new": 3,
            "followers_cancelled": 1,
            "followers_net": 2,
            "followers_total": 100 + 2 * n - (5 if day == END else 0),
        }
        for n, day in enumerate(days, start=1)
    ]


def entry(register: str, quantity: float | None = None, **more) -> dict:
    return {"register_id": register, "occurred_on": date(2020, 9, 10), "quantity": quantity} | more


def printed(table: str, metric_id: str, text: str, value: float) -> dict:
    return {"bulletin": "9月通报", "month": "2020-09", "table_id": table, "row_label": "合计", "metric_id": metric_id,
            "printed": text, "value": value, "place": f"{table}{metric_id}"}  # fmt: skip


REFERENCE = {
    "ref_institution": [{"item": "供稿统计不含", "content": "新闻中心"}],
    "ref_department": [
        {"department_id": "news", "name": "新闻中心", "type": "党群", "display_order": 10},
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 20},
    ],
    "ref_account": [{"account_id": "wx", "channel_id": "wechat", "name": "官微"}],
    "ref_menu": [{"account_id": "wx", "level1": "主页", "level2": "-", "display_order": 1}],
}
EXPORTS = [
    {"dataset": "wechat_follower_day", "file": "wechat/f.xls", "account": "wx", "rows": follower_rows()},
    {"dataset": "wechat_menu", "file": "wechat/m.xlsx", "account": "wx", "as_of": date(2020, 9, 30),
     "rows": [{"period_start": date(2020, 9, 1), "period_end": date(2020, 9, 30), "level1": one, "level2": two,
               "clicks": 9} for one, two in (("主页", "-"), ("招生", "专业"))]},
    {"dataset": "submission", "file": "registers/供稿.xlsx",
     "rows": [{"received_on": date(2020, 9, 5), "department_name": name, "title": title, "form": "图文",
               "platforms": "官网、公众号", "is_adopted": True}
              for name, title in (("英语学院", "一"), ("新闻中心", "二"))]},
    # Five leaders gave three lectures of two hours in all; the coverage of a lecture is beyond the whole.
    {"dataset": "register_entry", "format": "register_lectures", "file": "registers/讲座.xlsx",
     "rows": [entry("register_lectures", 3, category="领导讲课", unit="次", hours=2, subject="书记"),
              *(entry("register_lectures", 1, category="领导讲课", unit="组", hours=0, subject=other)
                for other in "甲乙丙丁")]},
    {"dataset": "register_entry", "format": "register_count", "file": "registers/数量.xlsx",
     "rows": [entry("register_count", 1.2, metric_id="lecture_coverage_share", unit="%")]},
    # One thing that is told as two: each part is within the whole, together they are not; of the third part nothing
    # is known.
    {"dataset": "register_entry", "format": "register_materials", "file": "registers/宣传品.xlsx",
     "rows": [entry("register_materials", 2, category="横幅、展板")]},
    {"dataset": "published_figure", "file": "bulletins/9.csv",
     "rows": [printed("正文", "wechat_followers_new", "90", 90), printed("表2", "wechat_followers_new", "91", 91),
              printed("正文", "wechat_followers_net", "60", 60), printed("表2", "wechat_followers_net", "60", 60)]},
]  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(build_home):
    home = build_home(REFERENCE, EXPORTS)
    found = home.execute("""
        select month, check_id, subject, left_value, right_value, status from quality.reconciliation
    """).fetchall()
    return {row[:3]: row[3:] for row in found}, home


@pytest.mark.parametrize(
    ("check", "subject", "left", "right", "status"),
    [
        ("adopted_within_submitted", "采用与供稿", 2, 2, "pass"),
        ("placements_cover_submissions", "供稿与投放件次", 2, 4, "pass"),
        ("materials_within", "条幅、展板、电子屏与宣传品", 4, 2, "fail"),
        ("submissions_sum", "表5各行之和与供稿总数", 1, 2, "warn"),
        ("leaders_within_lectures", "讲课领导人数与领导讲课次数", 5, 3, "warn"),
        ("lectures_within_hours", "领导讲课次数与学时", 3, 2, "warn"),
        ("shares_within_whole", "各项比例不超过 100%", 1, 0, "warn"),
        ("menus_resolved", "没有登记的菜单：招生／专业", 1, 0, "warn"),
        ("printed_agree_wechat_followers_new", "公众号新增关注：通报里几处印的", 91, 90, "fail"),
        ("printed_agree_wechat_followers_net", "公众号净增关注：通报里几处印的", 60, 60, "pass"),
    ],
)
def test_each_identity_comes_to_its_verdict(verdicts, check, subject, left, right, status):
    assert verdicts[0]["2020-09", check, subject] == (left, right, status)


def test_what_a_year_added_to_a_stock_is_the_sum_of_its_months(verdicts):
    # 366 days of two; the stock moved by five less.
    key = ("2020-12", "followers_year_wechat_followers_cumulative", "2020 全年净增与年末减上年末：公众号累计关注")
    assert verdicts[0][key] == (732, 727, "fail")


def test_no_identity_is_judged_where_a_side_is_not_known(verdicts):
    checks = {check for _, check, _ in verdicts[0]}
    assert not checks & {"web_on_time_within", "media_stories_within", "plan_done_within"}


def test_every_verdict_is_explained_in_chinese(verdicts):
    _, home = verdicts
    unexplained = home.execute("""
        select check_id from quality.reconciliation where not regexp_matches(coalesce(explanation, ''), '[一-鿿]{4,}')
    """).fetchall()
    assert unexplained == []


def test_identities_speak_of_metrics_that_exist(verdicts):
    import csv

    from pipelines.home import DBT_PROJECT

    _, home = verdicts
    known = {m for (m,) in home.execute("select metric_id from dim_metric").fetchall()}
    with (DBT_PROJECT / "seeds" / "metric_identity.csv").open(encoding="utf-8") as seed:
        named = {m for line in csv.DictReader(seed) for m in [*line["left_ids"].split("|"), line["right_id"]]}
    assert named - known == set()
