"""The operator's manual as a page: docs/操作手册.md with its pictures.

``python -m pipelines.desk.manual FILE`` writes it as one file that needs nothing beside it.
"""

import base64
import re
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt

from pipelines.home import REPOSITORY

TEXT = REPOSITORY / "docs" / "操作手册.md"
IMAGE = re.compile(r'<img [^>]*?src="images/([^"]+)"')
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>操作手册</title>
<style>body{{font:16px/1.7 sans-serif;max-width:56rem;margin:0 auto;padding:1rem;color:#1c1f23}}
img{{max-width:100%;height:auto;border:1px solid #ddd}}table{{border-collapse:collapse}}.wide{{overflow-x:auto}}
th,td{{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}}
code{{background:#f3f4f6;padding:0 .2rem}}</style>
{text}</html>
"""


@cache
def manual() -> str:
    """The manual as HTML without a frame; headings have their own text as id."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(TEXT.read_text(encoding="utf-8"))
    html = re.sub(r"<h([23])>(.+?)</h\1>", lambda h: f'<h{h[1]} id="{h[2]}">{h[2]}</h{h[1]}>', html)
    html = IMAGE.sub(_with_size, html)
    # Wide tables scroll by themselves.
    return html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def pictures() -> dict[str, Path]:
    """Name → file of the pictures that the manual shows."""
    return {path.name: path for path in sorted((TEXT.parent / "images").glob("工作台-*.png"))}


def standalone() -> str:
    """The manual as one page with its pictures inside."""
    return PAGE.format(text=IMAGE.sub(_embedded, manual()))


def _with_size(found: re.Match) -> str:
    """What is below a picture does not move when it has come."""
    path = pictures().get(unquote(found[1]))
    if path is None:
        return found[0]
    # The header of a PNG: width and height behind sixteen bytes.
    head = path.read_bytes()[16:24]
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
    return f'<img width="{width}" height="{height}" loading="lazy" src="images/{found[1]}"'


def _embedded(found: re.Match) -> str:
    path = pictures().get(unquote(found[1]))
    data = base64.b64encode(path.read_bytes()).decode("ascii") if path else ""
    return f'<img src="data:image/png;base64,{data}"'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(standalone(), encoding="utf-8", newline="")
