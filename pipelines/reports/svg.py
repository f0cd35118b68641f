"""A static picture of a Plotly figure, of the kinds ``charts`` makes: columns and lines with their labels and marks.

Reads the figure only, so picture and interactive form cannot part. No browser, no other library. A trace, a shape or
a text it does not know raises ValueError: nothing of a figure is left out unsaid.
"""

from collections.abc import Callable
from html import escape

from pipelines.reports import theme

DASHES = {"dash": "4 3", "dot": "2 2"}
# Text baseline below the middle of a line, and the gap between a point and its label, in shares of the font size.
DROP, GAP = 0.35, 0.4


class Frame:
    """Figure coordinates → picture coordinates."""

    def __init__(self, layout: dict):
        margin = layout["margin"]
        self.width, self.height = layout["width"], layout["height"]
        self.left, self.right = margin["l"], self.width - margin["r"]
        self.top, self.bottom = margin["t"], self.height - margin["b"]
        self.x_range, self.y_range = layout["xaxis"]["range"], layout["yaxis"]["range"]

    def x(self, value: float) -> float:
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


def draw(figure: dict, label: str, colour: Callable[[str], str] = theme.variable, is_stretched: bool = False) -> str:
    """The picture as an ``<svg>`` element of the size of the figure.

    figure: of ``charts``. label: what a screen reader says of it. colour: how a colour of the light theme is written:
    ``theme.variable`` in a page, ``theme.same`` in a picture that stands alone. is_stretched: the picture fills its
    place without keeping proportions (it must hold no text).
    """
    layout = figure["layout"]
    frame = Frame(layout)
    shapes = [(shape.get("layer") == "below", _shape(shape, frame, colour)) for shape in layout["shapes"]]
    parts = [drawn for is_below, drawn in shapes if is_below]
    if layout["yaxis"]["zeroline"] and frame.y_range[0] <= 0 <= frame.y_range[1]:
        zero = f'<path d="M{_n(frame.left)} {_n(frame.y(0))}H{_n(frame.right)}"'
        parts.append(f'{zero} stroke="{colour(layout["yaxis"]["zerolinecolor"])}"/>')
    for trace in figure["data"]:
        if trace["type"] == "bar":
            parts += _bars(trace, frame, colour)
        elif trace["type"] == "scatter":
            parts += _line(trace, frame, colour)
        else:
            raise ValueError(f"no picture for a trace of type {trace['type']}")
    parts += [drawn for is_below, drawn in shapes if not is_below]
    parts += _ticks(layout, frame, colour)
    parts += [_annotation(note, frame, colour) for note in layout["annotations"]]
    stretched = ' preserveAspectRatio="none"' if is_stretched else ""
    own = "" if colour is theme.variable else f' xmlns="http://www.w3.org/2000/svg" font-family="{_text(theme.SANS)}"'
    return (
        f'<svg{own} viewBox="0 0 {frame.width} {frame.height}" role="img" aria-label="{_text(label)}"{stretched}>'
        f"{''.join(parts)}</svg>"
    )


def _bars(trace: dict, frame: Frame, colour) -> list[str]:
    drawn = []
    width, marker, font = trace["width"], trace["marker"], trace["textfont"]
    for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        if y is None:
            continue
        left, right = frame.x(x - width / 2), frame.x(x + width / 2)
        top, bottom = sorted((frame.y(y), frame.y(0)))
        line = _at(marker["line"]["width"], i)
        # An outline lies inside the bar, or two of the same value would differ in height.
        inset = line / 2 if line and bottom - top > line else 0
        stroke = f' stroke="{colour(_at(marker["line"]["color"], i))}" stroke-width="{_n(line)}"' if line else ""
        drawn.append(
            f'<rect x="{_n(left + inset)}" y="{_n(top + inset)}" width="{_n(right - left - 2 * inset)}" '
            f'height="{_n(bottom - top - 2 * inset)}"{_fill(_at(marker["color"], i), colour)}{stroke}>'
            f"{_title(trace, i)}</rect>"
        )
        if text := _at(trace["text"], i):
            at, anchor = _inside((left + right) / 2, text, font["size"], frame)
            above = frame.y(max(y, 0)) - GAP * font["size"]
            drawn.append(_words(text, at, above, anchor, font["size"], _at(font["color"], i), colour))
    return drawn


def _line(trace: dict, frame: Frame, colour) -> list[str]:
    places = [None if y is None else (frame.x(x), frame.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
    path, is_drawing = "", False
    for place in places:
        if place:
            path += f"{'L' if is_drawing else 'M'}{_n(place[0])} {_n(place[1])}"
        is_drawing = place is not None
    line = trace["line"]
    stroke = f'stroke="{colour(line["color"])}" stroke-width="{_n(line["width"])}"{_dash(line)}'
    drawn = [f'<path d="{path}" fill="none" {stroke}/>']
    for i, place in enumerate(places):
        if place is None:
            continue
        if "markers" in trace["mode"]:
            marker = trace["marker"]
            outline = marker.get("line")
            edge = f' stroke="{colour(outline["color"])}" stroke-width="{_n(outline["width"])}"' if outline else ""
            drawn.append(
                f'<circle cx="{_n(place[0])}" cy="{_n(place[1])}" r="{_n(_at(marker["size"], i) / 2)}" '
                f'fill="{colour(_at(marker["color"], i))}"{edge}>{_title(trace, i)}</circle>'
            )
        if text := _at(trace["text"], i):
            drawn.append(_point_label(text, place, _at(trace["textposition"], i), trace["textfont"], colour))
    return drawn


def _point_label(text: str, place: tuple[float, float], position: str, font: dict, colour) -> str:
    """Plotly names the place of a label by the side of the point it is on: top left, middle right."""
    row, side = position.split()
    size = font["size"]
    y = place[1] - GAP * size - 2 if row == "top" else place[1] + DROP * size
    # Beside the point, or over it.
    off = {"left": -6, "right": 6} if row == "middle" else {"left": 4, "right": -4}
    x = place[0] + off[side]
    return _words(text, x, y, {"left": "end", "right": "start"}[side], size, font["color"], colour)


def _shape(shape: dict, frame: Frame, colour) -> str:
    x0, x1, y0, y1 = frame.x(shape["x0"]), frame.x(shape["x1"]), frame.y(shape["y0"]), frame.y(shape["y1"])
    line = shape["line"]
    stroke = (
        f' stroke="{colour(line["color"])}" stroke-width="{_n(line["width"])}"{_dash(line)}' if line["width"] else ""
    )
    if shape["type"] == "line":
        return f'<path d="M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}"{stroke}/>'
    if shape["type"] == "rect":
        top, bottom = sorted((y0, y1))
        fill = colour(shape["fillcolor"]) if "fillcolor" in shape else "none"
        size = f'width="{_n(x1 - x0)}" height="{_n(bottom - top)}"'
        return f'<rect x="{_n(x0)}" y="{_n(top)}" {size} fill="{fill}"{stroke}/>'
    raise ValueError(f"no picture for a shape of type {shape['type']}")


def _dash(line: dict) -> str:
    return f' stroke-dasharray="{DASHES[line["dash"]]}"' if line.get("dash") in DASHES else ""


def _annotation(note: dict, frame: Frame, colour) -> str:
    anchor = {"left": "start", "right": "end"}.get(note["xanchor"], "middle")
    font = note["font"]
    x, y = frame.x(note["x"]), frame.y(note["y"]) - note.get("yshift", 0) + DROP * font["size"]
    # What shows on a mark when pointed at, the title of its column says as well.
    return _words(note["text"], max(x, 0), y, anchor, font["size"], font["color"], colour)


def _ticks(layout: dict, frame: Frame, colour) -> list[str]:
    if not layout["xaxis"]["showticklabels"]:
        return []
    size, tint = layout["font"]["size"], layout["font"]["color"]
    placed = [
        (text, *_inside(frame.x(value), text, size, frame))
        for value, text in zip(layout["xaxis"]["tickvals"], layout["xaxis"]["ticktext"], strict=True)
    ]
    return [_words(text, at, frame.height - 4, anchor, size, tint, colour) for text, at, anchor in placed]


def _inside(at: float, text: str, size: float, frame: Frame) -> tuple[float, str]:
    """Where a text centred on ``at`` stands, pushed to the edge where it would leave the picture."""
    half = text_width(text, size) / 2
    if at - half < 0:
        return 0, "start"
    return (frame.width, "end") if at + half > frame.width else (at, "middle")


def text_width(text: str, size: float) -> float:
    """About: a Chinese sign is as wide as the font size, a digit 0.6 of it."""
    return sum(size if ord(sign) > 0x2E7F else 0.6 * size for sign in text)


def _words(text, x, y, anchor, size, tint, colour) -> str:
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    # In a page the style sheet sets the usual size and colour.
    is_styled = colour is theme.variable
    sized = "" if is_styled and size == 12 else f' font-size="{_n(size)}"'
    tinted = "" if is_styled and tint == theme.MUTED else f' fill="{colour(tint)}"'
    return f'<text x="{_n(x)}" y="{_n(y)}"{anchored}{sized}{tinted}>{_text(text)}</text>'


def _fill(tint: str, colour) -> str:
    """In a page columns inherit their usual colour from the picture."""
    return "" if tint == theme.OTHER and colour is theme.variable else f' fill="{colour(tint)}"'


def _title(trace: dict, i: int) -> str:
    said = _at(trace["hovertext"], i)
    return f"<title>{_text(said)}</title>" if said else ""


def _at(value, i: int):
    """Plotly takes one value for all points, or one for each."""
    return value[i] if isinstance(value, tuple | list) else value


def _n(value: float) -> str:
    """12.0 → 12, 12.34 → 12.3."""
    return f"{value:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape(str(text))
