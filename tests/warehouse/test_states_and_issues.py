"""A golden home of articles and posts in every state, and of a paper that comes out three ways: what counts is what was
published, and an issue is one issue."""

import re
from datetime import date, datetime

import pytest

from pipelines import seeds
from pipelines.institution.tables import _squeezed


def article(title: str, status: str | None, day: int = 9) -> dict:
    return {"title": title, "published_at": datetime(2020, 9, day), "column_name": "新闻", "status": status}


def post(channel: str, title: str, status: str | None) -> dict:
    at = datetime(2020, 9, 9, 8)
    return {"channel_id": channel, "post_id": title, "title": title, "published_at": at, "status": status, "plays": 10,
            "reads": 10}  # fmt: skip


def issue(number: str, edition: str, on: date, paper: str | None = "校报") -> dict:
    return {"register_id": "register_paper", "title": number, "category": edition, "occurred_on": on, "subject": paper,
            "quantity": 1, "unit": "期"}  # fmt: skip


PUBLISHED = [None, "已发布", "审核通过", " 公 开 ", "已\u3000发\u00a0布", "正常", "Published", "1"]
NOT_YET = [
    "待发布",
    "审核不通过",
    "退回",
    "待审核",
    "未通过",
    "撤稿",
    "草稿",
    "仅自己可见",
    "发布失败",
    "下架",
    "已\u3000下架",
]

REFERENCE = {
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [
        {"account_id": "dy", "channel_id": "douyin", "name": "官抖"},
        {"account_id": "wb", "channel_id": "weibo", "name": "官博"},
    ],
    # One source's word, one that holds everywhere, one against the usual meaning.
    "ref_status": [
        {"status": "已归档", "source": "website", "is_counted": True},
        {"status": "冷冻", "source": None, "is_counted": False},
        {"status": "置顶", "source": "weibo", "is_counted": False},
    ],
}
EXPORTS = [
    {"dataset": "web_article", "file": "website/a.csv", "site": "main", "as_of": date(2020, 10, 9),
     "rows": [article(f"稿{n}", status) for n, status in enumerate([*PUBLISHED, *NOT_YET, "已归档", "冷冻", "飞走"])]},
    {"dataset": "social_post", "file": "douyin/a.xlsx", "account": "dy", "as_of": date(2020, 10, 9),
     "rows": [post("douyin", f"作品{n}", s) for n, s in enumerate(["公开", "私密", "已归档", "置顶", "审核中"])]},
    {"dataset": "social_post", "file": "weibo/a.xlsx", "account": "wb", "as_of": date(2020, 10, 9),
     "rows": [post("weibo", "博文", "置顶")]},
    {"dataset": "register_entry", "file": "registers/校报.xlsx", "format": "register_paper",
     "rows": [issue("第305期", "纸质", date(2020, 9, 10)), issue("第305期", "网报", date(2020, 9, 11)),
              issue("305", "手机报", date(2020, 9, 12)), issue("第306期", "纸质", date(2020, 9, 25)),
              issue("第306期", "纸质", date(2020, 9, 25), "团报")]},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


def figure(home, metric: str) -> float:
    query = "select sum(value) from fct_metric_month where metric_id = ? and month = '2020-09'"
    return home.execute(query, [metric]).fetchone()[0]


def test_only_what_is_published_counts_and_an_unknown_state_is_not(home):
    counted = home.execute("select title from fct_web_article where not is_withdrawn").fetchall()
    assert sorted(title for (title,) in counted) == sorted(
        [*(f"稿{n}" for n in range(len(PUBLISHED))), f"稿{len(PUBLISHED) + len(NOT_YET)}"]
    )
    assert figure(home, "web_articles_published") == len(PUBLISHED) + 1


@pytest.mark.parametrize(("states", "is_published"), [(PUBLISHED, "true"), (NOT_YET, "false")], ids=["out", "not out"])
def test_every_usual_state_has_one_meaning_for_warehouse_and_reading_alike(states, is_published):
    """Not known is not counted either, but then the analyst is asked, and the figure is a floor."""
    rows = seeds.rows("publication_status")
    meant = [
        {row["is_published"] for row in rows if re.search(row["pattern"], _squeezed(state))}
        for state in states
        if state
    ]
    assert meant == [{is_published}] * len(meant)


def test_a_state_has_its_meaning_in_its_source(home):
    assert home.execute(
        "select channel_id, title from fct_social_post where not is_withdrawn order by all"
    ).fetchall() == [("douyin", "作品0"), ("douyin", "作品3")]
    assert figure(home, "short_videos_published") == 2
    assert not figure(home, "weibo_posts")


def test_an_issue_on_paper_on_the_web_and_on_telephones_is_one(home):
    assert figure(home, "school_paper_issues") == 3
    left_out = home.execute(
        "select title, category, left_out from fct_register_entry where left_out is not null order by occurred_on"
    ).fetchall()
    assert [row[:2] for row in left_out] == [("第305期", "网报"), ("305", "手机报")]
