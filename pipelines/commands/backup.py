"""``tongbao backup``: one archive of what no run can make again."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.usage import existing_home, new_file
from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.replacing import replacing
from pipelines.warehouse.lock import run_lock

# The published file is the memory of what was promised; the others are histories and the key that makes visitors of
# different logs comparable without an address being kept.
FILES = (
    "tongbao.duckdb",
    "tongbao.receipt.json",
    "runs.jsonl",
    "verdicts.jsonl",
    "known_warnings.json",
    "landing/_weblog/visitor.key",
)


def backup(target: str, directory: str | None) -> None:
    home = existing_home(directory)
    greet(home, name_in_tables(home))
    path = new_file(Path(target), home)
    if path.exists():
        raise WrongUse(f"{path} 已经存在，不会覆盖。请换一个文件名。")
    with run_lock(home):
        found = sorted(set(_worth_keeping(home)))
        _pack(home, found, path)
    print(f"已备份 {len(found)} 个文件到 {path}（{path.stat().st_size / 1e6:.1f} MB）。")
    print("里面有：发布的数据仓库和发布记录、基础表、模板、生成过的通报。")
    print("里面没有 raw 里的导出文件，请另行备份；其余的，再运行一次 tongbao run 就有。")
    print("恢复：先把 raw 的导出文件放回单位文件夹，再把备份解开到同一个文件夹，然后运行 tongbao run。")


def _worth_keeping(home: Home) -> Iterator[Path]:
    yield from (path for name in FILES if (path := home.warehouse / name).is_file())
    for folder in (home.reference, home.templates, home.reports / "bulletins"):
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _pack(home: Home, found: list[Path], path: Path) -> None:
    """Half an archive must not pass for one."""
    with replacing(path) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in found:
            archive.write(file, file.relative_to(home.root).as_posix())
