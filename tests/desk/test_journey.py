"""A month at the desk, played in a browser as a clerk does: dropped, answered, previewed, published, taken back."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from desk_files import WEBSITE, article
from homes import make_home

sync_api = pytest.importorskip("playwright.sync_api")
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


def listed(*articles) -> bytes:
    rows = [WEBSITE, *articles]
    return ("﻿" + "".join(",".join(row) + "\r\n" for row in rows)).encode()


AUGUST = [article("迎新准备", "英语学院", "2020-08-20"), article("暑期实践", "党委工作部", "2020-08-31")]
SEPTEMBER = [
    article("开学典礼", "英语学院", "2020-09-01"),
    article("教师节", "党委工作部", "2020-09-10"),
    article("国庆", "外国语部", "2020-09-30"),
]


def drop(page, name: str, content: bytes) -> None:
    before = page.locator(".cards > li").count()
    page.set_input_files("#pick", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.wait_for_selector(f".cards > li:nth-child({before + 1})", timeout=120_000)


def work(page, button: str) -> None:
    """Press a button of 预览与发布 and wait for the end of the work."""
    page.get_by_role("button", name=button).click()
    page.wait_for_selector('#job[data-running="0"]', timeout=600_000)


def shot(page, name: str) -> None:
    """A picture of the step, for whoever wants to look (TONGBAO_PICTURES names a folder)."""
    if folder := os.environ.get("TONGBAO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_month_at_the_desk(desk_for, page, tmp_path):
    home = make_home(tmp_path / "学院 home")
    desk = desk_for(home)

    page.goto(desk.address)
    assert "token" not in page.url
    page.locator("nav a", has_text="投放").click()
    shot(page, "1-empty")

    # The month's files: an older one, a zip, a broken workbook, something of another kind.
    drop(page, "8月稿件.csv", listed(*AUGUST))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("稿件.csv", listed(*SEPTEMBER))
    drop(page, "9月.zip", packed.getvalue())
    drop(page, "坏了.xlsx", b"PK\x03\x04 half a workbook")
    drop(page, "菜谱.csv", "菜名,价格\r\n面,8\r\n".encode())
    shot(page, "2-dropped")
    placed = page.locator(".cards > li.come code").all_inner_texts()
    assert sorted(placed) == ["raw/website/main/2020-08/8月稿件.csv", "raw/website/main/2020-09/稿件.csv"]
    assert page.locator(".cards > li.missing").count() == 2

    # The unknown department is answered in the form.
    page.locator("nav a", has_text="问题").click()
    shot(page, "3-faults")
    row = page.locator(".names li", has_text="外国语部")
    row.get_by_role("combobox").select_option(label="英语学院")
    row.get_by_role("button").click()
    assert page.locator(".names li", has_text="外国语部").count() == 0
    shot(page, "4-answered")

    # What would change is shown; then it is published and opened.
    page.locator("nav a", has_text="预览与发布").click()
    page.get_by_role("combobox").select_option("2020-09")
    work(page, "先预览")
    assert page.locator("tr", has_text="网站发稿").first.locator("td").all_inner_texts()[1:2] == ["缺"]
    assert not home.published.exists(), "a preview publishes nothing"
    shot(page, "5-preview")
    work(page, "发布")
    assert "完成" in page.locator("#job h2").inner_text(), page.locator("#lines").inner_text()
    shot(page, "6-published")
    with page.expect_popup() as opening:
        page.get_by_role("link", name="月报页面").click()
    report = opening.value
    report.wait_for_load_state()
    assert "2020年9月" in report.inner_text("body")
    report.close()

    # A corrected export of August lost an article: the preview names the moved figure and its file.
    page.locator("nav a", has_text="投放").click()
    corrected = article("迎新准备", "英语学院", "2020-08-20")
    drop(page, "8月稿件 更正.csv", listed(corrected, *AUGUST[1:], article("补录", "新闻中心", "2020-08-30")))
    page.locator("nav a", has_text="预览与发布").click()
    page.get_by_role("combobox").select_option("2020-09")
    work(page, "先预览")
    moved = page.locator("table").first
    assert re.search(
        r"2020-08\s+网站发稿\s+新闻中心\s+0\s+1\s+website/main/2020-08/8月稿件 更正.csv",
        moved.inner_text().replace("\n", " "),
    ), moved.inner_text()
    shot(page, "7-moved")
    work(page, "发布")

    # Back to the first publication, and forward again.
    page.locator("nav a", has_text="版本").click()
    shot(page, "8-versions")
    page.get_by_role("button", name="换回这个版本").first.click()
    page.wait_for_selector('#job[data-running="0"]', timeout=600_000)
    assert august(home) == 2
    page.locator("nav a", has_text="版本").click()
    page.get_by_role("button", name="换回这个版本").first.click()
    page.wait_for_selector('#job[data-running="0"]', timeout=600_000)
    assert august(home) == 3


def august(home) -> int:
    import duckdb

    with duckdb.connect(str(home.published), read_only=True) as connection:
        return connection.execute(
            "SELECT value FROM rpt_metric_trend WHERE scope = 'institution' AND month = '2020-08' "
            "AND metric_id = 'web_articles_published'"
        ).fetchone()[0]


@pytest.mark.parametrize("width", [390, 768, 1920])
@pytest.mark.parametrize("path", ["", "drop", "faults", "publish", "versions"])
def test_no_page_is_wider_than_its_screen(opened, browser, width, path):
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(opened.address)
    page.goto(f"http://127.0.0.1:{opened.port}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('a,button,select')].filter(e => e.offsetHeight && e.offsetHeight < 24 "
        "&& !e.closest('p,li,.skip')).map(e => e.outerHTML)"
    )
    assert [html for html in small if 'class="skip"' not in html] == []
    context.close()


def test_a_hostile_page_in_the_same_browser_gets_nothing(opened, browser, tmp_path):
    """A page of another origin tries all it has: a form, a fetch, a frame, a picture."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(opened.address)
    home = f"http://127.0.0.1:{opened.port}"
    hostile = context.new_page()
    hostile.goto("data:text/html,<title>hostile</title>")
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
    hostile.set_content(
        f"<form id=f method=post action='{home}/publish/publish'><input name=month value=2020-09></form>"
    )
    hostile.evaluate("document.getElementById('f').submit()")
    hostile.wait_for_load_state()
    assert "进行中" not in opened.ask("GET", "/publish")[2] and '"running":false' in opened.ask("GET", "/job")[2]
    framing = context.new_page()
    framing.set_content(f"<iframe src='{home}/'></iframe>")
    framing.wait_for_timeout(500)
    assert "测试学院" not in framing.frames[-1].content()
    context.close()
