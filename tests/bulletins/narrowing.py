"""Documents into which one narrowing word has been put: what no accepted figure may survive.

A figure that was accepted counts the whole that its words name. With a word more that nobody declared (校友会, 暑期,
外文版) in its clause, its heading, its caption, its header, its row, its sheet, the title or the file's name, it counts
less: it has to wait, be listed or enter under another name, never as before. ``python -m bulletins.narrowing --seed 7``
(tests on the path) tries every place of every corpus with a word of its choice and prints what still enters.

Belongs here: where such a word can stand, and which figures stand under it. Does not belong here: what a reader knows.
"""

import argparse
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bulletins.corpus import CORPORA, documents, write

from pipelines import bulletins
from pipelines.bulletins.document import BODY, TABLE, Document, Grid, Paragraph, read_document
from pipelines.bulletins.figure import Figure
from pipelines.bulletins.periods import with_digits
from pipelines.bulletins.reader import Hints, understand
from pipelines.files.discover import RawFile
from pipelines.landing.past_bulletins import hints_of

# Whom, what, when, where and how: none of these words is declared anywhere, except as what narrows.
_WORDS = """
校友会 老年大学 附属小学 离退休 团学 竞赛组委会 外文版 英文 少儿版 短视频大赛 思政微课 招生 就业 疫情防控
乡村振兴 文明城市 党史 毕业季 运动会 暑期 寒假 五一 七一 上旬 周末 夜间 原创 转载
头条 付费 置顶 涉外 海外 市外 县级 优质 首发 拟 待 未 仅 部分
除 非 双语 图集 漫画 无障碍 2019级 第二届 “七一” 《光影》 #开学季# 其他 别的 个人
学生 教师
"""
WORDS = _WORDS.split()
# What is spoken of around some figures and narrows those of channels.
_TOPICS = """
党建 理论 校园文化 舆情 讲座 摄影 教职工 直播 重大 栏目 矩阵 日常 专题 重点
特色 亮点 统战 意识形态 对外 国际 思想政治
"""
TOPICS = _TOPICS.split()
_OF_CHANNELS = re.compile("^(?:web|wechat|weibo|qq|douyin|short)_")
_NUMERAL = re.compile(r"[\d*〇零一二两三四五六七八九十百千万亿余多近约超逾.,+]")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]")
_CLAUSE_END = re.compile("[，；,;:：。！？（）()]")


@dataclass(frozen=True)
class Bulletin:
    """A document as it was read from ``path`` and what is known of it from outside."""

    document: Document
    path: Path
    hints: Hints


@dataclass(frozen=True)
class Mutant:
    """slot: where the word stands. touched: which accepted figures stand under it."""

    slot: str
    word: str
    where: str
    bulletin: Bulletin
    touched: frozenset[tuple]


def read_corpus(corpus: Path) -> list[Bulletin]:
    """Every document of a corpus, as a home that knows its institution and departments has it."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "raw" / "bulletins"
        write(folder, corpus)
        read = documents(corpus)
        files = [RawFile(folder / d.path, f"bulletins/{d.path}", "", []) for d in read]
        return [
            Bulletin(
                read_document(file.path, file.path.suffix[1:]),
                file.path,
                hints_of(file, files, d.institutions, d.departments),
            )
            for d, file in zip(read, files, strict=True)
        ]


def chosen(bulletins_read: list[Bulletin], seed: int, share: float) -> Iterator[Mutant]:
    """A share of all mutants, with words at random; the same for the same seed."""
    choice = random.Random(seed)

    def words() -> Iterator[str]:
        while True:
            yield choice.choice((*WORDS, *TOPICS))

    for bulletin in bulletins_read:
        yield from (m for m in mutants(bulletin, words()) if choice.random() < share)


def accepted(bulletin: Bulletin) -> dict[tuple, dict]:
    """The figures that enter by themselves, by all that is said of them."""
    settled = bulletins.settle(understand(bulletin.document, bulletin.path, bulletin.hints))
    return {_key(row): row for row in settled.frame.to_dicts()}


def _key(row: dict) -> tuple:
    said = ("source_sheet", "source_row", "printed", "metric_id", "period", "row_label", "qualifier")
    return tuple(row[column] for column in said)


def survivors(mutant: Mutant) -> list[tuple]:
    """Figures that still enter as they did."""
    return sorted(mutant.touched & accepted(mutant.bulletin).keys())


def mutants(bulletin: Bulletin, words: Iterable[str]) -> Iterator[Mutant]:
    """Every place of a document in which a word would narrow some accepted figure, each with the next of ``words``."""
    rows = accepted(bulletin)
    if not rows:
        return
    words = iter(words)
    for slot, where, change, keys in (*_whole(bulletin, rows), *_blocks(bulletin, rows)):
        word = next(words)
        touched = frozenset(k for k in keys if word not in TOPICS or _OF_CHANNELS.match(k[3]))
        if touched:
            yield Mutant(slot, word, where, change(word), touched)


def _whole(bulletin: Bulletin, rows: dict[tuple, dict]) -> Iterator[tuple]:
    path = bulletin.path
    yield "file name", path.stem, lambda w: replace(bulletin, path=path.with_name(w + path.name)), set(rows)
    blocks = bulletin.document.blocks
    first = next(iter(blocks))
    if isinstance(first, Paragraph):
        for at in sorted({0, len(first.text) // 2}):
            under = {key for key in rows if first.sheet == BODY or key[0] == first.sheet}
            yield "title", first.text, lambda w, at=at: _with(bulletin, 0, _put(first, at, w)), under
    for sheet in dict.fromkeys(b.sheet for b in blocks if b.sheet not in (BODY, TABLE)):
        keys = {key for key, row in rows.items() if row["source_sheet"] == sheet}
        yield "sheet", sheet, lambda w, sheet=sheet: _renamed(bulletin, sheet, sheet + w), keys


def _blocks(bulletin: Bulletin, rows: dict[tuple, dict]) -> Iterator[tuple]:
    blocks = bulletin.document.blocks
    figures = understand(bulletin.document, bulletin.path, bulletin.hints).figures
    tables = _tables(blocks, figures)
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            keys = {key for key in rows if key in tables.get(at, ())}
            yield from _grid(bulletin, at, block, keys)
            continue
        under = _under(blocks, at)
        if at and _HEADING.match(block.text) and len(block.text) <= 20 and not re.search("[，。]", block.text):
            keys = {key for key in rows if any(_stands_in(key, blocks[b], tables.get(b, ())) for b in under)}
            after = blocks[at + 1] if at + 1 < len(blocks) else None
            # Of the topics a chapter names its sections say which.
            if isinstance(after, Paragraph) and _HEADING.match(after.text):
                keys = {key for key in keys if not _OF_CHANNELS.match(key[3])}
            yield "heading", block.text, lambda w, at=at, b=block: _with(bulletin, at, _put(b, len(b.text), w)), keys
        yield from _paragraph(bulletin, at, block, rows, figures)


def _tables(blocks: list, figures: list[Figure]) -> dict[int, set[tuple]]:
    """Number of a grid → keys of what stands in it, told by its rows and numbers."""
    found: dict[int, set[tuple]] = {}
    taken: set[tuple] = set()
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            cells = {(n, cell) for n, texts in block.rows for cell in texts}
            here = {
                _key_of(f)
                for f in figures
                if f.sheet == block.sheet and (f.row, f.numeral.printed) in cells and f.table_id != BODY
            } - taken
            found[at] = here
    # Word counts the rows of every table from 1: what fits two tables is left to neither.
    for at, here in found.items():
        others = set().union(*(keys for other, keys in found.items() if other != at))
        found[at] = here - others
    return found


def _key_of(figure: Figure) -> tuple:
    numeral = figure.numeral
    said = (numeral.printed, figure.metric_id, figure.period.text, figure.row_label, numeral.qualifier)
    return (figure.sheet, figure.row, *said)


def _stands_in(key: tuple, block: Paragraph | Grid, of_grid: Iterable[tuple]) -> bool:
    if isinstance(block, Grid):
        return key in of_grid
    return key[:2] == (block.sheet, block.row)


def _under(blocks: list, at: int) -> list[int]:
    """What stands under a heading, up to the next one."""
    until = (n for n in range(at + 1, len(blocks)) if isinstance(blocks[n], Paragraph))
    end = next((n for n in until if _HEADING.match(blocks[n].text)), len(blocks))
    return list(range(at + 1, end))


def _paragraph(bulletin: Bulletin, at: int, block: Paragraph, rows: dict, figures: list[Figure]) -> Iterator[tuple]:
    text = with_digits(block.text)
    here = [f for f in figures if (f.sheet, f.row) == (block.sheet, block.row) and _key_of(f) in rows]
    spelt = replace(block, text=text)
    keys = {_key_of(f) for f in here}
    if not keys:
        return
    yield "frame before", text, lambda w: _before(bulletin, at, f"现将{w}情况通报如下："), keys
    yield "line before", text, lambda w: _before(bulletin, at, f"{w}"), keys
    yield "sentence before", text, lambda w: _with(bulletin, at, _put(spelt, _start(text), f"以下为{w}的数据。")), keys
    first = text[_start(text) :].partition("。")[0]
    under = {_key_of(f) for f in here if f.words and f.words in first}
    yield "clause before", text, lambda w: _with(bulletin, at, _put(spelt, _start(text), f"{w}方面，")), under
    full = text if text[-1:] in "。！" else f"{text}。"
    yield "sentence behind", text, (
        lambda w: _with(bulletin, at, replace(block, text=f"{full}以上均为{w}数据。"))
    ), keys  # fmt: skip
    yield "note behind", text, lambda w: _before(bulletin, at + 1, f"注：以上数据仅统计{w}。"), keys
    for figure in here:
        start = text.find(figure.words)
        number = text.find(figure.numeral.printed, start) if start >= 0 else -1
        if number < 0 or text.count(figure.words) > 1 or not figure.words:
            continue
        end = start + len(figure.words)
        for place in range(start, end + 1):
            inside = (number < place < end and _NUMERAL.match(text[place - 1])) or text[place - 1 : place] in "□"
            unit = number + len(figure.numeral.printed)
            if inside or number < place <= unit or (place < end and _NUMERAL.match(text[place]) and place > number):
                continue
            between = text[place:number] if place <= number else text[unit:place]
            if re.search("[、（）()]|\\d", between):
                continue
            if text[start:place] and _HEADING.fullmatch(text[start:place]):
                continue
            kind = "clause, before the number" if place <= number else "clause, behind the number"
            yield kind, f"{text[start:place]}^{text[place:end]}", (
                lambda w, place=place: _with(bulletin, at, _put(spelt, place, w))
            ), {_key_of(figure)}  # fmt: skip
        behind = text.find(figure.numeral.printed, start) + len(figure.numeral.printed)
        if unit := re.match("人次|篇次|条次|[人名篇条个件次场期项块张套部份家则]", text[behind:]):
            place = behind + len(unit[0])
            for slot, told in (
                ("bracket behind", "（{}）"),
                ("clause behind", "，均为{}内容"),
                ("limit behind", "（不含{}）"),
            ):
                yield slot, figure.words, (
                    lambda w, place=place, told=told: _with(bulletin, at, _put(spelt, place, told.format(w)))
                ), {_key_of(figure)}  # fmt: skip


def _start(text: str) -> int:
    """Behind the number of a paragraph and the heading it opens with."""
    found = re.match(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．](?:[^，。：:]{1,20}[。：:])?", text)
    return found.end() if found else 0


def _grid(bulletin: Bulletin, at: int, grid: Grid, keys: set[tuple]) -> Iterator[tuple]:
    if not keys:
        return
    blocks = bulletin.document.blocks
    before = blocks[at - 1] if at else None
    if isinstance(before, Paragraph) and len(before.text) <= 40:
        for place in sorted({0, len(before.text) // 2, len(before.text)}):
            yield "caption", before.text, (
                lambda w, place=place: _with(bulletin, at - 1, _put(before, place, w))
            ), keys  # fmt: skip
    yield "frame before a table", grid.sheet, lambda w: _before(bulletin, at, f"现将{w}情况公布如下："), keys
    yield "line before a table", grid.sheet, lambda w: _before(bulletin, at, w), keys
    yield "note below a table", grid.sheet, lambda w: _before(bulletin, at + 1, f"注：以上为{w}数据。"), keys
    first = next((i for i, (_, texts) in enumerate(grid.rows) if sum(map(_is_number, texts)) > 0), 0)
    for row in range(len(grid.rows)):
        number, texts = grid.rows[row]
        for column, cell in enumerate(texts):
            if (
                not re.search("[\u4e00-\u9fffA-Za-z]", cell)
                or _is_number(cell)
                or re.search("序号|备注|排名|名次", cell)
            ):
                continue
            if row < first:
                above = [upper for _, upper in grid.rows[:row]] + [texts]
                width = range(column + 1, len(texts))
                until = next((c for c in width if any(t[c] for t in above if c < len(t))), len(texts))
                alone = sum(map(bool, texts)) == 1
                until = len(texts) if alone else until
                under = {
                    key
                    for key in keys
                    for n, cells in grid.rows[first:]
                    if n == key[1] and cells.count(key[2]) == 1 and column <= cells.index(key[2]) < until
                }
                slot = "line in a table" if alone else "header"
                # A line between rows is no part of the names of units below it.
                if alone and any(sum(map(bool, upper)) > 1 for upper in above):
                    under = {key for key in under if key[5] == "合计"}
            else:
                under = {key for key in keys if key[1] == number and texts.count(key[2]) == 1}
                slot = "row label"
                # The labels right in front of a number; further left others may have theirs.
                under = {k for k in under if not any(map(_is_number, texts[column + 1 : texts.index(k[2])]))}
                under = {k for k in under if texts.index(k[2]) > column}
            for place in sorted({0, len(cell)}):
                of_cell = (row, column, place)
                yield slot, f"{cell}@{place}", (
                    lambda w, of_cell=of_cell: _with(bulletin, at, _cell(grid, *of_cell, w))
                ), under  # fmt: skip


def _is_number(cell: str) -> bool:
    return bool(
        re.fullmatch(r"[-+]?[\d,. ]*\d[\d,.]*(?:[万亿]|余|多|\+)?[%\u4e00-\u9fff]{0,2}", cell)
    ) and not re.fullmatch(r"(?:19|20)\d\d年?|\d{1,2}月份?|.*[月日周级届]", cell)


def _cell(grid: Grid, row: int, column: int, place: int, word: str) -> Grid:
    rows = list(grid.rows)
    number, texts = rows[row]
    cell = texts[column]
    rows[row] = (number, [*texts[:column], cell[:place] + word + cell[place:], *texts[column + 1 :]])
    return replace(grid, rows=rows)


def _put(paragraph: Paragraph, at: int, word: str) -> Paragraph:
    return replace(paragraph, text=paragraph.text[:at] + word + paragraph.text[at:])


def _with(bulletin: Bulletin, at: int, block: Paragraph | Grid) -> Bulletin:
    blocks = list(bulletin.document.blocks)
    blocks[at] = block
    return replace(bulletin, document=replace(bulletin.document, blocks=blocks))


def _before(bulletin: Bulletin, at: int, line: str) -> Bulletin:
    blocks = list(bulletin.document.blocks)
    near = blocks[min(at, len(blocks) - 1)]
    sheet = BODY if near.sheet == TABLE else near.sheet
    blocks.insert(at, Paragraph(line, sheet, 0))
    return replace(bulletin, document=replace(bulletin.document, blocks=blocks))


def _renamed(bulletin: Bulletin, sheet: str, name: str) -> Bulletin:
    blocks = [replace(b, sheet=name) if b.sheet == sheet else b for b in bulletin.document.blocks]
    return replace(bulletin, document=replace(bulletin.document, blocks=blocks))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1)
    options = parser.parse_args()
    tried = leaks = 0
    for name, corpus in CORPORA.items():
        for mutant in chosen(read_corpus(corpus), options.seed, options.share):
            tried += 1
            if left := survivors(mutant):
                leaks += 1
                print(
                    f"{name} {mutant.bulletin.path.name} {mutant.slot}: {mutant.word} in {mutant.where[:60]}: {left[0]}"
                )
    print(f"seed {options.seed}: {tried:,} places, {leaks} of them let a figure through")


if __name__ == "__main__":
    main()
