"""Every check of quality.reconciliation passes where its identity holds and says by how much where it does not.

Each spec writes the few rows that a check reads into the tables of an empty home, those of December 2019 so that the
identity holds and those of December 2020 so that it does not, and runs the SQL of the checks over them. What the
differences are was counted by hand. How figures come from exports is the matter of the golden homes.
"""

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipelines.home import DBT_PROJECT

HOLDS, BREAKS = "2019-12", "2020-12"
# The checks, after the intermediate model that several of them read.
MODELS = ["int_printed_values", *sorted(path.stem for path in (DBT_PROJECT / "models" / "checks").glob("*.sql"))]

# What a row of these tables says unless a spec says otherwise. {m} and {y} stand for the month and the year.
DEFAULTS = {
    "rpt_metric_trend": {"scope": "institution", "scope_id": "institution", "scope_name": "全校", "status": "measured",
                         "is_complete": True, "is_capped": False, "is_corrected": False},
    "rpt_metric_period": {"scope": "institution", "status": "measured", "is_complete": True, "period_type": "year",
                          "period": "{y}"},
    "fct_metric_month": {"source_kind": "export"},
    "fct_target": {"comparator": "weekly", "scope_name": "全校", "scope_id": "institution", "expected": 4,
                   "period_end": "{m}-31", "as_of": "{m}-31"},
    "int_web_articles": {"known_from": "{m}-01", "bulletin_on": "{m}-05", "is_withdrawn": False, "site": "main",
                         "published_on": "{m}-05"},
    "int_daily_values": {"metric_id": "wechat_followers_cumulative", "account_id": "wx"},
    "int_submissions": {"known_from": "{m}-01", "bulletin_on": "{m}-05"},
    "int_party_uploads": {"known_from": "{m}-01", "bulletin_on": "{m}-05", "is_counted": True, "party_org_id": "p",
                          "system": "s"},
    "int_menu_clicks": {"account_id": "wx", "period_end": "{m}-31"},
    "int_departments__resolved": {"channel_id": "website", "on_date": "{m}-05", "department_id": "unrecognised"},
    "int_printed_figures": {"bulletin": "通报", "period": "{m}", "table_id": "表1", "row_label": "合计",
                            "bound": "exact", "tolerance": 0, "is_repeat": False, "source_file": "通报.docx",
                            "source_row": 1},
    "wechat_read_day": {"account_id": "wx", "date": "{m}-05", "is_superseded": False},
    "wechat_read_hour": {"account_id": "wx", "date": "{m}-05", "is_superseded": False},
    "wechat_follower_day": {"account_id": "wx", "date": "{m}-05", "is_superseded": False},
    "wechat_follower_source_day": {"account_id": "wx", "date": "{m}-05", "is_superseded": False},
    "int_media_items": {"register_id": "register_media", "level_source": "reference", "quantity": 1,
                        "published_on": "{m}-05"},
    "int_register_entries": {"is_of_one_month": True},
}  # fmt: skip
# Rows that stand in every case: the official account, and one menu that is registered.
STANDING = {
    "dim_month": [{"month": month, "is_in_data": True} for month in (HOLDS, BREAKS)],
    "int_official_accounts": [{"month": month, "account_id": "wx"} for month in (HOLDS, BREAKS)],
    "ref_menu": [{"account_id": "wx", "level1": "主页", "level2": "-"}],
}


@dataclass(frozen=True)
class Spec:
    """One check: the rows under which it passes and those under which it comes to ``status`` with ``difference``.

    says: what the explanation must contain where the identity does not hold.
    """

    check: str
    holds: dict[str, list[dict]]
    breaks: dict[str, list[dict]]
    difference: float
    status: str
    says: str
    subject: str | None = None


def figures(scope: str = "institution", **values: float) -> dict[str, list[dict]]:
    """Figures of a month as ``rpt_metric_trend`` tells them."""
    whose = {} if scope == "institution" else {"scope": scope, "scope_id": "a", "scope_name": "甲"}
    return {"rpt_metric_trend": [{"metric_id": m, "value": v} | whose for m, v in values.items()]}


def totals(**values: float) -> dict[str, list[dict]]:
    return {"int_bulletin_totals": [{"metric_id": m, "value": v} for m, v in values.items()]}


def cells(table_id: str, *values: float) -> dict[str, list[dict]]:
    rows = [{"table_id": table_id, "row_label": f"第{n}行", "value": v} for n, v in enumerate(values, start=1)]
    return {"int_bulletin_cells": rows}


def printed(*rows: dict, metric: str = "web_articles_published") -> dict[str, list[dict]]:
    """Figures as a bulletin prints them; each row names at least its value."""
    return {
        "int_printed_figures": [
            {"metric_id": metric, "printed": f"{row['value']:g}", "label_key": row.get("row_label", "合计")} | row
            for row in rows
        ]
    }


def merged(*parts: dict[str, list[dict]]) -> dict[str, list[dict]]:
    return {table: [row for part in parts for row in part.get(table, [])] for part in parts for table in part}


def followers(new: int, cancelled: int, net: int) -> dict[str, list[dict]]:
    values = {"new": new, "cancelled": cancelled, "net": net}
    return merged(*(printed({"value": v}, metric=f"wechat_followers_{m}") for m, v in values.items()))


def stocks(cumulative: int) -> dict[str, list[dict]]:
    """A bulletin beside the one of the month before, which printed 2840 followers."""
    before = {"value": 2840, "month": "{y}-11", "period": "{y}-11", "bulletin": "上月", "source_file": "上月.docx"}
    metric = "wechat_followers_cumulative"
    return merged(
        printed(before, metric=metric),
        printed({"value": 1265}, metric="wechat_followers_net"),
        printed({"value": cumulative}, metric=metric),
    )


def kinds(important: int, general: int) -> dict[str, list[dict]]:
    values = {"published": 33, "important": important, "general": general}
    return merged(*(printed({"value": v}, metric=f"web_articles_{m}") for m, v in values.items()))


def city_up(value: int) -> dict[str, list[dict]]:
    parts = printed({"value": value}, metric="external_media_items_city_up")
    return merged(printed({"value": 9}, metric="external_media_items"), parts)


def rate(value: float, as_printed: str) -> dict[str, list[dict]]:
    row = {"row_label": "英语学院"}
    return merged(
        printed(row | {"value": 45}, metric="submissions_received"),
        printed(row | {"value": 36}, metric="articles_adopted"),
        printed(row | {"value": value, "printed": as_printed}, metric="submission_adoption_rate"),
    )


def to_date(value: int) -> dict[str, list[dict]]:
    before = {"value": 100, "month": "{y}-11", "period": "{y}-01..{y}-11", "source_file": "上月.docx"}
    return printed(before, {"value": 33}, {"value": value, "period": "{y}-01..{y}-12"})


def unit(contributed: int, published: int, platforms: str, quantity: int) -> dict[str, list[dict]]:
    """A unit in Tables 1, 4 and 5."""
    return {
        "int_bulletin_departments": [
            {"channel_id": "wechat", "department_id": "d", "quantity": contributed},
            {"channel_id": "website", "department_id": "d", "quantity": published},
        ],
        "int_bulletin_submissions": [{"department_id": "d", "platforms": platforms, "quantity": quantity}],
        "int_department_labels": [
            {"channel_id": "submissions", "department_id": "d", "name": "英语学院", "label": "英语学院"}
        ],
    }


def year_and(period_type: str, *parts: float, year: float) -> dict[str, list[dict]]:
    letter = {"half": "H", "quarter": "Q"}[period_type]
    return {
        "rpt_metric_period": [
            {"metric_id": "web_articles_published", "value": year},
            *(
                {
                    "metric_id": "web_articles_published",
                    "value": v,
                    "period_type": period_type,
                    "period": f"{{y}}-{letter}{n}",
                }
                for n, v in enumerate(parts, start=1)
            ),
        ]
    }


def year_and_months(year: float, *months: float) -> dict[str, list[dict]]:
    numbered = enumerate(months, start=1)
    return {
        "rpt_metric_period": [{"metric_id": "web_articles_published", "value": year}],
        "rpt_metric_trend": [
            {"metric_id": "web_articles_published", "month": f"{{y}}-{n:02d}", "value": v} for n, v in numbered
        ],
    }


def stock(before: float, net: float, now: float) -> dict[str, list[dict]]:
    """A stock of one platform at the end of a month, and what the month added."""
    cumulative = {"metric_id": "douyin_followers_cumulative", "channel_id": "douyin", "value": now}
    return {
        "rpt_metric_trend": [
            cumulative | {"previous_value": before, "mom_change": now - before},
            {"metric_id": "douyin_followers_net", "value": net},
        ]
    }


def parts_of(scope: str, whole: float, *parts: float, outside: float = 0) -> dict[str, list[dict]]:
    """A whole, its parts in a scope, and what belongs to no part."""
    return {
        "rpt_metric_trend": [
            {"metric_id": "web_articles_published", "value": whole},
            *(
                {"metric_id": "web_articles_published", "value": v, "scope": scope, "scope_id": f"{n}"}
                for n, v in enumerate(parts)
            ),
        ],
        "fct_metric_month": [
            {"metric_id": "web_articles_published", "value": whole - outside, "account_id": "a", "department_id": "d"},
            {"metric_id": "web_articles_published", "value": outside},
        ],
    }


BULLETIN = [
    Spec("web_departments_sum",
         merged(totals(web_articles_published=33), cells("表1", 20, 13)),
         merged(totals(web_articles_published=33), cells("表1", 20, 12)), -1, "fail", "各部门更新数之和"),
    Spec("web_classes_sum",
         totals(web_articles_published=33, web_articles_important=20, web_articles_general=13),
         totals(web_articles_published=33, web_articles_important=20, web_articles_general=10), -3, "warn", "没有归类"),
    Spec("web_counted_once",
         {"int_web_articles": [{"title": "开学"}, {"title": "军训"}, {"title": "开学", "site": "二级站"}]},
         {"int_web_articles": [{"title": "开学"}, {"title": "军训"}, {"title": "开学"}]}, 1, "warn", "只算一条"),
    Spec("wechat_net",
         totals(wechat_followers_new=1714, wechat_followers_cancelled=449, wechat_followers_net=1265),
         totals(wechat_followers_new=1714, wechat_followers_cancelled=449, wechat_followers_net=1256), 9, "fail",
         "新增关注减取消关注"),
    Spec("wechat_stock",
         merged(totals(wechat_followers_net=1265, wechat_followers_cumulative=4105),
                {"int_daily_values": [{"date": "2019-11-30", "month": "2019-11", "value": 2840}]}),
         merged(totals(wechat_followers_net=1265, wechat_followers_cumulative=4105),
                {"int_daily_values": [{"date": "2020-11-30", "month": "2020-11", "value": 2850}]}), 10, "fail",
         "期初累计加当期净增"),
    Spec("wechat_menu_sum",
         merged(totals(wechat_menu_clicks=6027), cells("表3", 1906, 3336, 785)),
         merged(totals(wechat_menu_clicks=6027), cells("表3", 1906, 3336)), -785, "fail", "各菜单点击次数之和"),
    Spec("wechat_contributions_sum",
         totals(wechat_articles_contributed=12, wechat_articles_published=12),
         totals(wechat_articles_contributed=11, wechat_articles_published=12), -1, "warn", "供稿单位"),
    Spec("submissions_sum",
         merged(cells("表5", 2, 1), {"int_submissions": [{}, {}, {}]}),
         merged(cells("表5", 2, 1), {"int_submissions": [{}, {}, {}, {}]}), -1, "warn", "不列入的单位"),
    Spec("party_uploads_sum",
         merged(cells("表6", 1, 1), {"int_party_uploads": [{"record_id": n} for n in "112"]}),
         merged(cells("表6", 1, 1), {"int_party_uploads": [{"record_id": n} for n in "123"]}), -1, "warn", "起止日期"),
    Spec("contributions_vs_submissions", unit(2, 9, "公众号、官网", 2), unit(3, 9, "公众号、官网", 2), 1, "warn",
         "表4的供稿数", "表4与表5公众号：英语学院"),
    Spec("submissions_within_articles", unit(0, 3, "官网", 2), unit(0, 1, "官网", 2), 1, "warn",
         "不应多于表1", "表5官网与表1：英语学院"),
    Spec("one_cutoff",
         {"int_cutoffs": [{"channel_id": c, "cutoff_on": "{m}-27", "is_stated": True} for c in ("wechat", "party")]},
         {"int_cutoffs": [{"channel_id": "wechat", "cutoff_on": "{m}-27", "is_stated": True},
                          {"channel_id": "party", "cutoff_on": "{m}-30", "is_stated": True},
                          {"channel_id": "website", "cutoff_on": "{m}-30", "is_stated": False}]}, 2, "warn",
         "官网未注明，微信公众号2020-12-27，智慧党建2020-12-30"),
]  # fmt: skip

# Checks that are made only where something is wrong: once it is mended they are gone, not passed.
ONLY_WHERE_WRONG = [
    Spec("names_resolved", {},
         {"int_department_labels": [{"channel_id": c, "department_id": "intl", "label": label}
                                    for c, label in (("website", "国际交流处"), ("wechat", "国际交流与合作处"))]},
         1, "warn", "只用一个名称", "一处多名：国际交流与合作处＝国际交流处"),
    Spec("names_resolved", {}, {"int_departments__resolved": [{"part": "技术中心"}, {"part": "技术中心"}]}, 2, "warn",
         "记在未识别", "不认识的部门：技术中心"),
    Spec("menus_resolved", {"int_menu_clicks": [{"level1": "主页", "level2": "-"}]},
         {"int_menu_clicks": [{"level1": "招生", "level2": "专业"}]}, 1, "warn", "请在菜单表登记",
         "没有登记的菜单：招生／专业"),
    Spec("printed_twice_web_articles_published",
         printed({"value": 33, "source_file": "a.docx"}, {"value": 30, "source_file": "b.xlsx", "bound": "at_least"}),
         printed({"value": 33, "source_file": "a.docx"}, {"value": 30, "source_file": "b.xlsx"}), 3, "fail",
         "前者印“33”，后者印“30”", "网站发稿（合计）在两份通报里印得不同：a.docx 与 b.xlsx"),
]  # fmt: skip

PRINTED = [
    Spec("printed_web_articles_published",
         merged(printed({"value": 33}), totals(web_articles_published=33)),
         merged(printed({"value": 33}), totals(web_articles_published=32)), -1, "fail", "印的是“33”"),
    # 59.2万 is anything from 591,500 to 592,500.
    Spec("printed_wechat_reads",
         merged(printed({"value": 592_000, "printed": "59.2万", "tolerance": 500}, metric="wechat_reads"),
                totals(wechat_reads=591_500)),
         merged(printed({"value": 592_000, "printed": "59.2万", "tolerance": 500}, metric="wechat_reads"),
                totals(wechat_reads=591_499)), -501, "fail", "印的是“59.2万”"),
    # 140余 is 140 or more, 近20 less than 20.
    Spec("printed_photo_video_sessions",
         merged(printed({"value": 140, "printed": "140余", "bound": "at_least"}, metric="photo_video_sessions"),
                totals(photo_video_sessions=163)),
         merged(printed({"value": 140, "printed": "140余", "bound": "at_least"}, metric="photo_video_sessions"),
                totals(photo_video_sessions=139)), -1, "fail", "印的是“140余”"),
    Spec("printed_lectures_held",
         merged(printed({"value": 20, "printed": "近20", "bound": "below"}, metric="lectures_held"),
                totals(lectures_held=18)),
         merged(printed({"value": 20, "printed": "近20", "bound": "below"}, metric="lectures_held"),
                totals(lectures_held=21)), 1, "fail", "印的是“近20”"),
    # Prizes of the three grades make up the prizes: 6 = 1 + 2 + 3.
    Spec("printed_parts_awards_received",
         printed({"value": 6}, {"row_label": "一等奖", "value": 1}, {"row_label": "二等奖", "value": 2},
                 {"row_label": "三等奖", "value": 3}, {"row_label": "小计", "value": 6}, metric="awards_received"),
         printed({"value": 6}, {"row_label": "一等奖", "value": 1}, {"row_label": "二等奖", "value": 2},
                 {"row_label": "三等奖", "value": 4}, metric="awards_received"), 1, "fail", "应等于通报里印的合计“6”"),
    Spec("printed_subtotals_web_articles_published",
         printed({"value": 33}, {"row_label": "小计（学院）", "value": 9}),
         printed({"value": 33}, {"row_label": "小计（学院）", "value": 39}), 6, "fail", "小计是合计的一部分"),
    Spec("printed_table",
         merged(printed({"row_label": "第1行", "value": 9}, {"row_label": "第2行", "value": 7}), cells("表1", 9, 7)),
         merged(printed({"row_label": "第1行", "value": 9}, {"row_label": "第2行", "value": 7}), cells("表1", 9, 8)),
         1, "fail", "不同的有：第2行"),
    # Of a year of 244 the second half has 142, so the first had 102; a half alone is at most the year.
    Spec("printed_halves_wechat_articles_published",
         printed({"value": 244, "period": "{y}"}, {"value": 142, "period": "{y}-H2"},
                 {"value": 102, "period": "{y}-H1"}, metric="wechat_articles_published"),
         printed({"value": 244, "period": "{y}"}, {"value": 142, "period": "{y}-H2"},
                 {"value": 103, "period": "{y}-H1"}, metric="wechat_articles_published"), 1, "fail",
         "上半年加下半年应等于全年"),
    Spec("printed_halves_training_sessions_held",
         printed({"value": 4, "period": "{y}"}, {"value": 3, "period": "{y}-H2"}, metric="training_sessions_held"),
         printed({"value": 4, "period": "{y}"}, {"value": 5, "period": "{y}-H2"}, metric="training_sessions_held"), 1,
         "fail", "半年的数不应多于全年"),
    Spec("printed_agree_wechat_followers_net",
         printed({"value": 1265, "table_id": "正文"}, {"value": 1265}, metric="wechat_followers_net"),
         printed({"value": 1265, "table_id": "正文"}, {"value": 1256}, metric="wechat_followers_net"), 9,
         "fail", "正文“1265”，表1“1256”"),
    # A sentence may name some of the parts only; together they are still no more than the whole.
    Spec("printed_parts_short_videos_published",
         printed({"value": 33}, {"row_label": "甲", "value": 9, "table_id": "正文"}, metric="short_videos_published"),
         printed({"value": 33}, {"row_label": "甲", "value": 39, "table_id": "正文"}, metric="short_videos_published"),
         6, "fail", "应等于通报里印的合计“33”"),
    # Of units by outlets the cells make up the whole, beside which the rows have their own totals.
    Spec("printed_parts_external_media_items",
         printed({"value": 3}, {"row_label": "英语学院/日报", "value": 1}, {"row_label": "农学院/日报", "value": 2},
                 {"row_label": "日报", "value": 3}, metric="external_media_items"),
         printed({"value": 3}, {"row_label": "英语学院/日报", "value": 1}, {"row_label": "农学院/日报", "value": 3},
                 {"row_label": "日报", "value": 3}, metric="external_media_items"), 1, "fail", "印的合计“3”"),
    Spec("printed_net_wechat_followers_net", followers(1714, 449, 1265), followers(1714, 449, 1256), 9, "fail",
         "净增“1256”"),
    Spec("printed_stock_wechat_followers_cumulative", stocks(4105), stocks(4150), -45, "warn", "上月印的累计“2840”"),
    Spec("printed_kinds", kinds(20, 13), kinds(20, 14), 1, "fail", "网站发稿“33”"),
    Spec("printed_within_media_city_within", city_up(9), city_up(11), 2, "fail", "市级及以上的篇次是全部报道的一部分"),
    # 36 of 45 are 80 %, and 80.04 % printed as 80.0 %.
    Spec("printed_rate_submission_adoption_rate", rate(0.8004, "80.0%"), rate(0.9, "90.0%"), 0.8 - 0.9, "fail",
         "比率“90.0%”"),
    Spec("printed_to_date_web_articles_published", to_date(133), to_date(134), -1, "fail", "上月印的年初至今“100”"),
    Spec("printed_period_web_articles_published",
         merged(printed({"value": 1086, "period": "{y}"}),
                {"rpt_metric_period": [{"metric_id": "web_articles_published", "value": 1086}]}),
         merged(printed({"value": 1086, "period": "{y}"}),
                {"rpt_metric_period": [{"metric_id": "web_articles_published", "value": 1080}]}), -6, "fail",
         "2020 印的是“1086”"),
]  # fmt: skip


def entries(register: str, *rows: dict, counted: dict | None = None) -> dict[str, list[dict]]:
    """Rows of a ledger, and what was counted of them."""
    given = {"int_register_entries": [{"register_id": register} | row for row in rows]}
    return given | ({"int_register_figures": [{"register_id": register} | counted]} if counted else {})


def reads(**of_scenes: int) -> list[dict]:
    """Reads of a day by scene; 全部 stands beside its parts."""
    return [{"scene": scene, "reads": number} for scene, number in of_scenes.items()]


def paper(*editions: str) -> dict[str, list[dict]]:
    """Two issues; the second in these editions, the first printed and for the phone."""
    issues = [("第1期", "纸质"), ("第1期", "手机报"), *(("第2期", edition) for edition in editions)]
    return entries("register_paper", *({"title": issue, "category": edition} for issue, edition in issues))


SOURCES = [
    Spec("wechat_read_scenes",
         {"wechat_read_day": reads(全部=9, 朋友圈=4, 推荐=5)},
         {"wechat_read_day": reads(全部=9, 朋友圈=4, 推荐=3)}, -2, "warn", "各部分之和应等于全部"),
    Spec("wechat_read_hours",
         {"wechat_read_day": reads(全部=9),
          "wechat_read_hour": [{"hour": 800, "reads": 4}, {"hour": 2000, "reads": 5}]},
         {"wechat_read_day": reads(全部=9),
          "wechat_read_hour": [{"hour": 800, "reads": 4}, {"hour": 2000, "reads": 6}]}, 1, "warn",
         "各部分之和应等于全部"),
    Spec("wechat_follower_sources",
         {"wechat_follower_day": [{"followers_new": 5}],
          "wechat_follower_source_day": [{"source": "扫描二维码", "followers_new": 3},
                                               {"source": "其他合计", "followers_new": 2}]},
         {"wechat_follower_day": [{"followers_new": 5}],
          "wechat_follower_source_day": [{"source": "扫描二维码", "followers_new": 3}]}, -2, "warn",
         "各部分之和应等于全部"),
    Spec("media_levels_sum",
         {"int_media_items": [{"outlet": "人民日报", "quantity": 2}, {"outlet": "省报"}]},
         {"int_media_items": [{"outlet": "人民日报", "quantity": 2}, {"outlet": "某网", "level_source": "unknown"}]},
         -1, "warn", "没有写级别的媒体：某网"),
    Spec("media_counted_once",
         {"int_media_items": [{"outlet": "省报", "title": "开学"}, {"outlet": "市报", "title": "开学"}]},
         {"int_media_items": [{"outlet": "省报", "title": "开学"}, {"outlet": "省报", "title": "开学"}]}, 1, "warn",
         "只登记一次"),
    # Two regulations mentioned in three places are two.
    Spec("documents_counted_once",
         entries("register_documents", {"title": "办法"}, {"title": "细则"}, {"title": "办法", "category": "修订"}),
         entries("register_documents", {"title": "办法"}, {"title": "细则"}, {"title": "办法"}), 1, "warn",
         "只登记一次"),
    Spec("awards_kinds_sum",
         entries("register_awards", {"quantity": 2, "category": "征文"}, {"quantity": 1, "category": "校内"},
                 counted={"metric_id": "awards_received", "numerator": 3}),
         entries("register_awards", {"quantity": 2, "category": "征文"}, {"quantity": 1, "category": "校内"},
                 counted={"metric_id": "awards_received", "numerator": 2}), -1, "warn", "恰好计入"),
    Spec("findings_balance",
         entries("register_inspections", {"findings": 5, "findings_fixed": 3},
                 counted={"metric_id": "inspection_findings_open", "numerator": 2}),
         entries("register_inspections", {"findings": 5, "findings_fixed": 3}, {"findings": 4},
                 counted={"metric_id": "inspection_findings_open", "numerator": 2}), 4, "warn", "没有填写已整改数"),
    Spec("paper_editions", paper("纸质", "手机报"), paper("纸质"), -1, "warn", "每一期都应有"),
]  # fmt: skip

FIGURES = [
    Spec("shares_within_whole",
         figures(correspondent_coverage=1, wechat_cancel_to_new_ratio=1.5),
         figures(correspondent_coverage=1.2, accounts_reviewed_share=0.5), 1, "warn", "不合的有：通讯员覆盖率"),
    Spec("rates_from_parts",
         figures(wechat_reads=17577, wechat_articles_published=12, wechat_reads_per_article=1464.75),
         figures(wechat_reads=17577, wechat_articles_published=12, wechat_reads_per_article=1465), 1, "fail",
         "不合的有：公众号篇均阅读"),
    *(Spec(f"whole_of_{scope}", parts_of(scope, 33, 20, 12, outside=1), parts_of(scope, 33, 20, 12), 1, "fail",
           "不合的有：网站发稿") for scope in ("account", "channel", "department", "department_now")),
    Spec("year_of_halves", year_and("half", 389, 697, year=1086), year_and("half", 389, 698, year=1086), 1, "fail",
         "不合的有：网站发稿"),
    Spec("year_of_quarters", year_and("quarter", 1, 2, 3, 4, year=10), year_and("quarter", 1, 2, 3, 5, year=10), 1,
         "fail", "不合的有：网站发稿"),
    Spec("year_of_months", year_and_months(78, *range(1, 13)), year_and_months(79, *range(1, 13)), 1, "fail",
         "不合的有：网站发稿"),
    Spec("weeks_within_period", {"fct_target": [{"name": "每周有报道", "actual": 4}]},
         {"fct_target": [{"name": "每周有报道", "actual": 5}]}, 1, "fail", "不合的有：每周有报道（全校）"),
    # 357 = 24 staff + 7 + 326.
    Spec("training_cohorts_sum",
         merged(figures(training_participants=357), {"fct_training": [{"participants": n} for n in (24, 7, 326)]}),
         merged(figures(training_participants=357), {"fct_training": [{"participants": n} for n in (24, 326)]}), -7,
         "fail", "应等于“培训学员”"),
    Spec("placements_sum",
         merged(figures(submission_placements=2), {"fct_submission_placement": [{}, {}]}),
         merged(figures(submission_placements=2), {"fct_submission_placement": [{}, {}, {}]}), 1, "fail",
         "应等于“供稿投放”"),
    Spec("followers_month_douyin_followers_cumulative",
         stock(before=100, net=20, now=120), stock(before=100, net=20, now=115), 5, "warn", "清理账号"),
    Spec("followers_year_wechat_followers_cumulative",
         {"rpt_metric_period": [
             {"metric_id": "wechat_followers_cumulative", "value": 9724, "last_year_value": 5000},
             {"metric_id": "wechat_followers_net", "value": 4724}]},
         {"rpt_metric_period": [
             {"metric_id": "wechat_followers_cumulative", "value": 9700, "last_year_value": 5000},
             {"metric_id": "wechat_followers_net", "value": 4724}]}, 24, "fail", "年末累计减上年末累计"),
]  # fmt: skip


def bound(check: str, part: str, whole: str, status: str, says: str, scope: str = "institution") -> Spec:
    """A part may be as large as the whole, and not one larger."""
    return Spec(check, figures(scope, **{part: 5, whole: 5}), figures(scope, **{part: 6, whole: 5}), 1, status, says)


IDENTITIES = [
    bound("web_timed_within", "web_articles_timed", "web_articles_published", "fail", "是网站发稿的一部分"),
    bound("web_on_time_within", "web_articles_on_time", "web_articles_timed", "fail", "是有时限稿件的一部分"),
    bound("party_timed_within", "party_uploads_timed", "party_uploads", "fail", "是信息量的一部分"),
    bound("party_on_time_within", "party_uploads_on_time", "party_uploads_timed", "fail", "是有时限上传的一部分"),
    bound("wechat_original_within", "original_articles_published", "wechat_articles_published", "warn", "不同的登记"),
    bound("adopted_within_submitted", "articles_adopted", "submissions_received", "fail", "不应多于收到的供稿"),
    bound("placements_cover_submissions", "submissions_received", "submission_placements", "warn", "至少投到一个平台"),
    bound("media_city_within", "external_media_items_city_up", "external_media_items", "fail", "是全部报道的一部分"),
    bound("media_stories_within", "external_media_stories", "external_media_items", "fail", "至少上一家媒体"),
    Spec("materials_within",
         figures(banners_made=24, display_boards_made=64, screen_slogans_shown=84, publicity_items_made=172),
         figures(banners_made=24, display_boards_made=64, screen_slogans_shown=84, publicity_items_made=171), 1, "fail",
         "不应多于宣传品总件数"),
    bound("findings_open_within", "inspection_findings_open", "inspection_findings", "fail", "不应多于发现的问题"),
    bound("plan_done_within", "plan_items_done", "plan_items_total", "fail", "不应多于到期的任务"),
    bound("feedback_answered_within", "feedback_items_answered", "feedback_items_received", "fail", "不应多于收到的"),
    bound("bad_information_within", "bad_information_handled", "sentiment_items_logged", "warn", "不应多于登记的条数"),
    bound("incidents_within", "sentiment_incidents_major", "sentiment_items_logged", "fail", "是各级舆情的一部分"),
    bound("regulations_within", "regulations_issued", "documents_issued", "fail", "已含在印发文件中"),
    bound("plan_documents_within", "plan_document_status", "documents_issued", "fail", "已含在印发文件中"),
    bound("editorial_within", "editorial_meetings_held", "meetings_held", "fail", "已含在会议中"),
    bound("interactive_within", "interactive_activities_held", "events_held", "fail", "已含在活动举办中"),
    bound("leaders_within_lectures", "leaders_lecturing", "leader_lectures_given", "warn", "一位领导至少讲一次"),
    bound("lectures_within_hours", "leader_lectures_given", "leader_lecture_hours", "warn", "至少一学时"),
    Spec("wechat_sources_agree",
         figures("account", wechat_followers_cumulative=4105, wechat_followers_cumulative_api=4105),
         figures("account", wechat_followers_cumulative=4105, wechat_followers_cumulative_api=4110), -5, "warn",
         "与接口给出的相同", "公众号累计关注：后台与接口：甲"),
    bound("wechat_published_within", "wechat_articles_published", "wechat_published_articles_in_month", "warn",
          "不应多于接口", scope="account"),
    bound("weibo_posts_within", "weibo_posts", "weibo_posts_in_month", "warn", "不应多于平台", scope="account"),
    bound("douyin_posts_within", "short_videos_published", "douyin_posts_in_month", "warn", "不应多于平台",
          scope="account"),
    Spec("douyin_net",
         figures("account", douyin_followers_net=20, douyin_followers_cancelled=5, douyin_followers_new=25),
         figures("account", douyin_followers_net=20, douyin_followers_cancelled=5, douyin_followers_new=27), -2, "fail",
         "新增粉丝减取关粉丝"),
    Spec("adopted_sources_agree",
         figures(articles_adopted=8, articles_adopted_reported=8),
         figures(articles_adopted=8, articles_adopted_reported=9), -1, "warn", "统计表可能按采用的月份"),
]  # fmt: skip
SPECS = [*BULLETIN, *PRINTED, *SOURCES, *FIGURES, *IDENTITIES]


class Bench:
    """The tables of a home in which specs write rows, and the compiled SQL of the checks."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        compiled: dict[str, str],
        relations: dict[str, str],
        landed: set[str],
    ):
        self.connection = connection
        self.relations = relations
        self.landed = landed
        self.columns: dict[str, list[str]] = {}
        self.sql = compiled

    def verdicts(self, holds: dict[str, list[dict]], breaks: dict[str, list[dict]]) -> list[dict]:
        """What quality.reconciliation tells of these rows."""
        for table in self.columns:
            self.connection.execute(f"delete from {self.relations[table]}")
        for month, given in ((None, STANDING), (HOLDS, holds), (BREAKS, breaks)):
            for table, rows in given.items():
                for row in rows:
                    self._insert(table, month, row)
        for model in MODELS:
            self.connection.execute(f"create or replace table {self.relations[model]} as {self.sql[model]}")
        told = self.connection.execute(self.sql["quality_reconciliation"])
        names = [column[0] for column in told.description]
        return [dict(zip(names, row, strict=True)) for row in told.fetchall()]

    def _insert(self, table: str, month: str | None, row: dict) -> None:
        if table not in self.columns:
            self.columns[table] = self._open(table)
        values = DEFAULTS.get(table, {}) | row
        if month:
            values = {c: v.format(m=month, y=month[:4]) if isinstance(v, str) else v for c, v in values.items()}
            if "month" in self.columns[table]:
                values = {"month": month} | values
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f"insert into {self.relations[table]} ({', '.join(values)}) values ({marks})", list(values.values())
        )

    def _open(self, table: str) -> list[str]:
        """Put an empty table without constraints in the place of a model; returns its columns."""
        relation = self.relations[table]
        self.connection.execute(f"create or replace temp table shape as select * from {relation} limit 0")
        kind = "view" if table in self.landed else "table"
        self.connection.execute(f"drop {kind} {relation}")
        self.connection.execute(f"create table {relation} as select * from shape")
        return [name for name, *_ in self.connection.execute("describe shape").fetchall()]


@pytest.fixture(scope="module")
def bench(build_home, manifest, compiled, tmp_path_factory):
    with build_home({}, []) as empty:
        (path,) = empty.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    folder = tmp_path_factory.mktemp("bench")
    built = Path(path).parent
    for name in ("tongbao.duckdb", "work.duckdb"):
        shutil.copy(built / name, folder / name)
    models = {node.name: node.relation_name for node in manifest.nodes.values() if node.resource_type == "model"}
    landed = {source.name: source.relation_name for source in manifest.sources.values()}
    with duckdb.connect(str(folder / "tongbao.duckdb")) as connection:
        connection.execute(f"attach '{folder / 'work.duckdb'}' as work")
        yield Bench(connection, compiled, models | landed, set(landed))


def of_check(told: list[dict], spec: Spec, month: str) -> list[dict]:
    found = [row for row in told if (row["month"], row["check_id"]) == (month, spec.check)]
    return [row for row in found if spec.subject in (None, row["subject"])]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.check)
def test_a_check_passes_where_its_identity_holds_and_tells_the_difference_where_not(bench, spec):
    told = bench.verdicts(spec.holds, spec.breaks)
    (kept,) = of_check(told, spec, HOLDS)
    assert kept["status"] == "pass"
    (broken,) = of_check(told, spec, BREAKS)
    assert (broken["difference"], broken["status"]) == (spec.difference, spec.status)
    assert spec.says in broken["explanation"]


@pytest.mark.parametrize("spec", ONLY_WHERE_WRONG, ids=lambda spec: spec.subject)
def test_some_checks_are_made_only_where_something_is_wrong(bench, spec):
    told = bench.verdicts(spec.holds, spec.breaks)
    assert [row for row in told if row["month"] == HOLDS and row["check_id"] == spec.check] == []
    (broken,) = of_check(told, spec, BREAKS)
    assert (broken["difference"], broken["status"]) == (spec.difference, spec.status)
    assert spec.says in broken["explanation"]


def test_what_is_only_a_floor_bounds_nothing_and_equals_nothing(bench):
    floor = {"rpt_metric_trend": [
        {"metric_id": "plan_items_total", "value": 5, "is_capped": True}, {"metric_id": "plan_items_done", "value": 6},
        {"metric_id": "articles_adopted", "value": 5, "is_capped": True},
        {"metric_id": "articles_adopted_reported", "value": 6},
    ]}  # fmt: skip
    assert {row["check_id"] for row in bench.verdicts(floor, {})} & {
        "plan_done_within",
        "adopted_sources_agree",
    } == set()


def test_an_equation_waits_for_all_its_parts_a_bound_for_one(bench):
    some = merged(
        figures("account", douyin_followers_net=20, douyin_followers_new=25),
        figures(banners_made=3, publicity_items_made=2),
    )
    told = {row["check_id"]: row["status"] for row in bench.verdicts(some, {})}
    assert (told.get("douyin_net"), told["materials_within"]) == (None, "fail")


def test_every_check_is_told_above_with_both_verdicts():
    sql = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (DBT_PROJECT / "models").rglob("*.sql")
        if path.stem in (*MODELS, "quality_reconciliation")
    )
    named = set(re.findall(r"""id="'(\w+)'|'(\w+)' as check_id""", sql))
    listed = set(re.findall(r"\('(year_\w+)', ", sql))
    with (DBT_PROJECT / "seeds" / "metric_identity.csv").open(encoding="utf-8") as seed:
        checks = (
            {first or second for first, second in named} | listed | {row["check_id"] for row in csv.DictReader(seed)}
        )
    told = {spec.check for spec in (*SPECS, *ONLY_WHERE_WRONG)}
    assert [c for c in checks if not (any(t.startswith(c) for t in told) if c.endswith("_") else c in told)] == []
