"""A bulletin kept as a Word and as an Excel file: what both print alike is one figure, what differs is shown."""

from datetime import date

import pytest

WORD, EXCEL = "bulletins/2020-09/通报.docx", "bulletins/2020-09/通报.xlsx"


def printed(table: str, metric: str, text: str, value: float | None, label: str = "合计", **more) -> dict:
    return {
        "bulletin": "2020年9月宣传工作情况通报",
        "month": "2020-09",
        "table_id": table,
        "row_label": label,
        "metric_id": metric,
        "printed": text,
        "value": value,
        "place": f"{table} {label}",
        **more,
    }


EXPORTS = [
    {"dataset": "published_figure", "file": WORD, "rows": [
        printed("正文", "wechat_reads", "17577", 17577),
        printed("表2", "wechat_reads", "17577", 17577, as_of_printed=date(2020, 9, 27)),
        printed("表1", "web_articles_published", "9", 9, "党委工作部"),
        printed("表1", "web_articles_published", "7", 7, "新闻中心"),
        printed("正文", "web_articles_published", "16", 16),
        printed("正文", "wechat_followers_cumulative", "59.2万", 592_000, half_width=500),
        printed("正文", "submissions_received", "30余", 30, qualifier="at_least"),
        printed("正文", "weibo_posts", "***", None),
    ]},
    {"dataset": "published_figure", "file": EXCEL, "rows": [
        printed("表2", "wechat_reads", "17577", 17577, place="官微 第3行"),
        # The same place in both files, and another number.
        printed("表1", "web_articles_published", "8", 8, "党委工作部"),
        printed("表1", "web_articles_published", "7", 7, "新 闻中心"),
        printed("正文", "wechat_followers_cumulative", "592341", 592_341),
        printed("正文", "submissions_received", "33", 33),
        printed("正文", "weibo_posts", "***", None),
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    departments = [
        {"department_id": "office", "name": "党委工作部", "type": "党群", "display_order": 10},
        {"department_id": "news", "name": "新闻中心", "type": "党群", "display_order": 20},
    ]
    return build_home({"ref_department": departments}, EXPORTS)


def figures(home, metric_id: str) -> list[tuple]:
    return home.execute(
        """
        select table_id, row_label, value, also_printed, path from fct_published_figure
        join quality.files on file_id = source_file_id where metric_id = ? order by all
        """,
        [metric_id],
    ).fetchall()


def test_a_figure_printed_alike_in_both_is_one_with_both_places(home):
    assert figures(home, "wechat_reads") == [
        ("正文", "合计", 17577, f"{EXCEL} 官微 第3行", WORD),
        ("表2", "合计", 17577, f"{EXCEL} 官微 第3行", WORD),
    ]
    assert figures(home, "weibo_posts") == [("正文", "合计", None, f"{EXCEL} 正文 合计", WORD)]


def test_a_figure_printed_differently_stands_twice_and_is_a_finding(home):
    assert [f for f in figures(home, "web_articles_published") if f[1] == "党委工作部"] == [
        ("表1", "党委工作部", 8, None, EXCEL),
        ("表1", "党委工作部", 9, None, WORD),
    ]
    found = home.execute(
        "select subject, left_value, right_value, status from quality.reconciliation "
        "where check_id like 'printed_twice%'"
    ).fetchall()
    assert found == [(f"网站发稿（党委工作部）在两份通报里印得不同：{WORD} 与 {EXCEL}", 9, 8, "fail")]


def test_a_rounding_or_a_bound_that_allows_for_the_other_number_is_no_finding(home):
    assert [f[2] for f in figures(home, "wechat_followers_cumulative")] == [592_000, 592_341]
    assert [f[2] for f in figures(home, "submissions_received")] == [30, 33]


def test_the_rows_of_each_file_are_added_up_by_themselves(home):
    sums = home.execute(
        "select left_value, right_value, status from quality.reconciliation "
        "where check_id = 'printed_parts_web_articles_published'"
    ).fetchall()
    assert sums == [(16, 16, "pass")]


def test_a_month_takes_each_figure_once(home):
    value = home.execute(
        "select sum(value) from fct_metric_month where metric_id = 'wechat_reads' and month = '2020-09'"
    ).fetchone()
    assert value == (17577,)
