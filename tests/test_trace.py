"""Every published figure leads to the rows it was made of, and they add up to it."""

import csv
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import duckdb
import pytest

from pipelines.commands.trace import trace
from pipelines.errors import WrongUse

XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TABLES = ("website_updates", "wechat_base", "wechat_menu", "wechat_contributions", "submissions", "party_uploads")
# Metrics whose rows say their number in one cell.
STATED = (
    "wechat_followers_new",
    "wechat_followers_cancelled",
    "wechat_followers_net",
    "wechat_followers_cumulative",
    "wechat_menu_clicks",
    "web_article_clicks",
    "weibo_reads",
    "weibo_reads_in_month",
    "short_video_views",
    "douyin_plays_in_month",
    "training_participants",
)


@pytest.fixture
def traced(published_home, capsys):
    """What ``tongbao trace`` prints for the sample home."""

    def run(
        metric=None, month=None, department=None, account=None, channel=None, type=None, structure="then", table=None
    ) -> str:
        trace(metric, month, department, account, channel, type, structure, table, str(published_home.root))
        return capsys.readouterr().out

    return run


def workbook_rows(path: Path, sheet: str) -> dict[int, list[str]]:
    """Row number → cell texts of one sheet, read from the XML itself, without any library the pipeline uses."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            items = ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).iter(f"{XLSX}si")
            shared = ["".join(t.text or "" for t in item.iter(f"{XLSX}t")) for item in items]
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {r.get("Id"): r.get("Target").removeprefix("/xl/") for r in relations}
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{XLSX}sheet")
        target = next(targets[s.get(RELATION)] for s in sheets if s.get("name") == sheet)
        found = {}
        for row in ElementTree.fromstring(archive.read(f"xl/{target}")).iter(f"{XLSX}row"):
            cells = []
            for cell in row.iter(f"{XLSX}c"):
                text = "".join(t.text or "" for t in (*cell.iter(f"{XLSX}v"), *cell.iter(f"{XLSX}t")))
                cells.append(shared[int(text)] if cell.get("t") == "s" else text)
            found[int(row.get("r"))] = cells
    return found


def text_rows(path: Path) -> dict[int, list[str]]:
    """Row number → cells of a comma-separated file."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return dict(enumerate(csv.reader(text.splitlines()), start=1))


@pytest.fixture(scope="module")
def cells(published_home):
    """(path, sheet, row) → cell texts, or None for formats this reader does not know."""
    read = {}

    def of(path: str, sheet: str, row: int) -> list[str] | None:
        file = published_home.raw / path
        if (path, sheet) not in read:
            start = file.read_bytes()[:4]
            if start == b"PK\x03\x04":
                read[path, sheet] = workbook_rows(file, sheet)
            else:
                read[path, sheet] = text_rows(file) if file.suffix == ".csv" else None
        return read[path, sheet] and read[path, sheet].get(row, [])

    return of


def number_in(cell: str) -> float | None:
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        return None


def test_the_traced_rows_of_every_figure_add_up_to_it(published):
    wrong = published.execute(
        """
        SELECT figures.metric_id, figures.month, figures.department_id, figures.account_id, figures.value, traced.value
        FROM fct_metric_month AS figures LEFT JOIN (
            SELECT metric_id, month, department_id, account_id, sum(value) AS value
            FROM fct_metric_source GROUP BY ALL) AS traced
        ON figures.metric_id = traced.metric_id AND figures.month = traced.month
        AND figures.department_id IS NOT DISTINCT FROM traced.department_id
        AND figures.account_id IS NOT DISTINCT FROM traced.account_id
        WHERE figures.status = 'measured' AND abs(figures.value - coalesce(traced.value, 0)) > 1e-9
        """
    ).fetchall()
    assert wrong == []


def test_a_stock_is_one_row_an_account_and_its_last_day(published):
    rows = published.execute(
        """
        SELECT sources.account_id, sources.value, days.followers_total
        FROM fct_metric_source AS sources JOIN dim_metric USING (metric_id)
        JOIN fct_follower_daily AS days
        ON days.account_id = sources.account_id AND days.month = sources.month
        WHERE additivity = 'semi' AND sources.month = '2020-09'
        QUALIFY days.date = max(days.date) OVER (PARTITION BY days.account_id)
        """
    ).fetchall()
    assert len(rows) == len({account for account, *_ in rows}) > 1
    assert [value for _, value, _ in rows] == [total for *_, total in rows]


def test_a_zero_has_no_contributing_row(published):
    (total,) = published.execute(
        """
        SELECT coalesce(sum(sources.value), 0) FROM fct_metric_month AS figures JOIN fct_metric_source AS sources
        ON figures.metric_id = sources.metric_id AND figures.month = sources.month
        AND figures.department_id IS NOT DISTINCT FROM sources.department_id
        AND figures.account_id IS NOT DISTINCT FROM sources.account_id
        WHERE figures.status <> 'measured'
        """
    ).fetchall()[0]
    assert total == 0


def test_a_traced_row_says_its_number_in_the_file(published, cells):
    sources = published.execute(
        """
        SELECT sources.metric_id, path, source_sheet, source_row, value
        FROM fct_metric_source AS sources JOIN quality.files ON file_id = source_file_id AND status = 'read'
        WHERE month = '2020-09' AND metric_id IN (SELECT unnest(?))
        """,
        [list(STATED)],
    ).fetchall()
    read = [(m, path, sheet, row, value, cells(path, sheet, row)) for m, path, sheet, row, value in sources]
    told = {m for m, *_, found in read if found is not None}
    wrong = [r for r in read if r[-1] is not None and r[-2] not in [number_in(c) for c in r[-1]]]
    assert wrong == []
    assert len(told) >= 6


def test_a_counted_article_stands_in_the_row_it_was_traced_to(published, cells):
    articles = published.execute(
        """
        SELECT path, sources.source_sheet, sources.source_row, title
        FROM fct_metric_source AS sources
        JOIN fct_web_article AS articles USING (source_file_id, source_row)
        JOIN quality.files ON file_id = source_file_id AND status = 'read'
        WHERE sources.metric_id = 'web_articles_published' AND sources.month = '2020-09'
        """
    ).fetchall()
    assert len(articles) == 33
    assert [a for a in articles if a[-1] not in [c.strip() for c in cells(*a[:3])]] == []


def test_the_figure_is_reproduced_and_set_against_the_print(traced):
    shown = traced("web_articles_published", "2020-09")
    assert "合计 33 ＝ 发布的数字 33" in shown
    assert "website/main/稿件列表_2020-09.xlsx｜工作表 Sheet1" in shown
    assert "口径：当月发布且未撤回的网站稿件数" in shown
    assert "印刷值：“33”" in shown
    assert "【相符】正文印刷值与导出：网站发稿：33 对 33" in shown
    assert traced("网站发稿", "2020-09") == shown


def test_a_department_is_known_by_any_of_its_names(traced):
    shown = traced("wechat_articles_contributed", "2020-09", "国际交流与合作处")
    assert "合计 3 ＝ 发布的数字 3" in shown
    assert traced("wechat_articles_contributed", "2020-09", "intl") == shown


def test_what_a_later_export_replaced_is_shown_and_not_added(traced):
    shown = traced("wechat_reads", "2020-09")
    assert "合计 19149 ＝ 发布的数字 19149" in shown
    assert "旧值：下面的行已被后来的导出取代，不计入" in shown


def test_a_rate_leads_to_the_rows_of_both_its_parts(traced):
    shown = traced("wechat_reads_per_article", "2020-09")
    assert "合计 19149 ＝ 发布的数字 19149" in shown
    assert "合计 12 ＝ 发布的数字 12" in shown
    assert "19149 ÷ 12 ＝ 1595.75 ＝ 发布的数字 1595.75" in shown


def test_every_figure_of_the_month_can_be_traced(published, traced):
    measured = published.execute(
        """
        SELECT metric_id FROM rpt_metric_trend
        WHERE scope = 'institution' AND month = '2020-09' AND status = 'measured'
        """
    ).fetchall()
    wrong = [metric_id for (metric_id,) in measured if "≠" in traced(metric_id, "2020-09")]
    assert measured
    assert wrong == []


def test_what_is_counted_from_server_logs_leads_to_the_logs(traced):
    shown = traced("web_page_views", "2020-09")
    assert "  website/main/日志/access.log-2020-09.gz" in shown
    assert "≠" not in shown


def test_no_figure_is_not_called_zero(traced):
    assert "状态：当时还没有启用" in traced("party_uploads", "2020-01")


def test_a_period_leads_to_its_months(traced):
    shown = traced("web_articles_published", "2020-Q3")
    assert "  2020-09：33" in shown
    assert "≠" not in shown


def test_a_row_of_a_period_is_headed_by_the_name_of_its_unit(traced):
    shown = traced(month="2020-Q3", department="hr", table="rpt_metric_period")
    assert "（web_articles_published） 2020-Q3 人事处" in shown
    assert " hr" not in shown


def test_every_kind_of_period_is_reproduced_by_its_months(published, traced):
    periods = published.execute("""
        SELECT DISTINCT ON (period_type) period_type, period FROM rpt_metric_period
        WHERE metric_id = 'web_articles_published' AND scope = 'institution' AND is_complete ORDER BY period_type
    """).fetchall()
    assert {kind for kind, _ in periods} >= {"spring_festival", "quarter", "half", "term"}
    for kind, period in periods:
        shown = traced("web_articles_published", period)
        assert "＝ 发布的数字" in shown and "≠" not in shown, kind


def test_every_scope_of_the_trend_can_be_traced(published, traced):
    scopes = published.execute(
        """
        SELECT DISTINCT ON (scope) scope, scope_id, metric_id FROM rpt_metric_trend
        WHERE month = '2020-09' AND status = 'measured' ORDER BY scope, value DESC
        """
    ).fetchall()
    options = {
        "institution": {},
        "channel": {"channel": ""},
        "account": {"account": ""},
        "department": {"department": ""},
        "department_now": {"department": "", "structure": "now"},
        "department_tree": {"department": "", "structure": "tree"},
        "department_type": {"type": ""},
    }
    for scope, scope_id, metric_id in scopes:
        shown = traced(metric_id, "2020-09", **{k: v or scope_id for k, v in options[scope].items()})
        assert "＝ 发布的数字" in shown, (scope, shown)


@pytest.mark.parametrize("table", [*TABLES, "training"])
def test_every_cell_of_a_printed_table_is_reproduced_by_its_rows(published, traced, table):
    months = [m for (m,) in published.execute(f'SELECT DISTINCT "月份" FROM bulletin."{table}"').fetchall()]
    assert months
    for month in months:
        shown = traced(table=table, month=month)
        assert "≠" not in shown, (month, shown)
        assert "＝ 发布的数字" in shown or "没有一行计入" in shown


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"metric": "网站发搞", "month": "2020-09"}, "相近的有：网站发稿"),
        ({"metric": "网站发稿", "month": "2031-01"}, "有数的月份是"),
        ({"metric": "网站发稿", "month": "九月"}, "月份写成 2020-09"),
        ({"metric": "网站发稿", "month": "2020-09", "department": "英语系"}, "英语学院（english）"),
        ({"metric": "网站发稿"}, "请写指标和月份"),
        ({"metric": "网站发稿", "month": "2020-09", "structure": "sideways"}, "--structure 只能是"),
        ({"table": "website_update", "month": "2020-09"}, "website_updates"),
        ({"table": "submissions"}, "有的月份"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(traced, call, said):
    with pytest.raises(WrongUse, match=said):
        traced(**call)


def test_a_file_without_lineage_is_told_apart_from_a_fault(sample_home):
    with duckdb.connect(str(sample_home.published)) as connection:
        connection.execute("DROP TABLE fct_metric_source")
    with pytest.raises(WrongUse, match="由另一个版本的程序发布"):
        trace("网站发稿", "2020-09", None, None, None, None, "then", None, str(sample_home.root))


def test_a_file_whose_table_lacks_a_column_is_told_apart_from_a_fault(sample_home):
    with duckdb.connect(str(sample_home.published)) as connection:
        connection.execute("ALTER TABLE rpt_score DROP COLUMN pending_items")
    with pytest.raises(WrongUse, match="由另一个版本的程序发布"):
        trace(None, "2020-09", None, None, None, None, "then", "rpt_score", str(sample_home.root))


def test_a_check_of_many_figures_is_shown_with_those_it_names(sample_home, capsys):
    """各部门之和与全校 is one check of every metric that may be added up: it says which of them do not hold."""
    with duckdb.connect(str(sample_home.published)) as connection:
        connection.execute("""
            UPDATE quality.reconciliation SET status = 'fail', left_value = 2,
                explanation = '各部分之和应等于全校；不合的有：网站发稿、公众号阅读'
            WHERE check_id = 'whole_of_department' AND month = '2020-09'
        """)
    shown = {}
    for metric in ("网站发稿", "公众号阅读", "公众号发稿"):
        trace(metric, "2020-09", None, None, None, None, "then", None, str(sample_home.root))
        shown[metric] = "【不符】各部门之和与全校：2 对 0" in capsys.readouterr().out
    assert shown == {"网站发稿": True, "公众号阅读": True, "公众号发稿": False}


def test_wrong_use_exits_2_and_start_up_stays_light(published_home, command):
    outcome = command("trace", "网站发搞", "2020-09", "--home", str(published_home.root))
    assert (outcome.returncode, "网站发稿" in outcome.stderr) == (2, True)
    loaded = command("trace", "网站发稿", "2020-09", "--home", str(published_home.root), PYTHONPROFILEIMPORTTIME="1")
    assert loaded.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in loaded.stderr.splitlines()}
    assert "duckdb" in imported
    assert not imported & {"dagster", "dbt", "pandera", "polars", "pandas", "plotly"}
