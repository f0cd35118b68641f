"""From files to pages: the sample home comes out as printed, and nothing can break what is published."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from homes import ARTICLES, article, write_csv
from september_2020 import TABLES, printed

from pipelines.contracts import CONTRACTS
from pipelines.home import REPOSITORY, Home
from pipelines.landing.land import ingest, land
from pipelines.personal import masked
from pipelines.reports import publish


@pytest.fixture
def published(published_home):
    with duckdb.connect(published_home.published, read_only=True) as connection:
        yield connection


# --- the printed bulletin of September 2020 -----------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_the_bulletin_comes_out_as_printed(published, table):
    assert printed(published, table) == TABLES[table]


def test_training_class(published):
    assert [(r[2], r[3]) for r in printed(published, "training")] == [("教工", 24), ("18级", 7), ("19级", 326)]


def test_current_figures_know_the_last_days_that_the_print_did_not(published):
    current = dict(
        published.sql(
            "select metric_id, value from rpt_metric_trend where scope = 'institution' and month = '2020-09'"
        ).fetchall()
    )
    assert current["wechat_reads"] > 17577
    assert current["wechat_followers_net"] > 1265
    assert (current["web_articles_published"], current["web_articles_important"], current["web_articles_general"]) == (
        33,
        20,
        13,
    )


def test_reconciliation_shows_the_printed_mismatch_and_still_publishes(published):
    verdicts = published.sql(
        "select check_id, subject, status, difference from quality.reconciliation where month = '2020-09'"
    ).fetchall()
    failed = [v for v in verdicts if v[2] == "fail"]
    assert failed and all("submissions" in v[0] and abs(v[3]) == 1 for v in failed)
    warned = {v[0] for v in verdicts if v[2] == "warn"}
    assert {"contributions_vs_submissions", "submissions_within_articles", "one_cutoff", "names_resolved"} <= warned


def test_the_month_without_weibo_is_missing_not_zero(published):
    value, status = published.execute(
        "select value, status from rpt_metric_trend"
        " where scope = 'institution' and metric_id = 'weibo_posts' and month = '2020-07'"
    ).fetchone()
    assert (value, status) == (None, "missing")


def test_edges_of_the_month(published):
    rows = dict(published.sql("select published_at::varchar, month from fct_web_article").fetchall())
    assert rows["2020-08-31 23:59:00"] == "2020-08"
    assert rows["2020-10-01 00:00:00"] == "2020-10"


def test_every_fact_leads_to_its_row(published):
    facts = published.sql(
        "select table_name from duckdb_tables() where schema_name = 'main' and table_name like 'fct_%'"
    ).fetchall()
    columns = published.sql(
        "select table_name, column_name from duckdb_columns() where schema_name = 'main'"
    ).fetchall()
    # Figures over many rows (fct_metric_source and quality.plan_sources lead from them to the rows), and what a
    # reference table says of months.
    rowless = {
        "fct_metric_month",
        "fct_metric_day",
        "fct_metric_redefinition",
        "fct_metric_share",
        "fct_metric_week",
        "fct_score_measure",
        "fct_department_change",
        "fct_subject_month",
        "fct_theme_month",
        "fct_bulletin_figure",
        "fct_bulletin_note",
        "fct_index_month",
        "fct_web_traffic_monthly",
    }
    for (name,) in facts:
        if name not in rowless:
            assert {(name, "source_file_id"), (name, "source_row")} <= set(columns), name


def test_every_public_table_and_column_has_a_comment(published):
    assert published.sql("select schema_name, table_name from duckdb_tables() where comment is null").fetchall() == []
    assert (
        published.sql(
            "select table_name, column_name from duckdb_columns() where comment is null and not internal"
        ).fetchall()
        == []
    )


def test_no_personal_data_in_any_output(published_home):
    # A number of a person stands alone: the digits of a longer number (3236.3138000000004) are not one.
    needles = [
        re.compile(s.encode())
        for s in (
            "演示甲",
            "演示乙",
            "演示丙",
            "演示丁",
            r"(?<![\d.])13800000000(?!\d)",
            r"(?<![\d.])13800000001(?!\d)",
        )
    ]
    seen_in_raw = any(n.search(p.read_bytes()) for n in needles for p in published_home.raw.rglob("*") if p.is_file())
    assert seen_in_raw
    with duckdb.connect(published_home.published, read_only=True) as connection:
        tables = connection.sql("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        text = "".join(str(connection.sql(f"from {t}").fetchall()) for (t,) in tables).encode()
    outputs = [p for top in ("warehouse", "reports") for p in (published_home.root / top).rglob("*") if p.is_file()]
    assert len(outputs) > 50
    for needle in needles:
        assert not needle.search(text)
        assert [p for p in outputs if needle.search(p.read_bytes())] == []


def test_no_number_of_a_person_in_any_published_text(published_home):
    """Whoever's it may be: telephone, identity and bank-card numbers are known by their shape."""
    with duckdb.connect(published_home.published, read_only=True) as connection:
        columns = connection.sql(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where data_type = 'VARCHAR' and not regexp_matches(column_name, '(_id|url|sha256|_no)$')"
        ).fetchall()
        told = [
            (table, column, text)
            for table, column in columns
            for (text,) in connection.sql(f'select distinct "{column}" from {table}').fetchall()
            if text and masked(text, is_id=True)[1]
        ]
    assert told == []


def test_pages_and_documents_are_there(published_home):
    reports = published_home.reports
    for name in (
        "index.html",
        "months/2020-09.html",
        "years/2020.html",
        "departments/english.html",
        "bulletins/2020-09.docx",
        "bulletins/2020-09.xlsx",
        "bulletins/2020-09-核对单.docx",
        "slides/2020-09.pptx",
        "share/2020-09.png",
        "share/2020-09-长图.png",
        "share/2020-09-催办.xlsx",
    ):
        assert (reports / name).stat().st_size > 1000, name


def test_a_month_page_keeps_its_budget_also_with_twice_as_many_departments(published_home, tmp_path):
    """Alone as it is passed on: ≤ 150 kB with the thirty departments of the sample, ≤ 250 kB with sixty."""
    page = "months/2020-09.html"
    assert (published_home.reports / page).stat().st_size <= 150_000
    twice = Path(shutil.copy(published_home.published, tmp_path / "tongbao.duckdb"))
    with duckdb.connect(str(twice)) as connection:
        connection.execute("""
            INSERT INTO rpt_metric_trend BY NAME
            SELECT * REPLACE (scope_id || '_2' AS scope_id, '第二' || scope_name AS scope_name)
            FROM rpt_metric_trend WHERE scope = 'department'
        """)
        names = connection.execute("SELECT count(DISTINCT scope_id) FROM rpt_metric_trend WHERE scope = 'department'")
        assert names.fetchall()[0][0] >= 60
    publish(twice, tmp_path / "reports", ["2020-09"])
    assert (tmp_path / "reports" / page).stat().st_size <= 250_000


# --- running again, elsewhere, interrupted ------------------------------------------------------------------------


def contents(path):
    with duckdb.connect(path, read_only=True) as connection:
        names = connection.sql("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        runs = ("quality.runs", "quality.verdicts")
        return {n: connection.sql(f"from {n} order by all").fetchall() for (n,) in names if n not in runs}


def unequal(one, other):
    """Names of the tables that one has and the other has not, or with other rows."""
    return sorted(name for name in one | other if one.get(name) != other.get(name))


def test_running_again_changes_no_row(sample_home, command):
    before = contents(sample_home.published)
    again = command("run", "2020-09", "--home", str(sample_home.root))
    assert again.returncode == 0 and "没有变化" in again.stdout
    # A full rebuild from raw/ alone: landing and build are deleted, what was published is forgotten.
    for folder in (sample_home.landing, sample_home.build):
        shutil.rmtree(folder)
    (sample_home.warehouse / "runs.jsonl").unlink()
    assert command("run", "2020-09", "--home", str(sample_home.root)).returncode == 0
    assert unequal(contents(sample_home.published), before) == []


def landed(home):
    """Rows of everything ingestion lands; the warehouse is built from nothing else but the history of runs."""
    with duckdb.connect() as connection:
        return {
            name: connection.sql(f"from '{home.landing / name}/*.parquet' order by all").fetchall()
            for name in (*CONTRACTS, "ingest_file", "ingest_issue")
        }


def test_months_that_arrive_newest_first_land_as_if_they_had_come_together(published_home, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.reference, home.reference)
    rest = [p.relative_to(published_home.raw) for p in published_home.raw.rglob("*") if p.is_file()]
    rest = [p for p in rest if p.parts[0] != "reference"]
    # Each batch is landed before the next arrives; files of no month (registers, some logs) come last.
    for batch in (r"2020-0[789]|9月补导", r"2020-0", r"2019-1", ""):
        arriving = [p for p in rest if re.search(batch, p.as_posix())]
        assert arriving, batch
        for path in arriving:
            (home.raw / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(published_home.raw / path, home.raw / path)
        land(home, ingest(home))
        rest = [p for p in rest if p not in arriving]
    ours, theirs = landed(home), landed(published_home)
    assert len(theirs["web_article"]) > 300
    assert unequal(ours, theirs) == []


def start(home):
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "run", "2020-09", "--home", str(home.root)],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def dirty(home):
    """Change an input, so that the next run has to do everything."""
    row = article("又一篇", department="英语学院", published="2020-09-11 09:09")
    write_csv(home.raw / "website/main/2020-09/one_more.csv", [ARTICLES, row])


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there; see the refused swap")
def test_a_reader_is_not_disturbed_and_does_not_block_and_a_second_run_is_refused(sample_home, command):
    reader = duckdb.connect(sample_home.published, read_only=True)
    count = reader.execute("select count(*) from fct_web_article").fetchone()
    dirty(sample_home)
    process = start(sample_home)
    # The first word of a run comes when the home is its own.
    assert "正在读取" in process.stderr.readline()
    second = command("run", "--home", str(sample_home.root))
    assert second.returncode == 2 and "已有一次运行" in second.stderr
    assert process.wait() == 0, process.stderr.read()
    assert reader.execute("select count(*) from fct_web_article").fetchone() == count
    reader.close()
    with duckdb.connect(sample_home.published, read_only=True) as fresh:
        assert fresh.execute("select count(*) from fct_web_article").fetchone() == (count[0] + 1,)


def test_errors_block_unless_accepted_and_then_the_pages_say_so(sample_home, command):
    before = contents(sample_home.published)
    write_csv(
        sample_home.raw / "website/main/2020-09/bad.csv",
        [ARTICLES, article("好的"), article("坏的", clicks="abc"), article("也坏", published="2020-13-45")],
    )
    refused = command("run", "2020-09", "--home", str(sample_home.root))
    assert refused.returncode == 1
    assert "abc" in refused.stdout and "2020-13-45" in refused.stdout and "--accept-errors" in refused.stderr
    assert contents(sample_home.published) == before
    accepted = command("run", "2020-09", "--accept-errors", "--home", str(sample_home.root))
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    after = contents(sample_home.published)
    assert len(after["main.fct_web_article"]) == len(before["main.fct_web_article"]) + 1
    page = (sample_home.reports / "months/2020-09.html").read_text(encoding="utf-8")
    assert "带错发布" in page and "有 2 处错误未处理" in page


def test_refused_swap_keeps_the_new_version_for_the_next_run(sample_home, command, monkeypatch):
    from pipelines.warehouse import publish

    new = sample_home.build / "tongbao.duckdb"
    new.write_bytes(sample_home.published.read_bytes())
    monkeypatch.setattr(publish, "PAUSE_SECONDS", 0)
    real = type(new).replace

    def refuse(self, target):
        if target == sample_home.published:
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(type(new), "replace", refuse)
    with pytest.raises(publish.SwapRefused, match="请关闭"):
        publish.swap_in(sample_home)
    assert publish.pending_file(sample_home).exists() and sample_home.published.exists()
    monkeypatch.undo()
    assert publish.finish_pending(sample_home) is True
    assert not publish.pending_file(sample_home).exists()
