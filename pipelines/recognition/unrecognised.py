"""What a file is that no declaration claims, said as nearly as its headers allow: a clerk has to know what to change.

Belongs here: the message, from another platform's export to a header written in other words. Does not belong here:
recognising; nothing said here makes a file readable.
"""

from collections.abc import Iterable
from itertools import islice

from pipelines.faults import Fault, error, shorten
from pipelines.files.decode import Content
from pipelines.recognition.header import HEADER_WITHIN_ROWS, fits
from pipelines.recognition.records import records
from pipelines.sources.catalog import Catalog, Format, load, normalise

# A file that has this share of a format's required headers is meant to be that format.
NEAR_MISS = 0.5
# Of the formats of a folder so many are named where none was recognised.
TITLES_SHOWN = 8


def unrecognised(content: Content, source: str, catalog: Catalog, name: str) -> Fault:
    headers = _headers(content, catalog)
    is_json = content.kind == "json"
    for refused in catalog.unclaimed:
        for sheet, row, texts in headers:
            belongs = refused.source in ("", source) and (not is_json or sheet == refused.records)
            if belongs and refused.headers <= {normalise(t) for t in texts}:
                what = f"这是“{refused.title}”，{refused.reason}"
                return error("unclaimed_platform", what, path=name, sheet=sheet, row=row)
    for other in catalog.formats:
        for sheet, row, texts in headers:
            readable = sheet in other.records if is_json else not (other.records or other.block or other.sections)
            # A table of one's own asks for so little that many a ledger would be taken for one.
            elsewhere = other.source not in (source, "reference")
            if elsewhere and readable and fits(other, {normalise(t) for t in texts}):
                title = f"{catalog.sources[other.source].name}·{other.title}"
                return error(
                    "wrong_folder",
                    f"这是“{title}”，却放在 raw/{source}/ 下，应放在 raw/{other.source}/ 下",
                    path=name,
                    sheet=sheet,
                    row=row,
                )
    for fmt in (f for f in load().of(source) if f.id not in {known.id for known in catalog.formats}):
        if line := next((h for h in headers if fits(fmt, {normalise(t) for t in h[2]})), None):
            what = f"看起来是“{fmt.title}”（格式编号 {fmt.id}），但列名对照表里没有登记它的列名，没有读取"
            return error("unmapped_format", what, path=name, sheet=line[0], row=line[1])
    alike = [f for f in catalog.of(source) if bool(f.records) == is_json and (not f.kinds or content.kind in f.kinds)]
    if near := _nearest(headers, alike):
        fmt, sheet, row, texts = near
        present = {normalise(t) for t in texts}
        absent = _absent(fmt, present)
        unknown = "、".join(shorten(t, 20) for t in texts if normalise(t) not in fmt.known_headers)
        # A new header is registered in 列名对照 by the ids of format and column.
        named = "、".join(f"{name}（标准列 {column}）" if column else name for column, name in absent.items())
        what = f"看起来是“{fmt.title}”（格式编号 {fmt.id}），但缺少必需的列：{named}"
        if unknown:
            what += f"；文件里不认识的列：{unknown}"
        return error("missing_column", what, path=name, sheet=sheet, row=row, column="、".join(absent.values()))
    if likely := _likely(headers, alike):
        fmt, sheet, row, alike_names = likely
        told = "、".join(f"“{text}”像是“{usual}”" for text, usual in alike_names.items())
        what = f"最像“{fmt.title}”（格式编号 {fmt.id}），表头的写法不同：{told}"
        return error("missing_column", what, path=name, sheet=sheet, row=row, column="、".join(alike_names.values()))
    seen = next((texts for _, _, texts in headers if len(texts) > 1), [])
    if (fault := _no_export(content, source, catalog, name)) is not None:
        return fault
    known = list(dict.fromkeys(f.title for f in catalog.of(source)))
    rest = f" 等 {len(known)} 种（全部见 tongbao formats）" if len(known) > TITLES_SHOWN else ""
    what = f"不认识这个文件。raw/{source}/ 下能读的有：{'、'.join(known[:TITLES_SHOWN])}{rest}"
    if seen:
        what += f"；文件里看到的列：{'、'.join(shorten(t, 20) for t in seen[:12])}"
    return error("unrecognised_file", what, path=name)


def _no_export(content: Content, source: str, catalog: Catalog, name: str) -> Fault | None:
    """What a file is that cannot be a table of any kind, or lies where no source is."""
    if source not in catalog.sources:
        folders = "、".join(f"{s.id}（{s.name}）" for s in catalog.sources.values())
        where = f"不认识的来源文件夹 raw/{source}/" if source else "文件直接放在 raw 下，看不出是哪个平台的"
        return error("outside_folders", f"{where}。来源的文件夹有：{folders}", path=name)
    if content.kind == "docx":
        return error("word_table", "这是 Word 文档（.docx），这里要用表格", path=name)
    lines = [line for grid in content.grids for line in islice(grid.lines(), HEADER_WITHIN_ROWS)]
    if content.grids and not lines:
        return error("empty_file", "工作簿里没有一个有内容的格子", path=name)
    if lines and content.kind in ("csv", "tsv", "labelled") and sum(len(v.texts) < 2 for v in lines) * 2 > len(lines):
        return error("no_columns", "这是一段文字，不是分列的表格", path=name)
    return None


def _absent(fmt: Format, present: set[str]) -> dict[str, str]:
    """Column → its usual name, of what a format requires and a header has not."""
    absent = {column: names[0] for column, names in fmt.required.items() if not present.intersection(names)}
    return absent | ({"": " 或 ".join(fmt.unpivot)} if fmt.unpivot and not present & set(fmt.unpivot) else {})


def _headers(content: Content, catalog: Catalog) -> list[tuple[str, int | None, list[str]]]:
    """(sheet, row, texts) of whatever may be a header; for JSON (path, None, members) of every list we know of."""
    if content.kind == "json":
        paths = {p for f in catalog.formats for p in f.records} | {u.records for u in catalog.unclaimed if u.records}
        found = {path: records(content.data, path) for path in sorted(paths)}
        return [(p, None, list({n: None for row in rows for n in row})) for p, rows in found.items() if rows]
    return [
        (grid.sheet, line.row, list(line.texts.values()))
        for grid in content.grids
        for line in islice(grid.lines(), HEADER_WITHIN_ROWS)
    ]


def _likely(headers: list[tuple[str, int | None, list[str]]], formats: list[Format]):
    """The one format each of whose required columns has its header or one that holds, or is held by, a name of it.

    Returns the format, the place, and header → usual name of those that are only alike; None where several formats fit
    equally well: a guess among them would mislead.
    """
    best: list[tuple[int, tuple]] = []
    for fmt in formats:
        for sheet, row, texts in headers:
            told = {text: normalise(text) for text in texts if not fmt.records}
            alike: dict[str, str] = {}
            for names in fmt.required.values():
                if not set(told.values()) & set(names):
                    text = next((t for t, n in told.items() if t not in alike and _is_alike(n, names)), None)
                    if text is None:
                        break
                    alike[text] = names[0]
            else:
                # At least two columns in all, or any table with a 日期 would be taken for something.
                if len(fmt.required) > 2 and len(alike) < len(fmt.required) and not fmt.unpivot:
                    best.append((len(fmt.required) - 2 * len(alike), (fmt, sheet, row, alike)))
    best.sort(key=lambda found: -found[0])
    if not best or (len(best) > 1 and best[0][0] == best[1][0] and best[0][1][0].dataset != best[1][1][0].dataset):
        return None
    return best[0][1]


def _is_alike(header: str, names: Iterable[str]) -> bool:
    return len(header) > 1 and any(header in name or name in header for name in names)


def _nearest(headers: list[tuple[str, int | None, list[str]]], formats: list[Format]):
    """The format whose required headers are most nearly all there, with the row where they are."""
    best = None
    for fmt in formats:
        for sheet, row, texts in headers:
            if fmt.records and sheet not in fmt.records:
                continue
            present = {normalise(t) for t in texts}
            wanted = len(fmt.required) + bool(fmt.unpivot)
            share = 1 - len(_absent(fmt, present)) / max(wanted, 1)
            # What lacks nothing was refused for another reason.
            if NEAR_MISS <= share < 1 and (best is None or share > best[0]):
                best = (share, (fmt, sheet, row, texts))
    return best[1] if best else None
