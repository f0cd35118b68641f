"""A month at the desk, played in a browser as a clerk does: dropped, answered, previewed, published, taken back."""

import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import axe_playwright_python
import pytest
from desk_journey import play, settled

from pipelines.commands.init import init
from pipelines.home import Home

sync_api = pytest.importorskip("playwright.sync_api")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )


@pytest.fixture
def page(browser):
    """A page whose faults on the console fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, said = context.new_page(), []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    yield page
    context.close()
    assert said == []


def test_from_an_empty_home_to_a_corrected_month(desk_for, page, tmp_path):
    init(str(tmp_path / "学院 home"))
    home = Home(tmp_path / "学院 home")
    play(page, desk_for(home).address, home)


TAKEN_IN = """source => new Promise(done => {
    const script = document.createElement("script");
    script.onload = () => done("ran");
    script.onerror = () => done("refused");
    script.src = source;
    document.head.append(script);
})"""
PAGES = [
    "", "start", "drop", "ledgers", "ledgers/register_training", "faults", "publish", "trace", "ask", "versions",
    "manual", "nowhere",
]  # fmt: skip


@pytest.mark.parametrize("width", [390, 768, 1920])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_screen_or_moves_while_it_loads(opened, browser, width, path):
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(opened.address)
    page.goto(f"http://127.0.0.1:{opened.port}/{path}")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") <= 0.02
    small = page.evaluate(
        "[...document.querySelectorAll('a,button,select,summary')].filter(e => e.offsetHeight && e.offsetHeight < 24 "
        "&& !e.closest('p,li,.skip')).map(e => e.outerHTML)"
    )
    assert [html for html in small if 'class="skip"' not in html] == []
    context.close()


@pytest.mark.parametrize(("width", "least"), [(1024, 900), (1920, 1400)])
def test_a_ledger_of_many_columns_takes_the_width_of_the_window(opened, browser, width, least):
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(opened.address)
    page.goto(f"http://127.0.0.1:{opened.port}/ledgers/register_media?month=2020-09")
    settled(page)
    box = page.locator(".wide").bounding_box()
    assert box["width"] >= least and box["x"] + box["width"] <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible(opened, browser, path, scheme):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(opened.address)
    page.goto(f"http://127.0.0.1:{opened.port}/{path}")
    settled(page)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))")
    context.close()
    assert found == []


def test_the_desk_is_worked_by_keyboard(opened, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(opened.address)
    settled(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.goto(f"http://127.0.0.1:{opened.port}/faults")
    settled(page)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 8)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), reached[-1]
        if reached[-1].startswith("改好了"):
            break
    assert reached[-1].startswith("改好了"), reached
    context.close()


@pytest.fixture(scope="module")
def neighbour():
    """Another server of this machine: to a browser its pages are of the same site, so the cookie goes with what they
    send."""
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/nothing"
        server.shutdown()


@pytest.mark.parametrize("is_near", [False, True], ids=["another site", "the same site"])
def test_a_hostile_page_in_the_same_browser_gets_nothing(opened, browser, neighbour, is_near):
    """A page of another origin tries all it has: a form, a fetch, a script, a frame, a window."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(opened.address)
    home = f"http://127.0.0.1:{opened.port}"
    hostile = context.new_page()
    hostile.goto(neighbour if is_near else "data:text/html,<title>hostile</title>")
    tried = hostile.evaluate(
        """async (home) => {
            const said = [];
            for (const [path, how] of [["/", {}], ["/job", {credentials: "include"}],
                ["/publish/publish", {method: "POST", body: "month=2020-09", credentials: "include"}],
                ["/drop/file", {method: "PUT", body: "x", credentials: "include"}]]) {
                try { const a = await fetch(home + path, how); said.push(a.status); } catch { said.push("refused"); }
            }
            return said;
        }""",
        home,
    )
    assert set(tried) <= {"refused", 403}
    assert hostile.evaluate(TAKEN_IN, f"{home}/static/desk.js") == "refused"
    with hostile.expect_popup() as opening:
        hostile.evaluate("home => { window.open(home); }", home)
    opening.value.wait_for_load_state()
    assert "测试学院" not in opening.value.content()
    hostile.set_content(
        f"<form id=f method=post action='{home}/publish/publish'><input name=month value=2020-09></form>"
    )
    hostile.evaluate("document.getElementById('f').submit()")
    hostile.wait_for_load_state()
    assert "进行中" not in opened.ask("GET", "/publish")[2] and '"running":false' in opened.ask("GET", "/job")[2]
    framing = context.new_page()
    framing.goto(neighbour if is_near else "about:blank")
    framing.set_content(f"<iframe src='{home}/'></iframe>")
    framing.wait_for_timeout(500)
    assert "测试学院" not in framing.frames[-1].content()
    context.close()
