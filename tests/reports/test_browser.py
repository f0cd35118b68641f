"""The pages in a real browser: nothing leaves them, nothing overflows, everything is reachable, each stands alone."""

import csv
import os
import shutil
from importlib import resources
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from pipelines.reports import publish
from pipelines.reports.dictionary import publish_dictionary

BROWSER = os.environ.get("TONGBAO_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]
PAGES = [
    "index.html",
    "months/2020-09.html",
    "months/2020-05.html",
    "years/2020.html",
    "departments/yyxy.html",
    "accounts/gwx.html",
    "quality.html",
    "dictionary.html",
    "compare.html",
]
A4_WIDTH_POINTS = 595
# Sheets of A4 each kind of page may take.
SHEETS = {
    "months/2020-09.html": 4,
    "months/2020-05.html": 1,
    "departments/yyxy.html": 1,
    "accounts/gwx.html": 1,
    "years/2020.html": 6,
}
PHONE = {"width": 390, "height": 844}
SCREENS = 8

pytestmark = pytest.mark.skipif(not BROWSER, reason="没有找到 Chromium：安装 chromium，或用 TONGBAO_BROWSER 指出浏览器")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def out(warehouse_with_plans, tmp_path_factory):
    folder = tmp_path_factory.mktemp("报告 页面")
    publish(warehouse_with_plans, folder, ["2020-08", "2020-09"])
    # Of May hardly anything is known: its page only says so.
    hardly = Path(shutil.copy(warehouse_with_plans, tmp_path_factory.mktemp("五月") / "tongbao.duckdb"))
    with duckdb.connect(str(hardly)) as connection:
        connection.execute("UPDATE rpt_metric_trend SET days_covered = 3 WHERE month = '2020-05'")
    elsewhere = hardly.parent / "reports"
    publish(hardly, elsewhere, ["2020-05"])
    shutil.copy(elsewhere / "months" / "2020-05.html", folder / "months")
    publish_dictionary(warehouse_with_plans, folder)
    return folder


def opened(browser, path, width=1280, height=844, **options):
    """The page of a file, with ``requests`` and ``complaints`` recorded on the way."""
    context = browser.new_context(viewport={"width": width, "height": height}, is_mobile=width < 600, **options)
    page = context.new_page()
    page.requests, page.complaints = [], []
    page.on("request", lambda sent: page.requests.append(sent.url))
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(path.as_uri())
    return page


@pytest.fixture(params=PAGES)
def visit(request, browser, out):
    pages = []

    def open_page(width: int = 1280, **options):
        page = opened(browser, out / request.param, width, **options)
        page.name = request.param
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()


def test_a_page_asks_for_nothing_but_itself_and_does_not_complain(visit):
    page = visit(1280)
    asked = [url for url in page.requests if not url.startswith("data:")]
    assert all(url.startswith("file:") for url in asked)
    # The comparison alone loads data and Plotly's script, which lie beside it.
    assert len(asked) == 1 or page.name == "compare.html"
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_overflows_sideways(visit, width, scheme):
    page = visit(width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.name = ''; fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "with everything unfolded"


def test_no_table_hides_columns_on_a_phone(visit):
    """A table that must be pushed aside to be read looks whole: four months of twelve."""
    page = visit(390)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.name = ''; fold.open = true; })")
    hidden = "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth + 1)"
    assert page.evaluate(f"{hidden}.map(s => s.getAttribute('aria-label'))") == []


def test_no_text_stands_one_sign_a_line_on_a_phone(visit):
    """A caption of a table that became cards was as narrow as a sign."""
    page = visit(390)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.name = ''; fold.open = true; })")
    narrow = """[...document.querySelectorAll('caption:not(.hidden), h2, h3, summary')]
        .filter(e => e.offsetHeight && e.offsetWidth < 40 && e.textContent.trim().length > 3).map(e => e.textContent)"""
    assert page.evaluate(narrow) == []


def test_a_months_card_names_each_of_its_months(browser, out):
    page = opened(browser, out / "years" / "2020.html", 390)
    cell = "getComputedStyle(document.querySelector('#months tbody td:nth-child({})'), '::before').content"
    assert [page.evaluate(cell.format(n)) for n in (2, 10)] == ['"1月"', '"9月"']
    page.context.close()


def test_a_long_line_over_a_folded_part_wraps_on_a_phone(visit):
    page = visit(390)
    page.evaluate("document.querySelectorAll('summary').forEach(s => { s.textContent = '期'.repeat(60) })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_page_says_the_same(visit):
    with_scripts, without = visit(1280), visit(1280, java_script_enabled=False)
    if with_scripts.name == "compare.html":
        assert without.locator("noscript").is_visible()
        # What would do nothing is not offered.
        assert without.locator("button:visible, select:visible").count() == 0
        return
    shown = [page.locator("main").inner_text() for page in (with_scripts, without)]
    shown[0] = shown[0].replace("显示交互图", "").replace("筛选", "").replace("查找", "")
    assert shown[0].split() == shown[1].split()


def test_every_picture_has_a_name_and_its_figures_stand_in_a_table(browser, out):
    page = opened(browser, out / "months" / "2020-09.html")
    for picture in page.locator("svg").all():
        assert picture.get_attribute("role") == "img" and picture.get_attribute("aria-label")
    named = page.locator("#channels figure figcaption a").all_inner_texts()
    page.locator("#figures-table summary").click()
    rows = page.locator("#figures-table tbody th").all_inner_texts()
    assert named and [name for name in named if not any(row.startswith(name) for row in rows)] == []
    page.context.close()


def test_the_first_screen_of_a_phone_tells_the_month(browser, out):
    page = opened(browser, out / "months" / "2020-09.html", **PHONE)
    for part in (".lead", ".note", ".heroes", ".attention h2"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], part
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * PHONE["height"]
    page.context.close()


def test_a_number_in_a_sentence_leads_to_its_proof(browser, out):
    page = opened(browser, out / "months" / "2020-09.html")
    page.locator(".lead a.n").first.click()
    place = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert place.startswith("proof-")
    assert page.locator(f"#{place}").get_attribute("open") is not None
    page.context.close()


def test_the_numbers_of_a_department_and_an_account_lead_to_their_proof_on_the_same_page(browser, out):
    for name in ("departments/yyxy.html", "accounts/gwx.html"):
        page = opened(browser, out / name)
        for link in page.locator(".lead a.n").all():
            place = link.get_attribute("href")
            assert place.startswith("#proof-") and page.locator(place).count() == 1, (name, place)
        page.context.close()


def test_the_interactive_form_comes_on_demand_and_shows_the_same_points(browser, out):
    page = opened(browser, out / "months" / "2020-09.html", color_scheme="dark")
    assert not any("plotly" in url for url in page.requests)
    page.locator("button[data-scripts]").click()
    page.wait_for_selector("html[data-charts=drawn]", timeout=60_000)
    drawn = page.evaluate("[...document.querySelectorAll('#channels .plot')].map(p => p.data[0].y.length)")
    assert len(drawn) == page.locator("#channels figure").count() and set(drawn) == {13}
    assert page.complaints == []
    page.context.close()


def test_a_page_copied_elsewhere_stands_alone(browser, out, tmp_path):
    for name in ("months/2020-09.html", "years/2020.html"):
        page = opened(browser, Path(shutil.copy(out / name, tmp_path)))
        assert page.locator("svg").count() > 5 and page.complaints == []
        page.locator("button[data-scripts]").click()
        page.get_by_text("这份页面离开了报告文件夹").wait_for()
        assert page.locator("svg").count() > 5
        page.context.close()


def test_the_comparison_keeps_its_state_in_the_address_and_its_gaps(browser, out):
    state = "#s=weibo_reads~institution~institution|web_articles_published~department_now~yyxy&form=months"
    page = opened(browser, out / "compare.html")
    # The first view writes its own address once; only then is the next one the reader's.
    page.wait_for_url("**#s=**")
    page.goto((out / "compare.html").as_uri() + state)
    page.reload()
    page.locator("#chart .legend .traces").nth(1).wait_for(state="attached", timeout=60_000)
    traces = page.evaluate("document.getElementById('chart').data.map(t => [t.name, t.y, t.connectgaps])")
    assert [name for name, *_ in traces] == ["微博阅读数　全校", "官网发稿　英语学院"]
    assert None in traces[0][1] and traces[0][2] is False
    assert page.locator("#table tbody td.gap").first.inner_text() == "缺"
    assert "≥131,200" in page.locator("#table").inner_text()
    page.select_option("#form", "years")
    page.wait_for_url("**form=years**")
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == "比较.csv"
    assert page.complaints == []
    page.context.close()


def compared(browser, out, state):
    """The comparison at an address, once what it asks for stands."""
    context = browser.new_context(viewport={"width": 1280, "height": 844}, accept_downloads=True)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{(out / 'compare.html').as_uri()}#{state}")
    page.locator("#table tbody tr").first.wait_for(timeout=60_000)
    if "form=table" not in state and "form=heat" not in state:
        page.wait_for_selector("html[data-charts=drawn]", state="attached", timeout=60_000)
    return page


def saved(page, button):
    with page.expect_download(timeout=60_000) as download:
        page.locator(button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def known(database, metric_id, scope, months):
    """scope_id → month → value, in the warehouse."""
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "SELECT scope_id, month, value FROM rpt_metric_trend WHERE metric_id = ? AND scope = ? AND month >= ?"
        found = {}
        for scope_id, month, value in connection.execute(query, [metric_id, scope, months]).fetchall():
            found.setdefault(scope_id, {})[month] = value
    return found


WEIBO = "weibo_reads~institution~institution"
FROM = "from=2020-02&to=2020-09"


def test_the_first_month_is_a_hundred_and_a_floor_is_none(browser, out, warehouse_with_plans):
    page = compared(browser, out, "s=web_articles_published~institution~institution&form=index&from=2020-03&to=2020-09")
    (values,) = known(warehouse_with_plans, "web_articles_published", "institution", "2020-03").values()
    (trace,) = page.evaluate("document.getElementById('chart').data.map(t => [t.x, t.y])")
    months, drawn = trace
    assert drawn[0] == 100
    assert drawn == pytest.approx([values[month] / values["2020-03"] * 100 for month in months])
    assert "首月＝100" in page.locator("#table thead").inner_text()
    page.context.close()
    # All that is known of it from here on is a floor: nothing is a hundred.
    page = compared(browser, out, f"s={WEIBO}&form=index&from=2020-09&to=2020-09")
    assert page.locator("#table tbody td").all_inner_texts() == ["—"]
    assert page.complaints == []
    page.context.close()


def test_the_heat_form_has_every_department_with_the_figures_of_the_warehouse(browser, out, warehouse_with_plans):
    page = compared(browser, out, "s=web_articles_published~department_now~yyxy&form=heat&from=2020-07&to=2020-09")
    values = known(warehouse_with_plans, "web_articles_published", "department_now", "2020-07")
    rows = page.evaluate(
        "[...document.querySelectorAll('#table tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    shown = sorted(tuple(cells[1:]) for cells in rows)
    expected = sorted(
        tuple(f"{of[month]:,.0f}" for month in ("2020-07", "2020-08", "2020-09"))
        for scope_id, of in values.items()
        if scope_id != "unrecognised"
    )
    assert shown == expected
    classes = page.evaluate("[...document.querySelectorAll('#table td')].map(c => [+c.textContent, c.className])")
    most = max(value for value, _ in classes)
    assert {name for value, name in classes if value == most} == {"q4"}
    assert {name for value, name in classes if value == 0} <= {"q0"}
    assert page.locator("#chart").is_hidden()
    page.locator("#png").click()
    assert page.locator("#said").inner_text() == "先选一种图的形式"
    page.context.close()


def test_what_is_saved_as_a_table_keeps_gaps_and_floors(browser, out, warehouse_with_plans):
    page = compared(browser, out, f"s={WEIBO}|web_articles_published~department_now~yyxy&form=table&{FROM}")
    name, content = saved(page, "#csv")
    assert name == "比较.csv" and content.startswith("\ufeff".encode())
    head, *rows = csv.reader(content.decode("utf-8-sig").splitlines())
    assert head == ["月份", "微博阅读数　全校（次）", "说明", "官网发稿　英语学院（条）", "说明"]
    (weibo,) = known(warehouse_with_plans, "weibo_reads", "institution", "2020-02").values()
    articles = known(warehouse_with_plans, "web_articles_published", "department_now", "2020-02")["yyxy"]
    read_back = {month: (float(a) if a else None, float(b)) for month, a, _, b, _ in rows}
    assert read_back == {month: (weibo[month], articles[month]) for month in weibo}
    said = {month: words for month, _, words, *_ in rows}
    assert (said["2020-03"], said["2020-09"], said["2020-08"]) == ("缺", "下限", "")
    page.context.close()


def test_a_comparison_is_saved_as_a_picture_and_a_floor_is_hollow(browser, out):
    page = compared(browser, out, f"s={WEIBO}&form=months&{FROM}")
    colours, paper = page.evaluate(
        """[document.getElementById('chart').data[0].marker.color,
            getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()]"""
    )
    assert colours[-1] == paper and paper not in colours[:-1]
    name, png = saved(page, "#png")
    assert name == "比较.png" and png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2160, 1280)
    name, drawn = saved(page, "#svg")
    assert name == "比较.svg"
    tree = ElementTree.fromstring(drawn)
    assert tree.tag.endswith("}svg") and tree.get("viewBox") == "0 0 1080 640"
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}path"))) > 8
    assert page.complaints == []
    page.context.close()


def test_a_comparison_of_two_fits_a_phone_and_the_paper(browser, out):
    """Its last figure is seen without moving the table, and no label leaves the picture."""
    page = opened(browser, out / "compare.html", **PHONE)
    page.wait_for_selector("html[data-charts=drawn]", state="attached", timeout=60_000)
    figure = page.locator("#table tbody td").first.bounding_box()
    assert figure["x"] + figure["width"] <= PHONE["width"]
    turned = page.evaluate("[...document.querySelectorAll('#chart .xtick text')].map(t => t.getAttribute('transform'))")
    assert turned and not any("rotate" in (t or "") and "rotate(0" not in t for t in turned)
    width = "document.querySelector('#chart .main-svg').clientWidth"
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_timeout(1000)
    assert page.evaluate(width) > 700, "turned"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(1000)
    assert page.evaluate(width) <= 640, "printed"
    page.context.close()


def test_the_stub_of_a_month_says_what_is_known_and_proves_only_that(browser, out):
    page = opened(browser, out / "months" / "2020-05.html", **PHONE)
    assert "还不到半个月，不作比较" in page.locator(".lead").inner_text()
    proofs = page.locator("#proofs summary").all_inner_texts()
    assert proofs and not any(text.endswith("缺") for text in proofs)
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * PHONE["height"]
    page.context.close()


def test_the_departments_of_the_index_can_be_narrowed(browser, out):
    page = opened(browser, out / "index.html")
    page.locator("#filter").fill("二级学院 英语")
    assert page.locator("#department-table tbody tr:visible").count() == 1
    page.context.close()


def test_headings_descend_in_order_below_one_title(visit):
    levels = visit(1280).evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_screen_readers_find_landmarks_captions_and_scopes(visit):
    page = visit(1280)
    for landmark in ("header", "main", "footer"):
        assert page.locator(landmark).count() == 1
    assert page.locator("html[lang='zh-CN']").count() == 1
    assert page.locator("table:not(:has(caption))").count() == 0
    assert page.locator("th:not([scope])").count() == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_audit_of_accessibility_finds_nothing_serious_or_moderate(visit, scheme):
    """axe-core, with every folded part open."""
    page = visit(390, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.name = ''; fold.open = true; })")
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")["violations"]
    told = [(f["id"], f["impact"], f["nodes"][0]["html"][:200]) for f in found if f["impact"] != "minor"]
    assert told == []


def test_fingers_find_what_they_touch(visit):
    """24 pixels, except for links inside a sentence."""
    small = visit(390).evaluate("""
        [...document.querySelectorAll('nav a, button, summary, .heroes a, .strip a, select, input')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.textContent)
    """)
    assert small == []


def test_text_from_files_does_not_run(visit):
    page = visit(1280)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog) or dialog.dismiss())
    page.reload()
    page.wait_for_timeout(200)
    assert dialogs == []


def test_a_page_prints_on_few_sheets_of_a4(visit):
    page = visit(1280)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 695, "height": 1000})  # A4 less its margins at 96 dots per inch
    assert page.evaluate("document.documentElement.scrollWidth") <= 695
    boxes = _media_boxes(page.pdf(prefer_css_page_size=True))
    assert boxes and all(abs(float(box.split()[2]) - A4_WIDTH_POINTS) < 1 for box in boxes)
    # The dictionary is looked things up in, and not printed.
    assert len(boxes) <= SHEETS.get(page.name, 6) or page.name == "dictionary.html"


def _media_boxes(pdf: bytes) -> list[str]:
    return [part.split(b"]")[0].decode() for part in pdf.split(b"/MediaBox [")[1:]]
