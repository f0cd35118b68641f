"""What a leader asks of data that has a table of its own: regular readers, audiences, tasks, trainings, states."""

from datetime import date, datetime
from pathlib import Path

import pytest

MONTH = "2026-06"
WHOLE = (date(2026, 6, 1), date(2026, 6, 30))
REFERENCE = {
    "ref_account": [
        {"account_id": "main", "channel_id": "wechat", "name": "官微"},
        {"account_id": "youth", "channel_id": "wechat", "name": "青年"},
        {"account_id": "summed", "channel_id": "wechat", "name": "单篇"},
        {"account_id": "sparse", "channel_id": "wechat", "name": "接口"},
        {"account_id": "red", "channel_id": "xiaohongshu", "name": "小红书"},
    ],
    "ref_party_code": [
        {"system": "cqu", "code_kind": "状态", "code": "已通过", "meaning": "已通过", "is_counted": True},
        {"system": "cqu", "code_kind": "状态", "code": "已指派", "meaning": "未提交", "is_counted": False},
    ],
    "ref_status": [
        {"status": "常态化", "source": "工作任务登记", "is_counted": True},
        {"status": "常态化", "source": None, "is_counted": False},
        {"status": "口头答应", "source": "register_materials", "is_counted": True},
    ],
}


def export(dataset: str, rows: list[dict], **more) -> dict:
    return {"dataset": dataset, "file": f"x/{dataset}.x", "rows": rows} | more


def regular(dimension: str, *people: tuple[str, int], user_type: str = "常读用户") -> list[dict]:
    common = {"month": MONTH, "user_type": user_type, "dimension": dimension}
    return [common | {"label": label, "people": number} for label, number in people]


def of_article(title: str, end: int, dimension: str, *people: tuple[str, int]) -> list[dict]:
    common = {"title": title, "period_start": WHOLE[0], "period_end": date(2026, 6, end), "dimension": dimension}
    return [common | {"label": label, "people": number} for label, number in people]


def task(day: int, status: str) -> dict:
    common = {"system": "cqu", "activity_type_text": "党课", "topic": f"任务{day}", "status_text": status}
    return common | {"published_at": datetime(2026, 6, day)}


def ledger(register: str, *rows: dict) -> dict:
    made = [
        {"register_id": register, "occurred_on": date(2026, 6, 9), "entry_no": n, "title": f"{n}"} | row
        for n, row in enumerate(rows, start=1)
    ]
    return export("register_entry", made, format=register, file=f"registers/{register}.csv")


@pytest.fixture(scope="module")
def home(build_home):
    exports = [
        export(
            "wechat_regular_reader",
            [
                {"month": "2026-05", "readers": 800, "reader_share": 0.05},
                {"month": MONTH, "readers": 900, "reader_share": 0.06},
            ],
            account="main",
        ),
        export(
            "wechat_regular_reader",
            [{"month": MONTH, "readers": 100, "reader_share": 0.2}],
            account="youth",
            file="x/青年.x",
        ),
        export(
            "wechat_regular_audience",
            [
                *regular("性别", ("男", 300), ("女", 500), ("未知", 100)),
                *regular("性别", ("男", 9000), ("女", 10), user_type="全部用户"),
                *regular(
                    "年龄", ("18岁以下", 50), ("18岁到25岁", 350), ("26岁到35岁", 300), ("60岁以上", 100), ("未知", 100)
                ),
                *regular("城市", ("一线城市", 900)),
            ],
            account="main",
        ),
        export(
            "wechat_article_audience",
            [
                *of_article("甲", 7, "性别", ("男", 10), ("女", 10)),
                *of_article("甲", 30, "性别", ("男", 30), ("女", 70)),
                *of_article("乙", 30, "性别", ("男", 0), ("女", 100)),
                *of_article("乙", 30, "年龄", ("18-25岁", 60), ("20-29岁", 40)),
            ],
            account="main",
        ),
        export("party_task", [task(2, "已通过"), task(3, "已指派"), task(9, "没听说过")]),
        ledger(
            "register_training_session",
            {"quantity": 1.0, "unit": "期", "participants": 45},
            {"quantity": 1.0, "unit": "期", "participants": 30},
            {"quantity": 1.0, "unit": "期", "participants": 3, "category": "外出培训"},
        ),
        ledger(
            "register_plan_items",
            *(
                {"quantity": 1.0, "unit": "项", "category": "重点工作", "status": status}
                for status in ("已完成", "未完成", "常态化", "已完成一半", "没听说过", None)
            ),
        ),
        ledger(
            "register_materials",
            *(
                {"quantity": 1.0, "unit": "条", "category": "横幅", "status": status}
                for status in ("同意", "不同意", "口头答应", "没听说过", None)
            ),
        ),
        export(
            "wechat_article_overview",
            [
                {
                    "title": "周内",
                    "period_start": date(2026, 6, 3),
                    "period_end": date(2026, 6, 9),
                    "readers": 40,
                    "reads": 55,
                },
                {"title": "整月", "period_start": WHOLE[0], "period_end": WHOLE[1], "readers": 400, "reads": 550},
            ],
            account="summed",
        ),
        export(
            "wechat_follower_source_day",
            [
                {"date": date(2026, 6, day), "source": source, "followers_new": new, "followers_cancelled": gone}
                for day in (3, 8)
                for source, new, gone in (("扫描二维码", 3, 0), ("他人转载", 2, 1))
            ],
            account="sparse",
        ),
        export(
            "social_post",
            [
                {
                    "channel_id": "xiaohongshu",
                    "title": "笔记",
                    "published_at": datetime(2026, 6, 3, 9),
                    "reads": 50,
                    "impressions": 800,
                    "danmaku": 2,
                    "cover_click_share": 0.0625,
                }
            ],
            account="red",
            period=WHOLE,
        ),
    ]
    return build_home(REFERENCE, exports)


def figure(home, metric: str, month: str = MONTH, scope: str = "institution", scope_id: str = "institution"):
    where = "scope = ? and scope_id = ? and metric_id = ? and month = ?"
    query = f"select value, status, is_floor from rpt_metric_trend where {where}"
    found = home.execute(query, [scope, scope_id, metric, month]).fetchone()
    return found and (round(found[0], 6) if found[0] is not None else None, *found[1:])


def test_regular_readers_are_people_of_one_account_and_month_and_never_added(home):
    assert figure(home, "wechat_regular_readers", scope="account", scope_id="main") == (900, "measured", False)
    added = "select additivity from dim_metric where metric_id = 'wechat_regular_readers'"
    assert home.execute(added).fetchone() == ("non",)
    assert figure(home, "wechat_regular_readers") is None
    shares = [figure(home, "wechat_regular_reader_share", MONTH, "account", name)[0] for name in ("main", "youth")]
    assert shares == pytest.approx([0.06, 0.2])


def test_audiences_are_shares_of_those_whose_sex_or_age_is_told(home):
    assert figure(home, "wechat_regular_female_share")[0] == pytest.approx(500 / 800)
    assert figure(home, "wechat_regular_young_share")[0] == pytest.approx(400 / 800)
    # of an article the window that ends last: 70 of 100 and 100 of 100
    assert figure(home, "wechat_article_female_share")[0] == pytest.approx(170 / 200)


def test_a_band_of_ages_that_cannot_be_divided_is_not_guessed(home):
    assert figure(home, "wechat_article_young_share") is None


def test_tasks_of_party_branches_are_counted_and_done_where_the_table_says(home):
    assert figure(home, "party_tasks_listed")[0] == 3
    assert figure(home, "party_tasks_done")[0] == 1
    assert figure(home, "party_task_done_rate")[0] == pytest.approx(1 / 3)


def test_people_of_trainings(home):
    assert figure(home, "training_session_participants")[0] == 75
    assert figure(home, "training_sessions_held")[0] == 2


def test_a_state_that_nobody_knows_is_neither_done_nor_open(home):
    assert figure(home, "plan_items_total")[0] == 6
    assert figure(home, "plan_items_done") == (2, "measured", True)


def test_words_that_deny_beat_words_that_affirm(home):
    assert figure(home, "banner_approval_share")[0] == pytest.approx(2 / 3)


def of_account(home, metric: str, account: str):
    asked = "select value from fct_metric_month where month = ? and account_id = ? and metric_id = ?"
    return home.execute(asked, [MONTH, account, metric]).fetchone()[0]


def test_a_workbook_without_its_daily_section_is_an_article_too(home):
    assert of_account(home, "wechat_articles_published", "summed") == 2
    assert of_account(home, "wechat_article_reads", "summed") == 55  # a window of thirty days is none of seven
    assert of_account(home, "wechat_article_readers", "summed") == 40


def test_a_day_that_the_api_leaves_out_is_not_known_and_no_zero(home):
    """An answer asked for before the day is computed is empty as well, and days without events do have rows."""
    assert of_account(home, "wechat_followers_new", "sparse") == 10
    asked = "select status, days_covered from quality.coverage where dataset = ? and account_id = ? and month = ?"
    assert home.execute(asked, ["wechat_follower_day", "sparse", MONTH]).fetchall() == [("partial", 2)]
    daily = "select followers_new from fct_follower_daily where account_id = 'sparse' order by date"
    assert home.execute(daily).fetchall() == [(5,), (5,)]


def test_what_a_platform_tells_of_a_post_besides_is_published(home):
    query = "select impressions, danmaku, cover_click_share, coins from fct_social_post"
    assert home.execute(query).fetchall() == [(800, 2, 0.0625, None)]


@pytest.mark.parametrize("metric", ["event_types_held", "lecture_themes", "events_held", "wechat_menu_clicks"])
def test_a_metric_without_rows_can_be_asked_for(home, metric):
    """DuckDB 2.0 stopped with an error of its own (BindBuiltinScalarFunction) where a metric of activities was asked of
    the contributions of a home in which none stood."""
    (path,) = home.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    home.execute(f"attach if not exists '{Path(path).with_name('work.duckdb')}' as work (read_only)")
    for contributions in ("int_metric_contributions", "int_metric_contributions__versions"):
        asked = f"select count(*), sum(value) from work.intermediate.{contributions} where metric_id = ?"
        assert home.execute(asked, [metric]).fetchone() == (0, None)
