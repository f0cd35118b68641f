"""The first line of every command: which institution it works for, and in which folder."""

import sys
from pathlib import Path

from pipelines.home import REPOSITORY, Home

NAME = "单位名称"
UNNAMED = f"（单位信息表里还没有{NAME}）"


def greet(home: Home, name: str, is_data: bool = False) -> None:
    """Say where a command works; beside what it prints where that is data for another program."""
    own = "（程序自带的演示单位；自己的单位用 --home 指定，或先进入它的文件夹）" if home.root == REPOSITORY else ""
    print(f"单位：{name or UNNAMED}　文件夹：{home.root}{own}", file=sys.stderr if is_data else sys.stdout, flush=True)


def name_in_tables(home: Home) -> str:
    """What the table 单位信息 calls the institution today; empty where it cannot be read, which is told elsewhere."""
    from pipelines.faults import FileFault
    from pipelines.files import decode
    from pipelines.files.walk import is_junk

    for path in sorted(p for p in home.reference.glob("*单位信息*") if not is_junk(p) and p.is_file()):
        try:
            grids = decode.read(path, path.name).grids
        except FileFault:
            continue
        for line in (line for grid in grids for line in grid.lines()):
            texts = [text.strip() for text in line.texts.values()]
            if len(texts) > 1 and texts[0] == NAME:
                return texts[1]
    return ""


def name_published(database: Path) -> str:
    """What the published file calls the institution; empty in a file that does not say."""
    import duckdb

    # As trace and sql open it: one process opens a file with one configuration.
    with duckdb.connect(database, read_only=True, config={"enable_external_access": False}) as connection:
        try:
            found = connection.execute("SELECT content FROM quality.institution WHERE item = ?", [NAME]).fetchone()
        except duckdb.CatalogException:
            return ""
    return found[0] if found else ""
