"""Worked queries with blanks, and queries of one's own that reach nothing but the published file."""

import io
import zipfile
from urllib.parse import urlencode

import pytest

from pipelines.desk import queries
from pipelines.desk.published import reading
from pipelines.errors import WrongUse
from pipelines.home import Home


@pytest.fixture(scope="module")
def published(published_home) -> Home:
    return published_home


def test_all_twenty_are_offered_each_with_its_months_as_blanks():
    assert [q.number for q in queries.worked()] == list(range(1, 21))
    by_number = {q.number: [b.label for b in q.blanks] for q in queries.worked()}
    assert by_number[1] == ["月份"] and by_number[3] == ["从", "到"]
    assert by_number[6] == ["月份", "指标"] and by_number[20] == ["月份", "指标", "部门"]
    assert by_number[10] == [], "two metrics under names of their own are no blank"


def test_the_newest_month_is_offered_and_the_others_keep_their_distance():
    moved = queries.as_of(queries.worked()[2], "2024-02")
    assert [b.given for b in moved.blanks] == ["2023-03", "2024-02"]


@pytest.mark.parametrize("worked", queries.worked(), ids=lambda q: q.title)
def test_each_runs_with_its_blanks_filled_in(published, worked):
    choices = {"月份": {"2020-08": ""}, "指标": {"party_uploads": ""}, "部门": {"hr": ""}}
    moved = {b.name: b.given for b in queries.as_of(worked, "2020-08").blanks}
    sql = queries.filled(worked, moved, {b.name: next(iter(choices[b.kind])) for b in worked.blanks}, choices)
    with reading(published) as connection:
        assert queries.ask(connection, sql).columns


def test_an_answer_that_was_not_offered_changes_nothing(published):
    worked = queries.worked()[5]
    defaults = {b.name: b.given for b in worked.blanks}
    hostile = {"month0": "2020-09' OR '1'='1", "metric_id": "x'; DROP TABLE t; --"}
    assert queries.filled(worked, defaults, hostile, {"月份": {}, "指标": {}}) == worked.query


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t AS SELECT 1",
        "DELETE FROM dim_metric",
        "COPY dim_metric TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.duckdb' AS x",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELEC 1",
        "SELECT * FROM no_such_table",
    ],
)
def test_a_query_of_ones_own_only_reads_what_is_published(published, sql):
    with reading(published) as connection, pytest.raises(WrongUse):
        queries.ask(connection, sql)


def test_a_query_that_takes_too_long_is_stopped_and_says_so(published):
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE a.range % 7 = b.range % 11"
    with pytest.raises(WrongUse, match="没有查完"), reading(published, 0.3) as connection:
        queries.ask(connection, endless)


def test_the_result_is_a_table_an_excel_and_a_csv(sample_home, desk_for):
    desk = desk_for(sample_home)
    form = {
        "form": desk.form_token(),
        "sql": "SELECT '=1+1' AS 名, 3 AS 数, NULL AS 缺, '2020-09' AS 月, '校 园' AS 处",
    }
    body = urlencode(form).encode()
    status, _, page = desk.ask("POST", "/ask/page", body)
    assert status == 200 and ">=1+1" in page and '<td class="n">3' in page
    assert '<td class="nowrap">2020-09' in page and "<td>校 园" in page, "a month is not broken after its hyphen"
    _, headers, text = desk.ask("POST", "/ask/csv", body)
    assert "attachment" in headers["content-disposition"] and text.splitlines()[1] == "'=1+1,3,,2020-09,校 园"
    connection_text = desk.raw("POST", "/ask/xlsx", body)
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(connection_text)).namelist()
    worked = urlencode({"form": desk.form_token(), "query": "6", "month0": "2020-09"}).encode()
    assert "共 " in desk.ask("POST", "/ask/page", worked)[2]
    wrong = urlencode({"form": desk.form_token(), "sql": "SELECT <b>"}).encode()
    page = desk.ask("POST", "/ask/page", wrong)[2]
    assert "查询写得不对" in page and "SELECT &lt;b&gt;" in page and "SELECT <b>" not in page


def test_before_the_first_publication_the_page_says_what_to_do(opened):
    assert "还没有发布过" in opened.ask("GET", "/ask")[2]
    assert "还没有发布过" in opened.ask("GET", "/trace")[2]
