"""What all pages share: their frame, how they are rendered and how they reach the disk."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipelines.lineage.evidence import places
from pipelines.months import shift
from pipelines.replacing import replace_bytes
from pipelines.reports import format as fmt
from pipelines.reports import plans, read, svg, theme
from pipelines.reports.compact import compact
from pipelines.reports.footnotes import Reasons
from pipelines.reports.story.words import Name, Number, Sentence

HERE = Path(__file__).parent
# Kinds of signs that change the direction of writing, and marks that embed or override it.
TURNING = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
SCRIPT = "assets/plotly.min.js"
# Plotly's own bundle of the few kinds of charts there are: a phone is ready in a quarter of the time of the whole.
PLOTLY = HERE / "static" / "plotly-basic.min.js"


def frame(connection, known: list[str], page_months: list[str]) -> dict:
    """What every page is rendered with. ``page_months`` are those whose page exists, so no link leads nowhere."""
    return {
        "institution": read.institution(connection),
        "run": read.last_run(connection),
        "page_months": page_months,
        "years": list(dict.fromkeys(month[:4] for month in known)),
        "dataset_names": fmt.DATASET | read.dataset_names(connection),
    }


def picture(figure: dict, label: str, is_stretched: bool = False) -> Markup:
    return Markup(svg.draw(figure, label, is_stretched=is_stretched))


def write_figures(out: Path, name: str, figures: dict[str, dict]) -> str:
    """The interactive forms of a page's pictures, by the id of their place, as a script beside Plotly's; returns the
    way to it. They are of no use to a page that is passed on alone, so they are not in it."""
    data = {"figures": figures, "config": theme.CONFIG, "dark": dict(theme.PALETTE.values())}
    path = f"assets/figures/{name}.js"
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    replace(out / path, f"window.tongbaoFigures={text};\n".encode())
    return path


def words(sentence: Sentence, root: str = "") -> Markup:
    """A sentence with its numbers as links to what proves them. ``root``: the page they are proven on, empty for this
    one. Names from files are isolated: a right-to-left mark in a title turns nothing around it."""
    parts = []
    for part in sentence:
        if isinstance(part, Number):
            parts.append(Markup('<a class="n" href="{}#{}">{}</a>').format(root, part.place, part.text))
        elif isinstance(part, Name):
            parts.append(isolated(part.text))
        else:
            parts.append(escape(part))
    return Markup("").join(parts)


def isolated(text: str) -> Markup:
    """A name from a file. One with right-to-left signs is isolated, so that it turns nothing around it; of the others
    there are thousands on a page."""
    turns = any(unicodedata.bidirectional(sign) in TURNING for sign in text)
    return Markup("<bdi>{}</bdi>").format(text) if turns else escape(text)


@cache
def style(name: str = "page.css") -> Markup:
    """The style sheet as it stands in a page, without what only those who write it need; that of all pages with the
    colours of the theme."""
    text = (HERE / "static" / name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r":\s+", ":", text).replace(";}", "}")
    return Markup((theme.css() if name == "page.css" else "") + text)


@cache
def script(name: str) -> Markup:
    """A script as it stands in a page: without indentation and whole lines of comment."""
    lines = (line.strip() for line in (HERE / "static" / name).read_text(encoding="utf-8").splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader([HERE / "templates", HERE / "static"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"fmt": fmt, "plans": plans, "moved": shift, "words": words, "places": places, "isolated": isolated}
    made.globals |= {"Reasons": Reasons, "style": style, "inline": script}
    return made


def write_page(path: Path, template: str, root: str, context: dict) -> Path:
    """Render to ``path``, which is left alone where nothing changed; ``root`` is the way from the page to the folder of
    ``index.html``."""
    text = environment().get_template(template).render(root=root, script=SCRIPT, **context)
    replace(path, compact(text).encode())
    return path


def copy_script(out: Path) -> None:
    target = out / SCRIPT
    if not target.exists() or target.stat().st_size != PLOTLY.stat().st_size:
        replace(target, PLOTLY.read_bytes())


def replace(path: Path, content: bytes) -> None:
    """A page that would be the same is not written again."""
    if path.exists() and path.read_bytes() == content:
        return
    replace_bytes(path, content)
