"""A metric that begins late is missing before, until a row says since when it is counted."""

from urllib.parse import urlencode

import duckdb
import pytest
from homes import make_home

from pipelines.contracts import CONTRACTS
from pipelines.desk import beginnings, tables
from pipelines.landing.land import ingest

MONTHS = ["2021-01", "2021-02", "2021-03", "2021-04"]


@pytest.fixture
def warehouse():
    """Figures by month as told below; the account ``b`` of ``reads`` has had them from the start."""
    with duckdb.connect() as connection:
        yield fill(connection)


def fill(connection):
    connection.execute(
        "CREATE TABLE dim_metric AS FROM (VALUES ('reads', '阅读', NULL, 1), ('each', '条均', 'reads', 2),"
        " ('external_media_items', '参观', NULL, 3), ('never', '没有过', NULL, 4))"
        " AS t(metric_id, name, numerator_id, display_order)"
    )
    connection.execute(
        "CREATE TABLE rpt_metric_trend (metric_id TEXT, scope TEXT, scope_id TEXT, scope_name TEXT, month TEXT,"
        " value DOUBLE, status TEXT)"
    )
    for metric, scope, scope_id, values in (
        ("reads", "account", "a", [None, None, 5, 6]),
        ("reads", "account", "b", [1, None, 3, 4]),
        ("reads", "institution", "institution", [None, None, 8, 10]),
        ("each", "account", "a", [None, None, 1, 2]),
        ("external_media_items", "institution", "institution", [None, 0, None, 2]),
        ("external_media_items", "department", "news", [None, None, None, 2]),
        ("never", "institution", "institution", [None] * 4),
    ):
        rows = [
            (metric, scope, scope_id, scope_id.upper(), month, value, "missing" if value is None else "value")
            for month, value in zip(MONTHS, values, strict=True)
        ]
        connection.executemany("INSERT INTO rpt_metric_trend VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return connection


def found(warehouse, said=None):
    return [(m.metric, m.account, m.before, m.choices) for m in beginnings.begun_late(warehouse, said or {})]


def test_only_months_before_the_first_figure_are_asked_for(warehouse):
    assert found(warehouse) == [
        ("阅读", "A", ["2021-01", "2021-02"], ["2021-03", "2021-02"]),
        ("参观", "", ["2021-01"], ["2021-02"]),
    ], "a zero is a figure, a rate begins with its parts, a gap later on is a gap"


def test_a_month_that_is_not_applicable_is_not_missing(warehouse):
    warehouse.execute("UPDATE rpt_metric_trend SET status = 'not_applicable' WHERE metric_id = 'reads'")
    assert [name for name, *_ in found(warehouse)] == ["参观"]


def test_what_the_table_says_is_not_asked_again(warehouse):
    assert [name for name, *_ in found(warehouse, {("reads", ""): True})] == ["参观"], "a start of all accounts"
    assert [name for name, *_ in found(warehouse, {("reads", "a"): True})] == ["参观"]
    assert len(found(warehouse, {("reads", "b"): True})) == 2, "of another account"


def test_a_row_of_the_clerk_is_filled_in_and_not_doubled(warehouse, tmp_path):
    (metric, _) = beginnings.begun_late(warehouse, {("reads", "a"): False})
    assert metric.is_in_table
    with pytest.raises(ValueError):
        beginnings.register(make_home(tmp_path), metric, "2021-03")


def test_the_row_is_one_that_is_read(warehouse, tmp_path):
    home = make_home(tmp_path)
    metric = beginnings.Late("weibo_reads", "微博阅读", "weibo_main", "官微", "2020-08", ["2020-06", "2020-07"])
    with pytest.raises(ValueError):
        beginnings.register(home, metric, "2020-09")
    assert beginnings.register(home, metric, "2020-08").name == "指标启用月份（工作台）.csv"
    ingested = ingest(home, scratch=home.root / "scratch")
    (row,) = ingested.reference.rows("ref_metric_start")
    assert (row["metric_id"], row["account_id"], row["start_month"]) == ("weibo_reads", "weibo_main", "2020-08")
    assert row["note"] is None and not [f for f in ingested.faults if f.severity == "error"]
    assert tables.added(home) == {beginnings.TABLE: 1} and "start_month" in CONTRACTS["ref_metric_start"].dtypes


def test_the_page_asks_and_writes(tmp_path, desk_for):
    home = make_home(tmp_path)
    home.published.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.published)) as connection:
        fill(connection)
    desk = desk_for(home)
    page = desk.ask_until("/faults", "后来才有数的统计 2 项")
    assert "2021-03 起有数，以前缺 2 个月（2021-01 至 2021-02）" in page
    asked = {"form": desk.form_token(), "metric": "external_media_items", "account": "", "month": "2021-03"}
    desk.ask("POST", "/faults/start", urlencode(asked).encode())
    assert "没有登记：请选择月份" in desk.ask_until("/faults", "后来才有数的统计")
    desk.ask("POST", "/faults/start", urlencode(asked | {"month": "2021-02"}).encode())
    assert "以前显示“未开始”" in desk.ask_until("/faults", "指标启用月份（工作台）.csv")
    assert 'value="external_media_items"' not in desk.ask_until("/faults", "在工作台登记过")
    desk.ask("POST", "/faults/undo", urlencode({"form": desk.form_token(), "table": "指标启用月份"}).encode())
    assert 'value="external_media_items"' in desk.ask_until("/faults", "后来才有数的统计")
