"""A year made to carry the totals a year's report printed: 244 WeChat articles (142 in the second half), 4,724 net
followers (3,042), 592,000 reads (341,000) and 1,086 website articles (697). Every figure that follows from them comes
out, among them the one the report did not print: reads rose by a third while each article was read a little less."""

from datetime import date, datetime, time, timedelta

import pytest

from pipelines.reports import read
from pipelines.reports.pages import publish

HALVES = ((date(2021, 1, 1), date(2021, 6, 30)), (date(2021, 7, 1), date(2021, 12, 31)))
ARTICLES, FOLLOWERS, READS, WEBSITE = (102, 142), (1682, 3042), (251_000, 341_000), (389, 697)


def spread(total: int, first: date, last: date) -> list[tuple[date, int]]:
    """``total`` over the days of a span as evenly as whole numbers allow."""
    days = (last - first).days + 1
    return [(first + timedelta(n), total * (n + 1) // days - total * n // days) for n in range(days)]


def by_day(totals: tuple[int, int]) -> list[tuple[date, int]]:
    return [day for total, half in zip(totals, HALVES, strict=True) for day in spread(total, *half)]


def follower_rows() -> list[dict]:
    """A fifth of the new followers of each day leave again."""
    total, rows = 10_000, []
    for day, net in by_day(FOLLOWERS):
        total += net
        lost = net // 4
        rows.append(
            {
                "date": day,
                "followers_new": net + lost,
                "followers_cancelled": lost,
                "followers_net": net,
                "followers_total": total,
            }
        )
    return rows


REFERENCE = {
    "ref_department": [{"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10}],
    "ref_site": [{"site_id": "main", "name": "官网", "level": "主站"}],
    "ref_account": [{"account_id": "wx", "channel_id": "wechat", "name": "官微"}],
}
WHOLE_YEAR = {"as_of": date(2022, 1, 10), "period": (date(2021, 1, 1), date(2021, 12, 31))}
EXPORTS = [
    {"dataset": "wechat_follower_day", "file": "wechat/followers.xls", "account": "wx", "rows": follower_rows()}
    | WHOLE_YEAR,
    {"dataset": "wechat_read_day", "file": "wechat/reads.xls", "account": "wx",
     "rows": [{"date": day, "scene": "全部", "reads": reads} for day, reads in by_day(READS)]} | WHOLE_YEAR,
    {"dataset": "wechat_article", "file": "wechat/articles.xls", "account": "wx",
     "rows": [{"title": f"推文{on}·{n}", "published_on": on} for on, count in by_day(ARTICLES) for n in range(count)]}
    | WHOLE_YEAR,
    {"dataset": "web_article", "file": "website/articles.xlsx", "site": "main",
     "rows": [{"title": f"新闻{day}·{n}", "published_at": datetime.combine(day, time(9)), "column_name": "校园新闻",
               "department_name": "党委工作部"} for day, count in by_day(WEBSITE) for n in range(count)]} | WHOLE_YEAR,
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    return build_home(REFERENCE, EXPORTS)


PERIOD = """
    select {columns} from rpt_metric_period
    where scope = 'institution' and metric_id = ? and period = ?
"""


def period(home, metric_id: str, name: str, *columns: str) -> tuple:
    return home.execute(PERIOD.format(columns=", ".join(columns or ("value",))), [metric_id, name]).fetchone()


@pytest.mark.parametrize(
    ("metric_id", "first", "second", "year"),
    [
        ("wechat_articles_published", 102, 142, 244),
        ("wechat_followers_net", 1682, 3042, 4724),
        ("wechat_reads", 251_000, 341_000, 592_000),
        ("web_articles_published", 389, 697, 1086),
        ("wechat_followers_cumulative", 11_682, 14_724, 14_724),
    ],
)
def test_the_halves_and_the_year_come_out_whole(home, metric_id, first, second, year):
    assert period(home, metric_id, "2021-H1", "value", "is_complete") == (first, True)
    assert period(home, metric_id, "2021-H2", "value", "is_complete") == (second, True)
    assert period(home, metric_id, "2021", "value", "is_complete") == (year, True)


def test_growth_from_half_to_half_is_given_and_from_year_to_year_is_not(home):
    change = period(home, "wechat_reads", "2021-H2", "change", "change_pct", "reason")
    assert change == (90_000, pytest.approx(90 / 251), None)
    assert period(home, "wechat_reads", "2021", "yoy_pct", "yoy_reason") == (None, "no_base")
    assert period(home, "web_articles_published", "2021-H2", "change_pct") == (pytest.approx(308 / 389),)


def test_reads_rose_while_each_article_was_read_less(home):
    assert period(home, "wechat_reads_per_article", "2021-H1") == (pytest.approx(251_000 / 102),)
    value, pct = period(home, "wechat_reads_per_article", "2021-H2", "value", "change_pct")
    assert round(value) == 2401
    assert -0.03 < pct < -0.02
    # Of the year it is formed of the year's sums; the mean of the halves would be 2,431.
    assert period(home, "wechat_reads_per_article", "2021") == (pytest.approx(592_000 / 244),)


def test_the_page_of_the_year_shows_it(home, tmp_path):
    (path,) = home.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    publish(path, tmp_path, ["2021-12"])
    page = (tmp_path / "years" / "2021.html").read_text("utf-8")
    section = page.split('id="halves-title"')[1].split("</section>")[0]
    row = section.split("公众号篇均阅读")[1].split("</tr>")[0]
    assert "2,460.78" in row and "2,401.41" in row
    assert "−2.4%" in row
    assert "+35.9%" in section.split("公众号阅读")[1].split("</tr>")[0]


def test_only_rates_and_their_parts_stand_in_the_comparison_of_halves(home):
    shown = {row["metric_id"] for row in read.halves(home, "2021")}
    assert {"wechat_reads", "wechat_articles_published", "wechat_reads_per_article"} <= shown
    assert "web_articles_published" not in shown
