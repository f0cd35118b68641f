"""Files that are meant to hurt: each is written in a moment, and the door has to refuse it in one, in little memory.

As a command: ``python tests/faults/hostile.py`` measures every kind in a process of its own and prints a table.
"""

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

SECONDS, BYTES = 10, 1 << 30

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
XML = '<Default Extension="xml" ContentType="application/xml"/>'
RELS = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _relations(*pairs: tuple[str, str]) -> str:
    lines = [
        f'<Relationship Id="rId{i}" Type="{R}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(pairs, 1)
    ]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def _docx(path: Path, body: str | list[str]) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        override = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
        archive.writestr("[Content_Types].xml", f"{TYPES}{RELS}{XML}{override}</Types>")
        archive.writestr("_rels/.rels", _relations(("officeDocument", "word/document.xml")))
        with archive.open("word/document.xml", "w") as part:
            part.write(f"<w:document {W}><w:body>".encode())
            for piece in [body] if isinstance(body, str) else body:
                part.write(piece.encode())
            part.write(b"</w:body></w:document>")


def _table(cell: str, row: str = "", rows: int = 3) -> str:
    line = f"<w:tr>{row}<w:tc>{cell}<w:p><w:r><w:t>9</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    return f"<w:tbl>{line * rows}</w:tbl>"


def wide_cell(path: Path) -> None:
    _docx(path, _table('<w:tcPr><w:gridSpan w:val="900000000"/></w:tcPr>'))


def far_cell(path: Path) -> None:
    _docx(path, _table("", '<w:trPr><w:gridBefore w:val="900000000"/></w:trPr>'))


def wide_cells(path: Path) -> None:
    _docx(path, _table('<w:tcPr><w:gridSpan w:val="700"/></w:tcPr>', rows=100_000))


def long_word(path: Path) -> None:
    random.seed(1)
    words = ["".join(random.choices("甲乙丙丁戊己庚辛", k=90)) for _ in range(50)]
    piece = "".join(f"<w:p><w:r><w:t>{w}</w:t></w:r></w:p>" for w in words)
    _docx(path, [piece] * (400_000_000 // len(piece.encode())))


def many_paragraphs(path: Path) -> None:
    _short_paragraphs(path, 350_000)


def _xlsx(path: Path, parts: dict[str, list[str]]) -> None:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = {
        "xl/workbook.xml": "sheet.main",
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    overrides = "".join(f'<Override PartName="/{n}" ContentType="{main}.{k}+xml"/>' for n, k in names.items())
    book = f'<workbook {X} xmlns:r="{R}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    whole = {
        "[Content_Types].xml": [f"{TYPES}{RELS}{XML}{overrides}</Types>"],
        "_rels/.rels": [_relations(("officeDocument", "xl/workbook.xml"))],
        "xl/workbook.xml": [book],
        "xl/_rels/workbook.xml.rels": [
            _relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
        ],
        "xl/worksheets/sheet1.xml": [f"<worksheet {X}><sheetData/></worksheet>"],
        "xl/sharedStrings.xml": [f"<sst {X}/>"],
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in whole.items():
            with archive.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece.encode())


def many_cells(path: Path) -> None:
    """Half a gigabyte of cells that say where they are, so that nothing is far."""
    random.seed(2)
    rows = []
    for i in range(1, 400):
        cells = "".join(f'<c r="{chr(65 + j)}{i}"><v>{random.randrange(10**6)}</v></c>' for j in range(26))
        rows.append(f'<row r="{i}">{cells}</row>')
    piece = "".join(rows)
    pieces = [f"<worksheet {X}><sheetData>", *[piece] * (500_000_000 // len(piece)), "</sheetData></worksheet>"]
    _xlsx(path, {"xl/worksheets/sheet1.xml": pieces})


def many_nameless_cells(path: Path) -> None:
    random.seed(3)
    piece = "".join("<row>" + f"<c><v>{random.randrange(10**4)}</v></c>" * 30 + "</row>" for _ in range(400))
    pieces = [f"<worksheet {X}><sheetData>", *[piece] * (300_000_000 // len(piece)), "</sheetData></worksheet>"]
    _xlsx(path, {"xl/worksheets/sheet1.xml": pieces})


def many_strings(path: Path) -> None:
    random.seed(4)
    piece = "".join(f"<si><t>{random.randrange(10**9)}</t></si>" for _ in range(1000))
    pieces = [f"<sst {X}>", *[piece] * (500_000_000 // len(piece)), "</sst>"]
    _xlsx(path, {"xl/sharedStrings.xml": pieces})


def long_string(path: Path) -> None:
    random.seed(5)
    piece = "".join(random.choices("甲乙丙丁戊己庚辛", k=40_000))
    sheet = f'<worksheet {X}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    pieces = [f"<sst {X}><si><t>", *[piece] * 4_000, "</t></si></sst>"]
    _xlsx(path, {"xl/worksheets/sheet1.xml": [sheet], "xl/sharedStrings.xml": pieces})


def _text(path: Path, piece: str, size: int = 95_000_000, head: str = "") -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(head)
        stream.write(piece * ((size - len(head)) // len(piece.encode())))


def _end(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


def open_quotes(path: Path) -> None:
    _text(path, '"甲,乙\n', head="标题,数量\n")


def open_quotes_in_long_lines(path: Path) -> None:
    _text(path, '"甲' + "乙" * 40 + ",1\n", head="标题,数量\n")


def one_open_quote(path: Path) -> None:
    _text(path, "甲,乙\n", head='标题,数量\n"甲,')


def many_commas(path: Path) -> None:
    _text(path, ",")


def many_lines(path: Path) -> None:
    _text(path, "\n", head="标题,数量\n")


def many_short_cells(path: Path) -> None:
    _text(path, "1," * 40 + "1\n", head="甲," * 40 + "乙\n")


def many_labels(path: Path) -> None:
    _text(path, "甲:1\t乙:2\t丙:3\n")


def many_quoted_cells(path: Path) -> None:
    _text(path, '"a""b","c","d"\n', head="甲,乙,丙\n")


def long_html(path: Path) -> None:
    _text(path, "<tr><td>1</td><td>2</td></tr>\n", 60_000_000, "<html><body><table>")


def many_tags(path: Path) -> None:
    _text(path, "<p>", 60_000_000, "<table><tr><td>甲</td></tr></table>")


def spanning_html(path: Path) -> None:
    _text(path, '<tr><td colspan="700" rowspan="60000">1</td></tr>\n', 20_000_000, "<html><body><table>")


def many_objects(path: Path) -> None:
    _text(path, "{},", head='[{"a":1},')
    _end(path, "{}]")


def many_lists(path: Path) -> None:
    _text(path, "[[1],[2]],", head="[")
    _end(path, "[]]")


def deep_lists(path: Path) -> None:
    path.write_text("[" * 50_000_000 + "]" * 45_000_000)


def large_xls(path: Path, size: int = 95_000_000) -> None:
    """A bare BIFF stream of numbers without end."""
    import struct

    begin = struct.pack("<HHHHH", 0x0409, 6, 0x0400, 0x0010, 0)
    cells = b"".join(
        struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, row * 7.5) for row in range(2000) for column in range(100)
    )
    with path.open("wb") as stream:
        stream.write(begin + cells * (size // len(cells)) + struct.pack("<HH", 0x000A, 0))


def packed_log(path: Path) -> None:
    with gzip.open(path, "wb", 1) as stream:
        for _ in range(200):
            stream.write(b"\0" * 10_000_000)


KINDS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "docx: a cell of 900 million columns": ("a.docx", wide_cell),
    "docx: a row that begins at column 900 million": ("b.docx", far_cell),
    "docx: 100,000 rows of 700 columns": ("c.docx", wide_cells),
    "docx: 400 MB of text": ("d.docx", long_word),
    "docx: 350,000 paragraphs": ("d2.docx", many_paragraphs),
    "xlsx: 500 MB of cells": ("e.xlsx", many_cells),
    "xlsx: 300 MB of cells that do not say where they are": ("f.xlsx", many_nameless_cells),
    "xlsx: 500 MB of strings": ("g.xlsx", many_strings),
    "xlsx: one string of 480 MB": ("h.xlsx", long_string),
    "csv: a quote opened in every line": ("i.csv", open_quotes),
    "csv: a quote opened in every long line": ("i2.csv", open_quotes_in_long_lines),
    "csv: one open quote and 95 MB": ("j.csv", one_open_quote),
    "csv: 95 MB of commas": ("k.csv", many_commas),
    "csv: 95 MB of line ends": ("l.csv", many_lines),
    "csv: 47 million cells": ("m.csv", many_short_cells),
    "csv: 20 million quoted cells": ("n.csv", many_quoted_cells),
    "labelled lines: 95 MB": ("o.txt", many_labels),
    "html: 60 MB of rows": ("p.html", long_html),
    "html: 20 million tags": ("q.html", many_tags),
    "html: cells over 700 columns and 60,000 rows": ("r.html", spanning_html),
    "json: 30 million objects": ("s.json", many_objects),
    "json: 10 million lists": ("t.json", many_lists),
    "json: 50 million deep": ("u.json", deep_lists),
    "xls: 95 MB of numbers": ("v.xls", large_xls),
    "gz: 2 GB of zero bytes": ("w.gz", packed_log),
}


# Within every limit, and as expensive as that allows: read or refused, but in little memory.
def _one_paragraph(path: Path) -> None:
    random.seed(6)
    _docx(path, f"<w:p><w:r><w:t>{''.join(random.choices('0123456789年月日第篇、，%', k=450_000))}</w:t></w:r></w:p>")


def _short_paragraphs(path: Path, count: int = 24_000) -> None:
    _docx(path, "".join(f"<w:p><w:r><w:t>9月发稿{i}篇</w:t></w:r></w:p>" for i in range(count)))


def _sheet(path: Path) -> None:
    piece = "".join("<row>" + f"<c><v>{i}</v></c>" * 19 + "</row>" for i in range(1000))
    pieces = [f"<worksheet {X}><sheetData>", *[piece] * 520, "</sheetData></worksheet>"]
    _xlsx(path, {"xl/worksheets/sheet1.xml": pieces})


def _strings(path: Path) -> None:
    piece = "".join(f"<si><t>{i:09d}</t></si>" for i in range(1000))
    _xlsx(path, {"xl/sharedStrings.xml": [f"<sst {X}>", *[piece] * 4_990, "</sst>"]})


LARGE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "docx: one paragraph of 450,000 signs": ("A.docx", _one_paragraph),
    "docx: 24,000 paragraphs": ("B.docx", _short_paragraphs),
    "xlsx: 9.9 million cells": ("C.xlsx", _sheet),
    "xlsx: 5 million strings": ("D.xlsx", _strings),
    "csv: 7.9 million cells": ("E.csv", lambda path: _text(path, "1," * 19 + "1\n", 15_700_000)),
    "labelled lines: 950,000": ("F.txt", lambda path: _text(path, "甲:1\t乙:2\t丙:3\n", 5_800_000)),
    "html: 1.4 million tags": (
        "G.html",
        lambda path: _text(path, "<tr><td>1</td><td>2</td></tr>\n", 7_300_000, "<table>") or _end(path, "</table>"),
    ),
    "json: 2.9 million objects": ("H.json", lambda path: _text(path, "{},", 4_000_000, "[") or _end(path, "{}]")),
    "xls: 25 MB of numbers": ("I.xls", lambda path: large_xls(path, 24_000_000)),
}

# The peak is the kernel's mark of this program alone: ru_maxrss begins with the peak of the process that started it.
READ = """
import json, re, sys, time
from pathlib import Path
from pipelines.faults import FileFault
from pipelines.files import decode
begun = time.monotonic()
told = ""
try:
    content = decode.read(Path(sys.argv[1]), "file")
    told = f"read: {content.kind}"
    if content.kind == "docx":
        from pipelines import bulletins
        bulletins.read(Path(sys.argv[1]), "docx", period_hint="2020-09")
except FileFault as refused:
    told = refused.fault.code
peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([told, round(time.monotonic() - begun, 2), peak * 1024]))
"""


def measure(path: Path, seconds: float = 120) -> tuple[str, float, int]:
    """(what the door says, seconds, peak bytes) of reading one file in a process of its own."""
    begun = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path)],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env=os.environ,
        )
    except subprocess.TimeoutExpired:
        return "no end", time.monotonic() - begun, 0
    if done.returncode:
        return f"ended with {done.returncode}: {done.stderr[-200:]}", time.monotonic() - begun, 0
    return tuple(json.loads(done.stdout))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind, (name, write) in (KINDS | LARGE).items():
            if len(sys.argv) > 1 and not any(wanted in kind for wanted in sys.argv[1:]):
                continue
            path = Path(folder) / name
            write(path)
            told, seconds, peak = measure(path)
            path.unlink()
            bad = peak > BYTES or not peak or (kind in KINDS and (seconds > SECONDS or told.startswith("read")))
            print(f"| {kind} | {told} | {seconds:.1f} s | {peak / 1e6:.0f} MB |{' !' if bad else ''}", flush=True)


if __name__ == "__main__":
    main()
