"""Pictures of the month to pass on in a chat: a card of 1080 × 1440 and a long one.

Drawn as SVG and turned into PNG by resvg with the fonts of this machine (微软雅黑 and 宋体 on Windows, 苹方 on a Mac,
Noto on Linux); none comes with the program. Belongs here: places and sizes. Does not belong here: what is said
(``briefing``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from pipelines.reports import charts, svg, theme
from pipelines.reports import format as fmt
from pipelines.reports.briefing import Briefing, Figure
from pipelines.reports.word_page import clean

WIDTH, HEIGHT, MARGIN = 1080, 1440, 72
INNER = WIDTH - 2 * MARGIN
GAP = 48
OPENING, CLOSING, LONGEST = "（《“‘【", "，。；：、）》”’】！？…%", 24
# A card whose text is long is set smaller until it fits; what is then still too long is cut and says so.
SCALES = (1, 0.9, 0.8, 0.7)
DEPARTMENTS = 15
NO_FONT = "这台电脑没有中文字体，没有生成分享图片。装上任意一种中文字体（如思源黑体）再运行 tongbao report。"


class NoChineseFont(Exception):
    """The machine has no font with Chinese letters."""


@dataclass
class Sheet:
    """A picture that grows downwards; ``y`` is where the next thing stands."""

    scale: float = 1
    y: float = MARGIN
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        text: str,
        size: float,
        colour: str = theme.INK,
        bold: bool = False,
        serif: bool = False,
        most: int = 99,
        x: float = MARGIN,
        width: float = INNER,
    ) -> None:
        """Lines broken to ``width``, at most so many."""
        size = round(size * self.scale)
        for line in wrapped(clean(text), width / size, most):
            self.y += size * 1.1
            self.parts.append(_words(line, x, self.y, size, colour, bold, serif))
            self.y += size * 0.42

    def rule(self, colour: str = theme.RULE, height: int = 2) -> None:
        self.parts.append(f'<rect x="{MARGIN}" y="{self.y:.0f}" width="{INNER}" height="{height}" fill="{colour}"/>')
        self.y += height

    def space(self, height: float) -> None:
        self.y += height * self.scale

    def heading(self, text: str) -> None:
        self.space(GAP)
        self.text(text, 34, theme.RED, serif=True, bold=True)
        self.space(6)


def card(briefing: Briefing) -> str:
    """The SVG of 1080 × 1440: sentence, four figures, who must do what."""
    sparks = _sparks(briefing)
    for scale in SCALES:
        sheet = Sheet(scale)
        most = 99 if scale > SCALES[-1] else 3
        _head(sheet, briefing)
        sheet.text(briefing.headline, 42, most=most)
        sheet.space(10)
        sheet.text(briefing.second, 30, theme.MUTED, most=most)
        sheet.space(GAP * 0.7)
        _figures(sheet, briefing.figures, sparks)
        if briefing.attention:
            sheet.heading("请留意")
            for line in briefing.attention:
                sheet.text(line, 28, most=2)
                sheet.space(6)
        if sheet.y <= HEIGHT - MARGIN - 40:
            break
    _foot(sheet, briefing, HEIGHT - MARGIN)
    return _picture(sheet, HEIGHT, f"{briefing.institution}{briefing.title}。{briefing.headline}")


def long(briefing: Briefing) -> str:
    """The SVG of the whole month, as long as it needs to be."""
    sheet, sparks = Sheet(), _sparks(briefing)
    _head(sheet, briefing)
    sheet.text(briefing.headline, 42)
    sheet.space(10)
    sheet.text(briefing.second, 30, theme.MUTED)
    sheet.space(GAP * 0.7)
    _figures(sheet, briefing.figures, sparks)
    if briefing.attention:
        sheet.heading("请留意")
        for line in briefing.attention:
            sheet.text(line, 28)
            sheet.space(6)
    _others(sheet, briefing.others)
    _departments(sheet, briefing)
    _works(sheet, briefing)
    _targets(sheet, briefing)
    if briefing.caveats:
        sheet.heading("看数字时留意")
        for line in briefing.caveats:
            sheet.text(line, 26, theme.MUTED)
    sheet.space(GAP * 1.5)
    _foot(sheet, briefing, sheet.y)
    return _picture(sheet, round(sheet.y + MARGIN), f"{briefing.institution}{briefing.title}。{briefing.headline}")


def png(picture: str) -> bytes:
    """The PNG of an SVG; on one machine the same SVG always gives the same bytes.

    Raises NoChineseFont where the letters would be missing.
    """
    import resvg_py

    def drawn(svg_text: str) -> bytes:
        return resvg_py.svg_to_bytes(svg_string=svg_text, languages=["zh"])

    if _sample(drawn, "文") == _sample(drawn, ""):
        raise NoChineseFont(NO_FONT)
    return drawn(picture)


def _sample(drawn: Callable[[str], bytes], text: str) -> bytes:
    letter = _words(text, 0, 20, 20, theme.INK)
    return drawn(f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{letter}</svg>')


def wrapped(text: str, width: float, most: int = 99) -> list[str]:
    """Lines of at most ``width`` ems (a Chinese letter is one, another about half). A number stays with its unit, a
    closing mark on its line; what is beyond ``most`` lines is cut with …"""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        size = _ems(piece)
        if line and used + size > width:
            lines.append(line)
            line, used = "", 0.0
            piece = piece.lstrip()
            size = _ems(piece)
        line, used = line + piece, used + size
    lines += [line] if line.strip() else []
    if len(lines) > most:
        last = lines[most - 1]
        while last and _ems(last + "…") > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    """What may not be parted: a word, a number with its unit, marks with what they open or close. What is longer than
    any line (an address) is cut."""
    pieces: list[str] = []
    for letter in text:
        before = pieces[-1] if pieces else ""
        is_word = letter.isascii() and letter != " " and before[-1:].isascii() and before[-1:] != " "
        is_unit = before[-1:].isdigit() or (before[-2:-1].isdigit() and before[-1:] == " ")
        joins = is_word or is_unit or letter in CLOSING or before[-1:] in OPENING
        if before and joins and len(before) < LONGEST:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _ems(text: str) -> float:
    return sum(0.58 if letter.isascii() else 1.0 for letter in text)


def _head(sheet: Sheet, briefing: Briefing) -> None:
    demo = "　演示数据" if briefing.is_demo else ""
    sheet.text(f"{briefing.institution}{demo}", 28, theme.MUTED, most=1)
    sheet.text(briefing.title, 60, serif=True, bold=True, most=1)
    sheet.space(14)
    sheet.rule(theme.RED, 4)
    sheet.space(30)


def _sparks(briefing: Briefing) -> list[str]:
    """The thirteen months of each figure as an ``<svg`` element without place and size."""
    drawn = (svg.draw(charts.columns(f.points, is_small=True), f.name, theme.same) for f in briefing.figures)
    return [picture.replace("<svg", '<svg preserveAspectRatio="xMinYMid"', 1) for picture in drawn]


def _figures(sheet: Sheet, figures: list[Figure], sparks: list[str]) -> None:
    """Two beside each other, each with its thirteen months."""
    half = (INNER - GAP) / 2
    drawn = list(zip(figures, sparks, strict=True))
    height = half * charts.SPARK_HEIGHT / charts.SPARK_WIDTH
    for row in (drawn[i : i + 2] for i in range(0, len(drawn), 2)):
        top, lowest = sheet.y, sheet.y
        for column, (figure, spark) in enumerate(row):
            x, sheet.y = MARGIN + column * (half + GAP), top
            sheet.text(figure.name, 28, theme.MUTED, most=1, x=x, width=half)
            sheet.text(figure.value, 54, bold=True, most=1, x=x, width=half)
            beside = "，".join(text for text in (figure.beside, figure.caveats) if text) or " "
            sheet.text(beside, 24, theme.MUTED, most=1, x=x, width=half)
            place = f'<svg x="{x:.0f}" y="{sheet.y + 8:.0f}" width="{half:.0f}" height="{height:.0f}"'
            sheet.parts.append(spark.replace("<svg", place, 1))
            sheet.y += height + 8
            lowest = max(lowest, sheet.y)
        sheet.y = lowest
        sheet.space(28)


def _others(sheet: Sheet, figures: list[Figure]) -> None:
    if not figures:
        return
    sheet.heading("其他数字")
    for figure in figures:
        beside = "，".join(text for text in (figure.caveats, figure.beside) if text)
        _row(sheet, figure.name, figure.value, beside)


def _row(sheet: Sheet, name: str, value: str, beside: str = "") -> None:
    """Name on the left, value in the middle, the rest on the right, on one line each and a rule below."""
    top = sheet.y
    sheet.text(name, 28, most=1, width=INNER * 0.36)
    lowest, sheet.y = sheet.y, top
    sheet.text(value, 28, bold=True, most=1, x=MARGIN + INNER * 0.37, width=INNER * 0.31)
    lowest, sheet.y = max(lowest, sheet.y), top
    sheet.text(beside, 22, theme.MUTED, most=2, x=MARGIN + INNER * 0.7, width=INNER * 0.3)
    sheet.y = max(lowest, sheet.y)
    sheet.rule()


def _departments(sheet: Sheet, briefing: Briefing) -> None:
    """Bars of this month with a tick where last year's ended."""
    shown = briefing.departments[:DEPARTMENTS]
    if not shown:
        return
    sheet.heading(f"各部门{briefing.department_metric}")
    sheet.text("条是本月，竖线是去年同月。", 22, theme.MUTED)
    high = max(max(row["value"] or 0, row["last_year_value"] or 0) for row in shown)
    left, width = MARGIN + INNER * 0.42, INNER * 0.5
    for row in shown:
        top = sheet.y
        sheet.text(row["department_name"], 26, most=1, width=INNER * 0.4)
        bottom = sheet.y
        middle = (top + bottom) / 2
        length = width * (row["value"] or 0) / high
        sheet.parts.append(
            f'<rect x="{left:.0f}" y="{middle - 9:.0f}" width="{length:.1f}" height="18" fill="{theme.NOW}"/>'
        )
        if row["last_year_value"] is not None:
            tick = left + width * row["last_year_value"] / high
            sheet.parts.append(
                f'<rect x="{tick - 2:.1f}" y="{middle - 15:.0f}" width="3" height="30" fill="{theme.INK}"/>'
            )
        said = fmt.figure(row["value"], row["status"], row["unit"])
        sheet.parts.append(_words(said, left + width + 20, middle + 9, 26, theme.INK, bold=True))
        sheet.y = bottom
    more = [f"另有 {len(briefing.departments) - len(shown)} 个部门没有画出"] if len(briefing.departments) > 15 else []
    more += [f"本月为 0 的部门 {briefing.without} 个"] if briefing.without else []
    sheet.space(6)
    sheet.text("；".join(more), 22, theme.MUTED)


def _works(sheet: Sheet, briefing: Briefing) -> None:
    for _, group in groupby(briefing.works, key=lambda work: work["metric_id"]):
        works = list(group)
        sheet.heading(f"最受欢迎的{works[0]['kind_name']}")
        for work in works:
            mark = "（暂定）" if work["is_provisional"] else ""
            seen = f"{work['seen_name']} {'≥' if work['is_floor'] else ''}{fmt.short_number(work['seen'])}{mark}"
            top = sheet.y
            sheet.text(work["title"] or "（无标题）", 28, most=2, width=INNER * 0.68)
            lowest, sheet.y = sheet.y, top
            sheet.text(seen, 26, theme.MUTED, most=1, x=MARGIN + INNER * 0.72, width=INNER * 0.28)
            sheet.y = max(lowest, sheet.y)
            sheet.rule()


def _targets(sheet: Sheet, briefing: Briefing) -> None:
    if not briefing.targets:
        return
    sheet.heading("年度目标")
    words = {"behind": "落后于时间进度", "on_track": "不落后于时间进度", "met": "已完成"}
    for target in briefing.targets:
        done, asked = fmt.short_number(target["actual"]), fmt.short_number(target["expected"])
        _row(sheet, target["metric_name"], f"{done} / {asked} {target['unit']}", words[target["status"]])


def _foot(sheet: Sheet, briefing: Briefing, y: float) -> None:
    sheet.parts.append(_words(clean(briefing.issuer), MARGIN, y, 24, theme.MUTED))
    if briefing.is_demo:
        sheet.parts.append(_words("演示数据，不代表任何真实单位", WIDTH - MARGIN, y, 24, theme.MUTED, anchor="end"))


def _words(
    text: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    bold: bool = False,
    serif: bool = False,
    anchor: str = "start",
) -> str:
    family = escape(theme.SERIF if serif else theme.SANS)
    weight = ' font-weight="700"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}" font-family="{family}" fill="{colour}"{weight}{side}>'
        f"{escape(text)}</text>"
    )


def _picture(sheet: Sheet, height: int, said: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(clean(said))}"><rect width="{WIDTH}" height="{height}" '
        f'fill="{theme.PAPER}"/>{"".join(sheet.parts)}</svg>'
    )
