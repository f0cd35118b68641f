"""How large a file may be, for every reader in one place.

Each is checked on the bytes, by counting, before a reader makes anything of them: what is refused is refused in a few
seconds and costs less than 1 GiB. They stand well above the largest real export (ten years of the longest list have
some eight million cells).
"""

from pipelines.faults import FileFault, error

# The largest real export is a few MB; server logs are not read as tables.
MAX_FILE_BYTES = 100_000_000

# Excel's own number of rows; a longer export cannot be opened by the people who must check it.
MAX_ROWS = 1_048_576
# Column ZZ. The widest real export has some forty columns; a far cell makes readers reserve the whole rectangle.
MAX_COLUMNS = 702
# Rows × columns of one sheet, filled or not.
MAX_CELLS = 20_000_000

# A workbook has a few dozen members; thousands are an archive of something else.
MAX_MEMBERS = 2_000
# Ten years of the longest list expand to some 100 MB.
MAX_EXPANDED_BYTES = 300_000_000
# Repetitive sheets reach 1:50; a bomb starts at 1:1000. Small files may exceed it harmlessly.
MAX_EXPANSION = 200
EXPANSION_MATTERS_FROM = 20_000_000
# Texts that cells share; each is kept by itself while a workbook is read.
MAX_SHARED_TEXTS = 5_000_000
MAX_PART_CELLS = 10_000_000

# A workbook of Excel 97 has 65,536 rows; its reader makes an object of each cell.
MAX_XLS_BYTES = 25_000_000

# Cells of a text file, and pieces of labelled lines: each becomes a text of its own.
MAX_TEXT_CELLS = 8_000_000
MAX_LABELLED = 1_000_000
# A quoted title spans a few lines; a quote that is still open after this many was never meant as one.
MAX_RECORD_LINES = 200
# Lines looked through behind quotes that nobody closed; a few hundred such titles are usual.
MAX_LINES_BEHIND_QUOTES = 500_000

# Start and end of each element of a page.
MAX_TAGS = 1_500_000
MAX_JSON_VALUES = 3_000_000
# Platforms nest six deep; walking what is nested without end would exhaust the stack.
MAX_NESTING = 50

# All of a document but its pictures; what of it is text; paragraphs, those of cells too. A year's bulletin has 2 MB,
# 100 kB and 10,000.
MAX_WORD_BYTES = 20_000_000
MAX_WORD_TEXT_BYTES = 1_000_000
MAX_WORD_PARAGRAPHS = 25_000
# Columns that cells of a document's tables span, all together; Word itself has 63 a table.
MAX_WORD_COLUMNS = 500_000


def check_size(rows: int, columns: int, name: str, sheet: str = "") -> None:
    """Raises:
    FileFault: ``too_large``, naming the limit that is broken.
    """
    if rows > MAX_ROWS:
        what = f"行数超过 {MAX_ROWS:,} 行的上限"
    elif columns > MAX_COLUMNS:
        what = f"列数超过 {MAX_COLUMNS} 列的上限"
    elif rows * columns > MAX_CELLS:
        what = f"表格区域为 {rows:,} 行 × {columns:,} 列，上限为 {MAX_CELLS:,} 个单元格"
    else:
        return
    raise FileFault(error("too_large", what, path=name, sheet=sheet))


def check_count(found: int, most: int, what: str, name: str) -> None:
    """what: a Chinese noun for what was counted.

    Raises:
        FileFault: ``too_large``.
    """
    if found > most:
        raise FileFault(error("too_large", f"{what}有 {found:,} 个，上限为 {most:,} 个", path=name))


def check_bytes(size: int, most: int, what: str, name: str) -> None:
    """Raises:
    FileFault: ``too_large``.
    """
    if size > most:
        raise FileFault(error("too_large", f"{what}有 {size / 1e6:,.0f} MB，上限为 {most // 1_000_000} MB", path=name))
