"""The picture of the month page in the README, taken from the sample institution.

    .venv/bin/python docs/images/month_picture.py PAGE

PAGE: ``reports/months/2020-09.html`` of a published sample home. Needs Chromium.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parent / "month-page.png"
CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 1210}, color_scheme="light")
        page.goto(Path(sys.argv[1]).resolve().as_uri())
        taken = page.screenshot()
        browser.close()
    # Few colours: a picture in a repository is fetched by everybody.
    Image.open(BytesIO(taken)).convert("RGB").quantize(64).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
