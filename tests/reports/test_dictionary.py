"""The data dictionary says of the published file what the file says of itself."""

import os
import re
import shutil

import duckdb
import pytest
from lxml import html

from pipelines.reports.dictionary import catalogue, matrix, publish_dictionary, star

BROWSER = os.environ.get("TONGBAO_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def file(published_home):
    with duckdb.connect(str(published_home.published), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def tables(file):
    return {table.name: table for table in catalogue(file)}


@pytest.fixture(scope="module")
def page(published_home):
    return (published_home.reports / "dictionary.html").read_text(encoding="utf-8")


def text_of(element) -> str:
    return "".join(element.itertext())


def test_every_table_and_column_stands_on_the_page_with_its_comment(page, tables):
    entries = {entry.get("id"): text_of(entry) for entry in html.fromstring(page).iter("article")}
    assert set(entries) == set(tables)
    for name, table in tables.items():
        assert table.comment, name
        assert all(line in entries[name] for line in table.comment.split("\n"))
        for column in table.columns:
            assert column["comment"], (name, column["column_name"])
            assert column["column_name"] in entries[name] and column["comment"] in entries[name]


def test_every_metric_is_defined_on_the_page(page, file):
    shown = text_of(html.fromstring(page))
    metrics = file.execute("SELECT metric_id, name, definition FROM dim_metric").fetchall()
    assert [m for m in metrics if not all(part in shown for part in m)] == []


def test_since_when_a_metric_is_measured_and_what_is_good_stand_beside_it(page):
    lines = {row.findtext("th"): text_of(row) for row in html.fromstring(page).iter("tr") if row.find("th") is not None}
    assert "2020-09 启用" in lines["智慧党建信息量"] and "越多越好" in lines["智慧党建信息量"]
    assert "越少越好" in lines["公众号取消关注"]


def test_what_is_drawn_as_a_relation_holds_in_the_data(file):
    relations = file.execute(
        """
        SELECT c.schema_name || '."' || c.table_name || '"', c.column_name,
            k.parent_schema || '.' || k.parent_table, k.parent_column
        FROM duckdb_columns() AS c JOIN quality.keys AS k USING (column_name)
        WHERE NOT c.internal AND (k.parent_schema, k.parent_table) <> (c.schema_name, c.table_name)
        """
    ).fetchall()
    assert len(relations) > 60
    orphans = {
        (child, column): file.execute(
            f'SELECT DISTINCT "{column}" FROM {child} WHERE "{column}" NOT IN (SELECT "{key}" FROM {parent})'
            # A platform counts more by day than what is a metric of the office.
            f" AND \"{column}\"::VARCHAR NOT IN ('unrecognised', '')"
            f" AND \"{column}\"::VARCHAR NOT LIKE '%\\_daily' ESCAPE '\\'"
        ).fetchall()
        for child, column, parent, key in relations
    }
    assert {place: found for place, found in orphans.items() if found} == {}


def test_the_diagrams_are_drawn_from_these_relations(tables):
    drawn = html.fromstring(star(tables["fct_web_article"]))
    pointed_to = {link.get("href") for link in drawn.iter("a")}
    assert {"#dim_department", "#dim_account", "#dim_month", "#quality.files"} == pointed_to
    assert "contributing_department_id" in text_of(drawn)
    overview = html.fromstring(matrix(list(tables.values())))
    dots = {
        text_of(group).strip(): len(group.findall(".//circle"))
        for group in overview.iter("g")
        if group.get("class") == "fact"
    }
    assert len(dots) == len([name for name in tables if name.startswith(("fct_", "rpt_"))])
    assert next(n for title, n in dots.items() if title.startswith("fct_metric_month")) == 5


def test_the_page_is_complete_in_itself_and_the_index_leads_to_it(page, published_home):
    tree = html.fromstring(page)
    assert [s.get("src") for s in tree.iter("script", "img", "iframe") if s.get("src")] == []
    assert re.findall(r"""(?:href|src)=["']?https?:|url\(https?:""", page) == []
    anchors = {element.get("id") for element in tree.iter() if element.get("id")}
    links = {a.get("href").removeprefix("#") for a in tree.iter("a") if a.get("href").startswith("#")}
    assert links <= anchors
    assert 'href="dictionary.html"' in (published_home.reports / "index.html").read_text(encoding="utf-8")


def test_a_file_without_declared_keys_has_a_dictionary_too(published_home, tmp_path):
    old = tmp_path / "tongbao.duckdb"
    shutil.copyfile(published_home.published, old)
    with duckdb.connect(str(old)) as connection:
        connection.execute("DROP TABLE quality.keys")
    written = publish_dictionary(old, tmp_path)
    assert "fct_web_article" in written.read_text(encoding="utf-8")


@pytest.mark.skipif(not BROWSER, reason="没有找到 Chromium：安装 chromium，或用 TONGBAO_BROWSER 指出浏览器")
def test_a_search_leaves_what_holds_every_word(published_home):
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto((published_home.reports / "dictionary.html").as_uri())
        everything = page.locator("article:visible").count()
        page.fill("#search", "WEB_ARTICLE 稿件编号")
        found = page.locator("article:visible").count()
        assert 0 < found < everything
        assert page.locator("#fct_web_article").is_visible()
        assert not page.locator("#dim_month").is_visible()
        assert page.locator("#found").inner_text() == f"找到 {found} 项"
        page.fill("#search", "")
        assert page.locator("article:visible").count() == everything
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
