"""The clerk's month at the desk that is served inside the package; the browser stands outside."""

import re
from pathlib import Path

import pytest
from desk_journey import play

from pipelines.home import Home

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")
def test_a_month_at_the_desk_of_the_package(windows, tmp_path):
    home = Home(tmp_path / "新 学院")
    done = windows.tongbao("init", windows.path(home.root))
    assert done.returncode == 0, done.stdout + done.stderr
    desk = windows.start("-m", "pipelines.cli", "desk", "--no-open", "--home", windows.path(home.root))
    address = next(found[0] for line in desk.stdout if (found := re.search(r"http://\S+", line)))
    try:
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            play(page, address, home)
    finally:
        desk.kill()
