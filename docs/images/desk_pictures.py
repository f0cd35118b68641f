"""The pictures of the desk in the manual, taken from the sample institution.

    .venv/bin/python docs/images/desk_pictures.py [HOME]

HOME: a sample home that is published already; it is copied.
The sample is copied and published, its desk opened, and each page photographed as a clerk sees it; every picture says
that the figures are synthetic. Needs Chromium and some minutes.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from pipelines.home import REPOSITORY

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
# A platform that nobody knows and a department that no table has, so that there is something to mend.
UNKNOWN = "作品ID,曝光,互动率\r\n1,20,3%\r\n"
ARTICLES = (
    "标题,栏目,发布单位,作者,编辑,审核人,发布时间,状态,点击量\r\n"
    "九月要闻补录,校园新闻,外语系,,,,2020-09-28 08:00,已发布,5\r\n"
)
# The folder is a passing one; an office has its own.
LABEL = """() => {
    document.querySelector(".who span").textContent = "D:\\\\通报\\\\示例学院";
    const told = document.createElement("div");
    told.textContent = "示例单位，合成数据";
    told.style = "position:absolute;right:1rem;top:.6rem;font:13px sans-serif;color:#777";
    document.body.append(told);
}"""


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1000, "height": 640}, bypass_csp=True).new_page()
        new = Path(folder) / "示例学院"
        subprocess.run(tongbao("init", str(new)), check=True, stdout=subprocess.DEVNULL)
        with desk_of(new) as address:
            photograph_guide(page, address)
        home = Path(folder) / "湖外示例学院"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], home)
        else:
            shutil.copytree(REPOSITORY / "raw", home / "raw")
            publish = [*tongbao("run", "2020-09"), "--quiet", "--home", str(home)]
            subprocess.run(publish, check=True, stdout=subprocess.DEVNULL)
        with desk_of(home) as address:
            photograph(page, address)


@contextmanager
def desk_of(home: Path) -> Iterator[str]:
    """The address of a desk, for as long as it is open."""
    command = [*tongbao("desk"), "--no-open", "--home", str(home)]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield next(found[0] for line in desk.stdout if (found := re.search(r"http://\S+", line)))
    finally:
        desk.terminate()
        desk.wait()


def photograph_guide(page: Page, address: str) -> None:
    page.goto(address)
    base = page.url.removesuffix("/start").rstrip("/")
    settle(page, base, "start")
    page.get_by_label("单位名称").fill("示例学院")
    page.get_by_role("button", name="登记").first.click()
    page.locator(".notice").wait_for()
    settle(page, base, "start")
    cells = page.locator("#departments tbody input")
    for number, text in enumerate(("党委宣传部", "党群", "", "外国语学院", "二级学院", "", "音乐学院", "二级学院")):
        cells.nth(number).fill(text)
    take(page, "", "", "从这里开始")


def tongbao(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", *arguments]


def photograph(page: Page, address: str) -> None:
    page.goto(address)
    base = page.url.rstrip("/")
    # A month of which something has not come.
    take(page, base, "?month=2020-07", "本月")
    settle(page, base, "drop")
    for name, text in (("某平台作品数据.csv", UNKNOWN), ("9月稿件补录.csv", ARTICLES)):
        page.set_input_files("#pick", {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")})
        page.locator(".cards b", has_text=name).wait_for(timeout=120_000)
    take(page, base, "drop", "投放")
    take(page, base, "faults", "问题")
    take(page, base, "ledgers/register_training?month=2020-09", "台账")
    settle(page, base, "publish")
    page.get_by_role("combobox").select_option("2020-09")
    page.get_by_role("button", name="先预览").click()
    page.wait_for_selector('#job[data-running="0"]', timeout=900_000)
    take(page, base, "publish", "预览与发布")
    take(page, base, "trace?metric=web_articles_published&month=2020-09&scope=department:hr", "追溯")
    settle(page, base, "ask?query=6")
    page.get_by_role("combobox").first.select_option("2020-09")
    page.get_by_role("button", name="查", exact=True).first.click()
    page.locator("#answer").wait_for()
    take(page, "", "", "提问")
    take(page, base, "versions", "版本")


def settle(page: Page, base: str, path: str) -> None:
    page.goto(f"{base}/{path}")
    page.locator("#looking").wait_for(state="detached", timeout=120_000)


def take(page: Page, base: str, path: str, name: str) -> None:
    """base: empty for the page that is shown already."""
    if base:
        settle(page, base, path)
    page.evaluate(LABEL)
    page.screenshot(path=HERE / f"工作台-{name}.png")


if __name__ == "__main__":
    main()
