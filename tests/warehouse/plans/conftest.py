"""One golden home for plans, rules and points: from landing to lists."""

from datetime import date, datetime

import pytest


def web(title: str, at: datetime, unit: str, column: str = "校园新闻", **more) -> dict:
    return {"title": title, "published_at": at, "department_name": unit, "column_name": column, **more}


def activity(org: str, kind: str, at: datetime, uploaded: datetime) -> dict:
    return {
        "system": "generic",
        "org_name": org,
        "activity_type_text": kind,
        "topic": f"{org}{kind}",
        "activity_at": at,
        "uploaded_at": uploaded,
        "status_text": "已通过",
    }


def paper(title: str, outlet: str, day: date, unit: str, entry: int, **more) -> dict:
    return {
        "register_id": "register_media",
        "published_on": day,
        "outlet": outlet,
        "title": title,
        "department_name": unit,
        "quantity": 1,
        "entry_no": entry,
        **more,
    }


REFERENCE = {
    "ref_department": [
        {"department_id": "english", "name": "英语学院", "type": "二级学院", "display_order": 1},
        {"department_id": "sports", "name": "体育教学部", "type": "二级学院", "display_order": 2},
        {"department_id": "library", "name": "图书馆", "type": "直属单位", "display_order": 3},
    ],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "官微"},
        {"account_id": "wx_english", "channel_id": "wechat", "name": "英院微信", "department_id": "english"},
    ],
    "ref_site_column": [
        {"column_name": "校园新闻", "importance": "重要"},
        {"column_name": "学院新闻", "importance": "重要"},
    ],
    "ref_party_org": [
        {"party_org_id": "one", "name": "一支部", "type": "支部", "display_order": 1, "department_id": "english"},
        {"party_org_id": "two", "name": "二支部", "type": "支部", "display_order": 2, "exempt_types": "党小组会"},
    ],
    "ref_party_code": [
        {"system": "generic", "code_kind": "状态", "code": "已通过", "meaning": "已通过", "is_counted": True},
    ],
    "ref_outlet": [{"outlet": "省日报", "level": "省级", "type": "报纸"}],
    "ref_target": [
        {
            "target_id": target,
            "name": target,
            "metric_id": metric,
            "scope": scope,
            "scope_id": scope_id,
            "period_type": "month",
            "period": "2020-09",
            "comparator": "at_least",
            "expected_low": 3.0,
            "basis": "printed",
        }
        for target, metric, scope, scope_id in (
            ("whole", "web_articles_published", "institution", None),
            ("english_web", "web_articles_published", "department", "english"),
            ("official", "wechat_articles_published", "account", "wx"),
            ("branch", "party_uploads", "party_org", "two"),
            ("revised", "web_articles_published", "institution", None),
        )
    ]
    + [
        {
            "target_id": "revised",
            "name": "revised",
            "metric_id": "web_articles_published",
            "scope": "institution",
            "period_type": "month",
            "period": "2020-09",
            "comparator": "at_least",
            "expected_low": 6.0,
            "basis": "printed",
            "valid_from": date(2020, 9, 20),
        },
        *[
            {
                "target_id": name,
                "name": name,
                "metric_id": "external_media_items",
                "outlet_levels": levels,
                "scope": "institution",
                "period_type": "month",
                "period": "2020-09",
                "comparator": comparator,
                "expected_low": 1.0,
                "basis": "printed",
            }
            for name, comparator, levels in (
                ("media_weekly", "weekly", None),
                ("mainstream_weekly", "weekly", "国家级、省级"),
                ("mainstream", "at_least", "国家级、省级"),
            )
        ],
    ],
    "ref_rule": [
        {"rule_kind": "publish_within", "rule_id": "hours", "subject_kind": "site", "threshold": 48.0},
        {"rule_kind": "reposts", "rule_id": "reposts", "subject_kind": "account", "threshold": 2.0},
        {"rule_kind": "no_update", "rule_id": "columns", "subject_kind": "site_column", "threshold": 15.0},
        {
            "rule_kind": "party_activity",
            "rule_id": "group",
            "subject_kind": "party_org",
            "item": "党小组会",
            "threshold": 1.0,
        },
    ],
    "ref_score_scheme": [
        {
            "scheme_id": "points",
            "name": "计分",
            "purpose": "points",
            "duplicate_rule": "highest_only",
            "tie_rule": "skip",
        },
        {"scheme_id": "fees", "name": "稿酬", "purpose": "fee", "duplicate_rule": "each_outlet", "tie_rule": "skip"},
    ],
    "ref_score_rule": [
        {"scheme_id": "points", "score_rule_id": "site", "level": "校级", "outlet_type": "网站", "points": 2.0},
        {"scheme_id": "points", "score_rule_id": "wechat", "level": "校级", "outlet_type": "公众号", "points": 3.0},
        {"scheme_id": "points", "score_rule_id": "province", "level": "省级", "points": 10.0},
        {
            "scheme_id": "fees",
            "score_rule_id": "words",
            "name": "官网稿件",
            "outlet_type": "网站",
            "points": 5.0,
            "per": "100_characters",
        },
    ],
    "ref_score_adjustment": [
        {
            "scheme_id": "points",
            "department_id": "sports",
            "occurred_on": date(2020, 9, 9),
            "points": -5.0,
            "reason": "迟报",
        },
    ],
}
for rule in REFERENCE["ref_rule"]:
    rule |= {"name": rule["rule_id"], "basis": "printed"}

SEPTEMBER = (date(2020, 9, 1), date(2020, 9, 30))

EXPORTS = [
    {
        "dataset": "web_article",
        "file": "website/main/九月.csv",
        "site": "main",
        "period": SEPTEMBER,
        "rows": [
            # 48 hours after the event to the second; the day alone is noted; one second too late; no event noted.
            web("开学", datetime(2020, 9, 3, 8), "英语学院", event_at=datetime(2020, 9, 1, 8), words=250),
            web("军训", datetime(2020, 9, 13, 0), "体育教学部、英语学院", event_at=datetime(2020, 9, 10), words=100),
            web("迎新", datetime(2020, 9, 16, 8, 0, 1), "体育教学部", event_at=datetime(2020, 9, 14, 8)),
            web("通知", datetime(2020, 9, 28), "英语学院", column="学院新闻"),
            # The same title a fortnight later is the same story.
            web("开学", datetime(2020, 9, 17, 8), "英语学院", column="学院新闻"),
        ],
    },
    {
        "dataset": "wechat_article",
        "file": "wechat/官微/九月.xlsx",
        "account": "wx",
        "period": SEPTEMBER,
        "rows": [
            {"title": "开学", "published_on": date(2020, 9, 4), "url": "https://mp.example/1"},
            {"title": "军训", "published_on": date(2020, 9, 14), "url": "https://mp.example/2"},
            {"title": "中秋", "published_on": date(2020, 9, 29), "url": "https://mp.example/3"},
        ],
    },
    {
        "dataset": "wechat_article",
        "file": "wechat/英院/九月.xlsx",
        "account": "wx_english",
        "period": SEPTEMBER,
        "rows": [
            # A repost, an own article, and the official title before the official account had it.
            {"title": "开 学", "published_on": date(2020, 9, 4), "url": "https://mp.example/4"},
            {"title": "学院自己的事", "published_on": date(2020, 9, 8), "url": "https://mp.example/5"},
            {"title": "中秋", "published_on": date(2020, 9, 28), "url": "https://mp.example/6"},
        ],
    },
    {
        "dataset": "wechat_contribution",
        "file": "registers/官微供稿.xlsx",
        "rows": [{"title": "开学", "published_on": date(2020, 9, 4), "department_name": "英语学院"}],
    },
    {
        "dataset": "party_upload",
        "file": "party/九月.xlsx",
        "period": SEPTEMBER,
        "rows": [activity("一支部", "党小组会", datetime(2020, 9, 2), datetime(2020, 9, 3))],
    },
    {
        "dataset": "media_item",
        "file": "registers/外宣.xlsx",
        "rows": [
            paper("开学", "省日报", date(2020, 9, 20), "英语学院", 1),
            paper("迎新", "不知名网", date(2020, 9, 21), "体育教学部", 2),
        ],
    },
]


@pytest.fixture(scope="session")
def plans(build_home):
    """Rows of a query on the golden home's warehouse."""
    with build_home(REFERENCE, EXPORTS) as warehouse:
        yield lambda sql: warehouse.execute(sql).fetchall()
