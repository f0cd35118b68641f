"""The manual is a page of the desk, with every picture that it names."""

import re
from urllib.parse import quote, unquote

from pipelines.desk.manual import TEXT, manual, pictures, standalone


def test_every_picture_that_the_manual_names_is_there_and_is_of_the_sample():
    named = re.findall(r"images/(工作台-[^)]+)\)", TEXT.read_text(encoding="utf-8"))
    assert named and set(named) == set(pictures())
    assert "合成" in TEXT.read_text(encoding="utf-8").split("## 一")[0]


def test_the_page_knows_the_size_of_its_pictures_and_the_file_has_them_inside():
    assert all('width="' in tag for tag in re.findall(r"<img [^>]+>", manual()))
    assert "images/" not in re.sub(r"<code>.*?</code>", "", standalone()) and standalone().count(
        "data:image/png"
    ) == len(pictures())


def test_the_desk_shows_it(opened):
    status, _, page = opened.ask("GET", "/manual")
    assert status == 200 and "<h2 id=" in page
    name = unquote(re.search(r'src="images/([^"]+)"', page)[1])
    assert opened.raw("GET", f"/images/{quote(name)}").startswith(b"\x89PNG")
    assert opened.ask("GET", "/images/month-page.png")[0] == 404
