"""The pages in a real browser: nothing leaves them, nothing overflows, everything is reachable."""

import os
import shutil
from itertools import pairwise

import pytest

from pipelines.reports import publish

BROWSER = os.environ.get("TONGBAO_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
PAGES = ["index.html", "months/2020-09.html", "years/2020.html", "departments/yyxy.html"]
A4_WIDTH_POINTS = 595

pytestmark = pytest.mark.skipif(not BROWSER, reason="没有找到 Chromium：安装 chromium，或用 TONGBAO_BROWSER 指出浏览器")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def out(warehouse_with_plans, tmp_path_factory):
    folder = tmp_path_factory.mktemp("报告 页面")
    publish(warehouse_with_plans, folder, ["2020-08", "2020-09"])
    return folder


@pytest.fixture(params=PAGES)
def visit(request, browser, out):
    """Open the page at a width; returns the page with ``requests`` and ``complaints`` recorded on the way."""
    contexts = []

    def open_page(width: int):
        context = browser.new_context(viewport={"width": width, "height": 844}, is_mobile=width < 600)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda sent: page.requests.append(sent.url))
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto((out / request.param).as_uri())
        if page.locator(".chart").count():
            page.wait_for_selector("html[data-charts=drawn]", timeout=30_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_page_asks_for_nothing_but_itself_and_the_shared_script_and_does_not_complain(visit):
    page = visit(1280)
    assert all(url.startswith(("file:", "data:")) for url in page.requests)
    assert len([url for url in page.requests if url.startswith("file:")]) <= 2
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_sideways(visit, width):
    page = visit(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    too_wide = page.evaluate(
        "[...document.querySelectorAll('.chart')]"
        ".filter(c => c.querySelector('.main-svg').clientWidth > c.clientWidth + 1).length"
    )
    assert too_wide == 0


def test_a_long_line_over_a_folded_part_wraps_on_a_phone(visit):
    page = visit(390)
    page.evaluate("document.querySelectorAll('summary').forEach(s => { s.textContent = '期'.repeat(60) })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_charts_follow_the_width_of_the_window(visit):
    page = visit(1280)
    page.set_viewport_size({"width": 500, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 500


def test_every_chart_is_drawn_and_has_a_name_and_its_table(visit):
    page = visit(390)
    for chart in page.locator(".chart").all():
        assert chart.get_attribute("role") == "img"
        assert chart.get_attribute("aria-label")
        assert chart.locator("svg.main-svg").count()
        card = chart.locator("xpath=ancestor::figure")
        assert card.locator("details table tbody tr").count() > 0


def test_without_the_shared_script_the_tables_are_open(browser, out, tmp_path):
    alone = tmp_path / "months" / "2020-09.html"
    alone.parent.mkdir()
    shutil.copy(out / "months" / "2020-09.html", alone)
    page = browser.new_page()
    page.goto(alone.as_uri())
    assert page.locator(".chart-card details:not([open])").count() == 0
    assert page.locator(".chart:visible").count() == 0
    page.close()


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


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_text_from_files_does_not_run(visit):
    page = visit(1280)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog) or dialog.dismiss())
    page.reload()
    page.wait_for_timeout(200)
    assert dialogs == []


def test_a_link_into_a_folded_part_opens_it_and_paper_shows_all_folded_parts(browser, out):
    page = browser.new_page()
    page.goto((out / "months" / "2020-09.html").as_uri() + "#def-weibo_reads")
    assert page.locator("#def-weibo_reads").is_visible()
    page.locator('.sections a[href="#metrics"]').click()
    assert page.locator("#metrics table").is_visible()
    assert page.locator("#files-web_article").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.fold:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#files-web_article").is_hidden()
    page.close()


def test_a_page_prints_within_the_width_of_a4(visit):
    page = visit(1280)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 695, "height": 1000})  # A4 less its margins at 96 dots per inch
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 695
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {float(box.split()[2]) for box in _media_boxes(pdf)}
    assert boxes and all(abs(width - A4_WIDTH_POINTS) < 1 for width in boxes)


def _media_boxes(pdf: bytes) -> list[str]:
    return [part.split(b"]")[0].decode() for part in pdf.split(b"/MediaBox [")[1:]]
