"""本月: what a month needs is known from what came before, from the tables and from the targets."""

import pytest
from desk_files import WEBSITE, article
from homes import REFERENCE, make_home, write_csv

from pipelines.desk.month import needs
from pipelines.desk.targets import speaks_of
from pipelines.home import REPOSITORY, Home
from pipelines.landing.land import ingest

ACCOUNTS = REFERENCE["账号表"]
SITES = ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号", "启用日期", "停用日期"]


def told(home: Home, month: str) -> dict[str, list[str]]:
    """State → what is shown of it, as source, owner and title."""
    found: dict[str, list[str]] = {}
    for need in needs(ingest(home, scratch=home.root / "scratch"), month):
        found.setdefault(need.state, []).append(f"{need.source} {need.owner} {need.title}".strip())
    return found


def listed(home: Home, site: str, month: str) -> None:
    write_csv(home.raw / f"website/{site}/{month}/稿件.csv", [WEBSITE, article("一", "英语学院", f"{month}-03")])


def test_what_came_before_is_missing_and_says_where_it_is_got(tmp_path):
    home = make_home(tmp_path)
    listed(home, "main", "2020-08")
    listed(home, "main", "2020-04")
    (missing,) = [n for n in needs(ingest(home, scratch=tmp_path / "s"), "2020-09") if n.state == "missing"]
    assert (missing.owner, missing.title) == ("官网", "网站后台稿件列表")
    assert missing.files == ("website/main/2020-08/稿件.csv",) and "导出" in missing.where[0]
    assert "missing" not in told(home, "2020-12"), "three months later nobody expects it"


def test_a_site_that_has_ended_or_not_begun_is_not_asked_for(tmp_path):
    old = ["old", "旧站", "二级网页", "old", "news", "", "2020-08-20"]
    sites = [SITES, old, ["new", "新站", "二级网页", "new", "news", "2020-10-01", ""]]
    home = make_home(tmp_path, {"站点表": sites})
    listed(home, "old", "2020-08")
    assert not any("旧站" in text or "新站" in text for texts in told(home, "2020-09").values() for text in texts)
    assert told(home, "2020-08")["come"] == ["官网 旧站 网站后台稿件列表"]
    assert any("新站" in text for text in told(home, "2020-10")["new"])


def test_accounts_of_the_table_of_which_nothing_has_come_are_named_once_a_platform(tmp_path):
    more = [["wechat_b", "公众号", "英语学院", "英语", "english"], ["wechat_c", "公众号", "音乐学院", "音乐", "news"]]
    home = make_home(tmp_path, {"账号表": [*ACCOUNTS, *more]})
    listed(home, "main", "2020-09")
    new = [n for n in needs(ingest(home, scratch=tmp_path / "s"), "2020-09") if n.state == "new"]
    wechat = next(n for n in new if n.source == "微信公众号")
    assert wechat.owner == "测试学院、英语学院、音乐学院" and len(wechat.where) == len(set(wechat.where)) > 3
    assert {n.source for n in new} == {"微信公众号", "微博", "抖音", "智慧党建"}


def test_a_ledger_that_targets_of_the_month_count_is_named_until_it_is_filled(tmp_path):
    targets = [
        ["目标编号", "目标名称", "指标编号", "范围", "周期", "期间", "比较方式", "下限", "依据"],
        ["t1", "供稿 300 篇", "submissions_received", "全校", "年", "2020", "≥", "300", "原文"],
        ["t2", "培训 4 次", "training_participants", "全校", "年", "2019", "≥", "4", "原文"],
        ["t3", "发稿 9 篇", "web_articles_published", "全校", "年", "2020", "≥", "9", "原文"],
    ]
    home = make_home(tmp_path, {"目标表": targets})
    listed(home, "main", "2020-09")
    (ledger,) = [n for n in needs(ingest(home, scratch=tmp_path / "s"), "2020-09") if n.state == "ledger"]
    assert ledger.owner == "供稿 300 篇" and ledger.ledger and "供稿" in ledger.title


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2020", ["2020-01", "2020-12"]),
        ("2020-H2", ["2020-07", "2020-12"]),
        ("2020-Q3", ["2020-07", "2020-09"]),
        ("2020-09", ["2020-09", "2020-09"]),
        ("2020-W40", ["2020-09", "2020-10"]),
        ("2020-2021", ["2020-09", "2021-08"]),
        ("2020-2021 第一学期", ["2020-09", "2021-01"]),
        ("2020-2021 第二学期", ["2021-02", "2021-08"]),
    ],
)
def test_a_period_speaks_of_its_months_alone(period, months):
    all_months = [f"{year}-{number:02d}" for year in range(2019, 2023) for number in range(1, 13)]
    found = [m for m in all_months if speaks_of(period, m)]
    assert [found[0], found[-1]] == months and found == [m for m in all_months if months[0] <= m <= months[1]]


def test_of_the_sample_a_closed_site_and_a_layout_that_another_replaced_are_not_asked_for(tmp_path):
    """The site of academic affairs closed in July; Weibo came from a crawler until June and from the platform since."""
    found = needs(ingest(Home(REPOSITORY), scratch=tmp_path / "s"), "2020-09")
    assert [n for n in found if n.state == "missing"] == []
    assert {n.owner for n in found if n.source == "官网" and n.state != "ledger"} == {"学院官网"}
    july = [n.title for n in needs(ingest(Home(REPOSITORY), scratch=tmp_path / "s"), "2020-07") if n.source == "微博"]
    assert july == ["weibo-crawler 微博列表"], "missing, and nothing has taken its place yet"
