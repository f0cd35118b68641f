"""Each rule of the month's story with the figures under which it speaks and those under which it is silent."""

import re

import duckdb
import pytest

from pipelines.months import shift
from pipelines.reports import cards, read, story
from pipelines.reports.story import attention, caveats, rules
from pipelines.reports.story.read import facts
from pipelines.reports.story.read import targets as story_targets
from pipelines.reports.story.words import Number, plain
from pipelines.reports.year.read import yearly_targets

MONTH = "2020-09"


def series(values, **last):
    """Points of one metric up to ``MONTH``, as ``read.trend`` gives them; ``last`` overrides the last one."""
    points = [
        {
            "metric_id": "wechat_reads",
            "metric_name": "公众号阅读",
            "unit": "次",
            "additivity": "additive",
            "month": shift(MONTH, i + 1 - len(values)),
            "value": value,
            "status": "missing" if value is None else "measured",
            "is_part": False,
            "is_floor": False,
            "is_provisional": False,
            "is_vacation": False,
            "is_like_last_year": True,
            "yoy_reason": None,
            "last_year_value": None,
            "yoy_change": None,
            "yoy_pct": None,
        }
        for i, value in enumerate(values)
    ]
    base = points[0]["value"] if len(values) == 13 else None
    if base is not None and values[-1] is not None:
        change = values[-1] - base
        points[-1] |= {"last_year_value": base, "yoy_change": change, "yoy_pct": change / base if base else None}
    points[-1] |= last
    return points


def said(points, movers=None, works=()):
    return [plain(s.sentence) for s in rules.statements(facts(points), movers or {}, list(works))]


LEVEL = [100] * 12


def test_a_record_needs_twelve_known_months_of_thirteen_and_names_the_gap():
    assert said(series([*LEVEL, 101])) == ["公众号阅读 101 次，为近 13 个月里最高"]
    assert said(series([100, None, *LEVEL[2:], 101])) == ["公众号阅读 101 次，为近 13 个月里最高（2019年10月缺数）"]
    assert said(series([100, None, None, *LEVEL[3:], 101])) == []
    assert said(series([*LEVEL[1:], 101])) == [], "twelve months are no thirteen"


def test_an_equal_month_is_no_record():
    assert said(series([*LEVEL[:-1], 101, 101])) == []


def test_the_lowest_is_told_outside_vacations_only():
    assert said(series([*LEVEL, 99])) == ["公众号阅读 99 次，为近 13 个月里最低"]
    assert said(series([*LEVEL, 99], is_vacation=True)) == []


@pytest.mark.parametrize(
    "last", [{"additivity": "semi"}, {"is_part": True}, {"yoy_reason": "metric_redefined", "yoy_change": None}]
)
def test_a_stock_a_part_of_a_month_and_a_broken_series_have_no_records(last):
    assert not any("最" in text for text in said(series([*LEVEL, 101], **last)))


def test_a_floor_among_the_months_makes_every_record_doubtful():
    points = series([*LEVEL, 101])
    points[3]["is_floor"] = True
    assert said(points) == []


def test_twice_or_half_on_a_base_of_fifty():
    ordinary = [1000] * 11
    assert said(series([50, *ordinary, 100])) == ["公众号阅读 100 次，是去年 9 月的 2.0 倍"]
    assert said(series([100, *ordinary, 50], is_vacation=True)) == ["公众号阅读 50 次，是去年 9 月的 50.0%"]
    # What the calendar made is told as a difference alone.
    unlike = {"is_like_last_year": False, "yoy_pct": None}
    assert said(series([100, *ordinary, 50], is_vacation=True, **unlike)) == ["公众号阅读 50 次，比去年 9 月少 50 次"]
    assert "倍" not in said(series([49, *ordinary, 98]))[0]
    assert said(series([50, *ordinary, 99])) == ["公众号阅读 99 次，比去年 9 月多 49 次（+98.0%）"]


def test_a_tenth_on_a_base_of_twenty():
    ordinary = [1, *[1000] * 10]
    assert said(series([20, *ordinary, 22])) == ["公众号阅读 22 次，比去年 9 月多 2 次（+10.0%）"]
    assert said(series([19, *ordinary, 22])) == []
    assert said(series([100, *ordinary, 109])) == []
    assert said(series([100, *ordinary, 91])) == []
    assert said(series([100, *ordinary, 90])) == ["公众号阅读 90 次，比去年 9 月少 10 次（−10.0%）"]


def test_where_the_warehouse_does_not_compare_no_rule_does():
    points = series([20, 1, *[1000] * 10, 40], yoy_change=None, yoy_pct=None, yoy_reason="partial_period")
    assert said(points) == []


def test_a_percentage_is_never_printed_on_a_base_below_ten():
    fact = facts(series([9, *[9] * 11, 18]))[0]
    assert plain(rules.changed(fact)) == "多 9 次"
    fact = facts(series([10, *[10] * 11, 15]))[0]
    assert plain(rules.changed(fact)) == "多 5 次（+50.0%）"


def test_four_figures_are_shown_big_known_ones_first():
    asked = [*rules.HERO_ORDER, "douyin_plays", "weibo_posts"]
    known = {name: {"metric_id": name, "is_used": True, "unit": "次", "value": 1} for name in asked}
    assert rules.heroes([known[name] for name in reversed(asked)]) == list(rules.HERO_ORDER)
    known[rules.HERO_ORDER[1]]["value"] = None
    known[rules.HERO_ORDER[0]]["is_used"] = False
    assert rules.heroes(list(known.values())) == [*rules.HERO_ORDER[2:], "douyin_plays", "weibo_posts"]


def test_the_department_that_made_two_fifths_of_a_change_is_named():
    points = series([100, 1, *[1000] * 10, 90])
    mover = {"department_id": "a", "department_name": "教务处", "change": -4, "share_of_change": 0.4}
    assert said(points, {"wechat_reads": mover}) == [
        "公众号阅读 90 次，比去年 9 月少 10 次（−10.0%），其中教务处少 4 次"
    ]
    assert "教务处" not in said(points, {"wechat_reads": mover | {"share_of_change": 0.39}})[0]


def test_a_work_with_twice_the_median_is_told_of_where_there_are_five():
    work = {
        "metric_id": "wechat_reads",
        "kind_name": "公众号文章",
        "seen_name": "阅读",
        "counter": "篇",
        "title": "军训",
        "seen": 200,
        "works": 5,
        "median": 100,
    }
    assert said([], works=[work]) == ["公众号文章“军训”阅读 200 次，是当月 5 篇中位数的 2.0 倍"]
    assert said([], works=[work | {"seen": 199}]) == []
    assert said([], works=[work | {"works": 4}]) == []


TARGET = {
    "target_id": "t",
    "period": "2020",
    "metric_id": "m",
    "metric_name": "网站发稿",
    "unit": "条",
    "period_name": "全年",
    "expected": 300,
    "actual": 210,
    "expected_so_far": 225,
    "is_newly_met": False,
}


def test_a_target_is_told_when_it_is_behind_or_was_met_this_month():
    assert [plain(s) for s in rules.of_targets([TARGET | {"status": "behind"}])] == [
        "网站发稿全年目标 300 条，已有 210 条，比时间进度少 15 条"
    ]
    met = TARGET | {"status": "met", "actual": 301}
    assert rules.of_targets([met]) == []
    assert plain(rules.of_targets([met | {"is_newly_met": True}])[0]).endswith("已有 301 条，本月完成")
    assert rules.of_targets([TARGET | {"status": "on_track"}]) == []


def test_nothing_that_qualifies_is_said_to_be_so_and_nothing_to_compare_with_is_no_likeness():
    alike, alone = series([100] * 13), series([100] * 5)
    assert plain(rules.compose(facts(alike), [], [])[0]) == "各项与去年同月相近。"
    assert plain(rules.compose(facts(alone), [], [])[0]) == "公众号阅读 100 次。没有去年同月可比。"
    assert plain(rules.compose(facts(series([None] * 13)), [], [])[0]) == "本月没有数据。"


def test_what_is_behind_has_its_place_in_the_second_sentence():
    found = [rules.Statement(1, f"m{i}", [f"甲{i}"]) for i in range(6)]
    headline, second = rules.compose([], found, [["目标"]])
    assert plain(headline) == "甲0；甲1。"
    assert plain(second) == "甲2。目标。"


def test_without_a_base_the_headline_is_what_leaders_ask_for_first():
    later = series([66], metric_id="web_articles_published", metric_name="网站发稿", unit="条")
    first = series([734], metric_id="wechat_reads", metric_name="公众号阅读", unit="次")
    headline, _ = rules.compose(facts(later + first), [], [])
    assert plain(headline) == "公众号阅读 734 次，网站发稿 66 条。没有去年同月可比。"


def test_a_single_work_is_no_headline():
    work = rules.Statement(rules.RANK_OF_WORKS, "web_article_clicks", ["某稿点击多"])
    headline, second = rules.compose(facts(series([100] * 5)), [work], [])
    assert plain(headline) == "公众号阅读 100 次。没有去年同月可比。" and plain(second) == "某稿点击多。"
    figure = rules.Statement(3, "wechat_reads", ["阅读少"])
    assert plain(rules.compose(facts(series([100] * 5)), [figure, work], [])[0]) == "阅读少；某稿点击多。"


def test_the_month_before_stands_in_where_there_is_no_last_year():
    row = {"yoy_reason": "no_base", "reason": None, "unit": "条", "value": 66, "previous_value": 53}
    row |= {"mom_change": 13, "mom_pct": 13 / 53}
    assert cards.against_last_month(row) == "比上月多 13（+24.5%）"
    for other in ({"yoy_reason": None}, {"mom_change": None}, {"previous_value": None}, {"unit": "%"}):
        assert cards.against_last_month(row | other) == ""


CALENDAR = {"vacation_share": 0, "previous_vacation_share": 0, "last_year_vacation_share": 0}
CALENDAR |= {"mom_calendar": None, "yoy_calendar": None}


def test_a_month_is_set_against_the_one_before_only_where_their_vacations_are_alike():
    assert caveats.is_alike(CALENDAR | {"vacation_share": 0.2})
    unlike = CALENDAR | {"previous_vacation_share": 1.0, "mom_calendar": "假期本月 6 天，上月 31 天"}
    assert not caveats.is_alike(unlike)
    assert [plain(s) for s in caveats.of_month([], unlike, [])] == ["不与上月比：假期本月 6 天，上月 31 天。"]


def test_a_month_with_other_vacations_than_last_year_is_not_told_in_percent():
    unlike = CALENDAR | {"last_year_vacation_share": 0.5}
    assert [plain(s) for s in caveats.of_month([], unlike, [])] == [
        "与去年同月的假期天数相差太多，只写差额、不写比例。"
    ]


def test_a_moved_festival_and_every_doubt_about_a_figure_are_always_said():
    moved = CALENDAR | {"yoy_calendar": "去年同月有中秋"}
    assert plain(caveats.of_month([], moved, [])[0]) == "与去年同月比时留意：去年同月有中秋。"

    def doubt(**last):
        return [plain(s) for s in caveats.of_month(facts(series([*LEVEL, 100], **last)), CALENDAR, [])]

    assert doubt() == []
    assert doubt(is_floor=True) == ["公众号阅读是下限（≥）。"]
    assert doubt(is_part=True) == ["公众号阅读不满全月。"]
    assert doubt(is_provisional=True) == ["公众号阅读还会变（暂定）。"]
    assert doubt(yoy_reason="metric_redefined") == ["公众号阅读口径改变，不与去年比。"]
    assert doubt(value=None, status="missing") == ["公众号阅读缺数。"]
    assert doubt(status="published") == ["公众号阅读只见于通报。"]


NOBODY = {"sources": [], "zeros": None, "rules": [], "checks": [], "unknown_names": 0}


def test_who_has_something_to_do_is_told_in_three_lines_at_most():
    assert attention.of_month(NOBODY) == []
    zeros = {"subject_kind": "department", "metric_name": "网站发稿", "number": 17, "long_number": 9}
    zeros["names"] = ["图书馆", "后勤处", "教务处", "财务处"]
    rule = {"rule_id": "r", "rule_name": "主题党日每月一次", "subject_kind": "party_org", "missed": 2}
    rule["names"] = ["英语党支部", "日语党支部"]
    check = {"subject": "表5", "left_value": 6, "right_value": 7}
    lines = attention.of_month(
        {
            "sources": [{"name": "微博作品（官博）", "keeper": "新闻中心"}, {"name": "网站日志", "keeper": None}],
            "zeros": zeros,
            "rules": [rule, rule],
            "checks": [check],
            "unknown_names": 2,
        }
    )
    assert [plain(line) for line in lines] == [
        "请新闻中心、数据员补交 2 项没有收齐的导出：微博作品（官博）、网站日志。",
        "请图书馆、后勤处、教务处等 17 个部门补报或说明：本月网站发稿为 0，其中 9 个已连续 12 个月以上。",
        "请英语党支部、日语党支部 2 个党组织落实“主题党日每月一次”，另有 1 条要求也有人没有做到。",
    ]
    alone = attention.of_month(NOBODY | {"checks": [check], "unknown_names": 2})
    assert [plain(line) for line in alone] == [
        "请数据员核对：表5，6 对 7。",
        "请数据员在基础表里登记 2 个不认识的名称，登记前数字记在“未识别”。",
    ]


def test_the_numbers_of_the_sample_s_story_are_those_of_the_warehouse(published_home):
    """Read back: every number printed in a sentence, against the table it says it is from."""
    with read.open_database(published_home.published) as connection:
        told = story.tell(connection, MONTH, read.trend(connection, shift(MONTH, -12), MONTH))
        numbers = [p for s in (told.headline, told.second) for p in s if isinstance(p, Number)]
        assert len(numbers) >= 5
        for number in numbers:
            table, key, *rest = [*number.source.split(":"), ""]
            if table == "target":
                # As it stood at the end of the month: later days count in the target, not on this page.
                query = """SELECT expected, ytd_value, expected * 274 / 366 - ytd_value
                    FROM fct_target JOIN rpt_metric_trend USING (metric_id, scope, scope_id)
                    WHERE target_id = ? AND period = '2020' AND month = ?"""
                columns = connection.execute(query, [key, MONTH]).fetchall()[0]
                expected = columns[["expected", "actual", "behind"].index(rest[0])]
            elif table in ("mover", "work"):
                continue
            else:
                query = """SELECT value, abs(yoy_change), yoy_pct, value / last_year_value FROM rpt_metric_trend
                    WHERE scope = 'institution' AND month = ? AND metric_id = ?"""
                columns = connection.execute(query, [MONTH, table]).fetchall()[0]
                expected = columns[["value", "yoy_change", "yoy_pct", "ratio"].index(key)]
            assert number.value == pytest.approx(expected), number
            assert _printed(number.text) == pytest.approx(expected, rel=0.05), number
        assert "最高" in plain(told.headline) or "倍" in plain(told.headline)


def test_a_target_of_a_part_is_not_set_against_the_whole_figure(published_home, tmp_path):
    """Nor one whose progress the office typed: the sentence would print another number than the plan beside it."""
    copy = tmp_path / "tongbao.duckdb"
    copy.write_bytes(published_home.published.read_bytes())
    target = "metric_id = 'web_articles_published' AND scope IN ('institution', 'channel') AND period = '2020'"
    with duckdb.connect(str(copy)) as connection:
        asked = yearly_targets(connection, "2020")["web_articles_published"]
        (of_all,) = [t for t in story_targets(connection, MONTH) if t["metric_id"] == "web_articles_published"]
        connection.execute(
            f"INSERT INTO fct_target SELECT * REPLACE ('part' AS target_id, expected * 9 AS expected, "
            f"true AS is_filtered) FROM fct_target WHERE {target}"
        )
        connection.execute(f"UPDATE fct_target SET actual_source = 'manual' WHERE {target} AND target_id <> 'part'")
        assert yearly_targets(connection, "2020")["web_articles_published"] == asked == of_all["expected"]
        assert [t for t in story_targets(connection, MONTH) if t["metric_id"] == "web_articles_published"] == []


def _printed(text: str) -> float:
    value = float(re.search(r"[−+]?[\d,]+\.?\d*", text).group().replace(",", "").replace("−", "-"))
    return value * 10_000 if "万" in text else value / 100 if "%" in text else value


def test_no_sentence_of_the_sample_gives_a_cause(published_home):
    with duckdb.connect(str(published_home.published), read_only=True) as connection:
        for month in read.months(connection):
            told = story.tell(connection, month, read.trend(connection, shift(month, -12), month))
            for sentence in (told.headline, told.second, *told.caveats, *told.attention):
                assert not re.search("因为|带动|由于|拉动|显著|大幅|喜人", plain(sentence))
