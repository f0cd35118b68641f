"""Several institutions in one warehouse: each one's figures are its own, none is compared that should not be, and one
that cannot be read stops no other."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import WrongUse
from pipelines.group import page, warehouse
from pipelines.group.members import members_of
from pipelines.group.tables import UNITED
from pipelines.home import Home

COUNTED = "web_articles_published"


def institution(root: Path, published: Path, *changes: str) -> Home:
    """A home with a copy of a published file, changed by SQL: another institution as far as a group can see."""
    home = Home(root)
    home.warehouse.mkdir(parents=True)
    shutil.copyfile(published, home.published)
    with duckdb.connect(str(home.published)) as connection:
        for sql in changes:
            connection.execute(sql)
    return home


@pytest.fixture(scope="module")
def homes(published_home, tmp_path_factory) -> dict[str, Home]:
    """a is the sample; b has other figures, another definition, an unfinished month, a size; c has never published;
    d is damaged; e was published by a version without scores."""
    base = tmp_path_factory.mktemp("group")
    b = institution(
        base / "乙 校",
        published_home.published,
        "UPDATE quality.institution SET content = '湖内示例学院' WHERE item = '单位名称'",
        "INSERT INTO quality.institution VALUES ('师生人数', '12,500人')",
        "UPDATE rpt_metric_trend SET value = value + 7 WHERE scope = 'institution'",
        "UPDATE rpt_metric_trend SET is_complete = false WHERE month = '2020-07'",
        "UPDATE dim_metric SET definition = '另一种口径' WHERE metric_id = 'web_articles_important'",
    )
    e = institution(base / "e", published_home.published, "DROP TABLE rpt_score")
    damaged = Home(base / "d")
    damaged.warehouse.mkdir(parents=True)
    damaged.published.write_bytes(b"no database" * 1000)
    (base / "c").mkdir()
    return {"a": published_home, "b": b, "c": Home(base / "c"), "d": damaged, "e": e}


@pytest.fixture(scope="module")
def group(homes, tmp_path_factory):
    """The file of all five, and its members."""
    out = tmp_path_factory.mktemp("out")
    listed = out / "名单.csv"
    rows = [f"{home.root},{name},{20000 if name == 'a' else ''}" for name, home in homes.items()]
    listed.write_bytes("\n".join(["文件夹,单位编号,人数", *rows]).encode("gb18030"))
    members = warehouse.unite(members_of([], str(listed)), out)
    with duckdb.connect(str(out / warehouse.FILE), read_only=True) as connection:
        yield out, members, connection


@pytest.mark.parametrize("table", UNITED)
def test_the_figures_of_an_institution_are_those_of_its_own_warehouse(group, homes, table):
    _, _, connection = group
    for name in ("a", "b"):
        connection.execute(f"ATTACH '{homes[name].published}' AS own (READ_ONLY)")
        ours = f"SELECT * EXCLUDE (institution_id) FROM main.{table} WHERE institution_id = '{name}'"
        theirs = f"SELECT * FROM own.main.{table}"
        different = [
            connection.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchone()[0]
            for one, other in ((ours, theirs), (theirs, ours))
        ]
        kinds = [[c[:2] for c in connection.execute(f"DESCRIBE {query}").fetchall()] for query in (ours, theirs)]
        connection.execute("DETACH own")
        assert different == [0, 0] and kinds[0] == kinds[1]


def test_what_is_wrong_with_one_stops_no_other(group):
    _, members, connection = group
    assert [m.institution_id for m in members if not m.problem] == ["a", "b"]
    told = dict(connection.execute("SELECT institution_id, problem FROM dim_institution").fetchall())
    assert told["a"] is None and told["b"] is None
    assert "还没有发布" in told["c"] and "损坏" in told["d"] and "另一个版本" in told["e"]
    for table in UNITED:
        found = connection.execute(f"SELECT DISTINCT institution_id FROM {table}").fetchall()
        assert {row[0] for row in found} <= {"a", "b"}, table


def figure(connection, metric: str, period: str) -> dict[str, list]:
    found = connection.execute(
        "SELECT institution_id, is_comparable, reason, value, per_thousand FROM rpt_institution_figure "
        "WHERE metric_id = ? AND period = ?",
        [metric, period],
    ).fetchall()
    return {name: rest for name, *rest in found}


def test_whole_months_of_one_definition_are_compared_and_per_head_where_the_size_is_known(group):
    a, b = (figure(group[2], COUNTED, "2020-08")[name] for name in ("a", "b"))
    assert a[:2] == b[:2] == [True, None]
    assert b[2] == a[2] + 7
    assert a[3] == a[2] * 1000 / 20000 and b[3] == b[2] * 1000 / 12500


def test_an_unfinished_month_is_not_compared_and_leaves_the_other_alone(group):
    found = figure(group[2], COUNTED, "2020-07")
    assert found["b"][:2] == [False, "partial_period"]
    assert found["a"][:2] == [False, "alone"]


def test_another_definition_is_not_compared(group):
    found = figure(group[2], "web_articles_important", "2020-08")
    assert sorted(found[name][1] for name in ("a", "b")) == ["alone", "definition_differs"]


def test_every_table_and_column_has_its_note(group):
    bare = (
        group[2]
        .execute("""
        SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
        UNION ALL SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL AND NOT internal
    """)
        .fetchall()
    )
    assert bare == []


def test_the_page_says_who_is_compared_who_is_not_and_why(group, tmp_path):
    out, _, _ = group
    text = page.write(out / warehouse.FILE, tmp_path).read_text("utf-8")
    for said in ("湖外示例学院", "湖内示例学院", "没有纳入", "口径与多数单位不同", "每千人", "演示数据"):
        assert said in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_list_without_folders_two_of_one_id_and_nobody_at_all_are_wrong_use(homes, tmp_path):
    for text in (
        "单位编号\na",
        "文件夹,单位编号\n{a},x\n{b},x",
        "文件夹\n{a}\n{a}",
        "文件夹,人数\n{a},很多",
        "文件夹,单位编号\n{a},乙校",
    ):
        listed = tmp_path / "名单.csv"
        listed.write_text(text.format(a=homes["a"].root, b=homes["b"].root), encoding="utf-8")
        with pytest.raises(WrongUse):
            members_of([], str(listed))
    with pytest.raises(WrongUse):
        members_of([], None)
    with pytest.raises(WrongUse):
        members_of([], str(tmp_path / "nowhere.csv"))


def test_a_group_of_nobody_who_published_is_told_and_its_page_is_whole(command, tmp_path):
    (tmp_path / "empty").mkdir()
    done = command("group", str(tmp_path / "empty"), "--out", str(tmp_path / "out"))
    assert done.returncode == 1 and "一个单位也没有纳入" in done.stderr
    assert "没有纳入" in (tmp_path / "out" / "reports" / page.PAGE).read_text("utf-8")


def test_the_command_unites_and_compares(command, homes, tmp_path):
    done = command("group", str(homes["a"].root), str(homes["b"].root), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "纳入 2 个单位：湖外示例学院、湖内示例学院" in done.stdout
    with duckdb.connect(str(tmp_path / "out" / warehouse.FILE), read_only=True) as connection:
        found = connection.execute("SELECT institution_id FROM dim_institution ORDER BY 1").fetchall()
    assert found == [("huneishilixueyuan",), ("huwaishilixueyuan",)]


@pytest.fixture(scope="module")
def page_of_namesakes(homes, tmp_path_factory) -> Path:
    """The page of two institutions of one name and several sizes."""
    out = tmp_path_factory.mktemp("namesakes")
    twin = institution(out / "twin", homes["a"].published)
    listed = out / "名单.csv"
    listed.write_text(f"文件夹,单位编号,人数\n{homes['a'].root},east,12000\n{twin.root},west,8000", encoding="utf-8")
    warehouse.unite(members_of([], str(listed)), out)
    return page.write(out / warehouse.FILE, out / "reports")


def test_institutions_of_one_name_are_told_apart_at_every_figure(page_of_namesakes):
    rows = page_of_namesakes.read_text("utf-8").split("<tr>")
    bars = [row for row in rows if "class=bar" in row]
    assert bars
    assert [row for row in bars if not (">east<" in row or ">west<" in row)] == []


def test_on_a_phone_a_bar_begins_at_the_margin_and_a_figure_stands_on_one_line(page_of_namesakes):
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    if not (chromium := os.environ.get("TONGBAO_BROWSER") or shutil.which("chromium")):
        pytest.skip("没有找到 Chromium：安装 chromium，或用 TONGBAO_BROWSER 指出浏览器")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 390, "height": 844})
        opened.goto(page_of_namesakes.as_uri())
        edges = opened.evaluate("""[...document.querySelectorAll('.bar i')].map(
            bar => bar.getBoundingClientRect().left - bar.closest('table').getBoundingClientRect().left)""")
        heights = opened.evaluate("""[...document.querySelectorAll('.bars td.num')].map(
            cell => cell.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight))""")
        browser.close()
    assert edges and {round(edge) for edge in edges} == {0}
    assert heights and max(heights) < 1.9
