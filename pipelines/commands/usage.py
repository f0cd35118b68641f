"""What the commands have in common: the home, the month argument, and what is published."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.commands.greeting import greet, name_published
from pipelines.errors import OtherVersion, WrongUse
from pipelines.home import Home, find_home
from pipelines.months import as_month, span


def existing_home(directory: str | None) -> Home:
    """The home, which must have a ``raw`` folder.

    Raises:
        WrongUse: there is none.
    """
    if directory is not None and not directory.strip():
        raise WrongUse("--home 后面是空的。请写单位文件夹的位置；不写 --home 就用现在所在的单位文件夹。")
    try:
        home = find_home(directory)
    except RuntimeError as reason:
        raise WrongUse(f"“{directory or os.environ.get('TONGBAO_HOME')}”里的用户不存在，请写完整的路径。") from reason
    usable(home.root)
    if not _is_folder(home.raw):
        raise WrongUse(f"{home.root} 里没有 raw 文件夹，不像是单位文件夹。用 tongbao init {home.root} 可以新建一个。")
    return home


def new_place(directory: str) -> Path:
    """Where a new home is to be.

    Raises:
        WrongUse: nothing was written, or it names no place that could be one.
    """
    if not directory.strip():
        raise WrongUse("没有写文件夹的位置。")
    try:
        root = Path(directory).expanduser().resolve()
        root.exists()
    except (RuntimeError, OSError) as reason:
        raise WrongUse(f"“{directory}”不能作为文件夹的位置。请写完整的路径。") from reason
    if root.is_file() or any(parent.is_file() for parent in root.parents):
        raise WrongUse(f"{root} 或它的上级是一个文件，不能作为文件夹。请换一个名字。")
    return usable(root)


def new_file(path: Path, home: Home) -> Path:
    """Where an operator wants a result to be written.

    Raises:
        WrongUse: nothing can be written there, or it would stand among the exports or in the warehouse: there a result
            would be read as an export or take the place of what is published.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise WrongUse(f"{path} 不能作为文件写入：所在的文件夹要先建好，名字不能与文件夹相同。")
    for folder in (home.raw, home.warehouse):
        if path.resolve().is_relative_to(folder.resolve()):
            raise WrongUse(f"{path} 在 {folder.name} 文件夹里，结果不能写在那里。请换一个位置。")
    return path


@contextmanager
def all_at_once(root: Path) -> Iterator[Path]:
    """A folder to fill; it becomes ``root`` when it is whole, so that a command that was interrupted can be repeated.

    What an interruption left is cleared away. Where ``root`` already holds something, what was written moves into it.
    """
    partial = root.parent / f".{root.name}.未写完"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        if not root.exists() or not any(root.iterdir()):
            if root.exists():
                root.rmdir()
            partial.rename(root)
        else:
            for entry in sorted(partial.iterdir()):
                entry.rename(root / entry.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long, a folder above it that nobody may enter
        return False


# What no line of text can hold, and two signs below which DuckDB writes no database, by whatever way the folder is
# reached: it opens /甲\乙/a.duckdb as /甲/乙/a.duckdb, and the log of /甲?乙/a.duckdb as /甲.wal?乙/a.duckdb.
UNUSABLE = re.compile(r"[?\x00-\x1f\ud800-\udfff]" if os.sep == "\\" else r"[?\\\x00-\x1f\ud800-\udfff]")


def usable(root: Path) -> Path:
    """A place for a home.

    Raises:
        WrongUse: it has a sign in its path with which no database can be written, or no line of text.
    """
    if found := UNUSABLE.search(str(root)):
        sign = (
            f"“{found[0]}”，数据库引擎在这样的文件夹里写不了文件"
            if found[0].isprintable()
            else "不是 UTF-8 的字符或换行"
        )
        raise WrongUse(f"单位文件夹的路径里有{sign}：{root}。请改名，或换一个位置。")
    return root


def months_of(text: str | None, available: list[str], newest: str | None = None) -> list[str]:
    """The months that ``2020-09`` (also ``2020年9月``), ``2020-01..2020-09`` or nothing (``newest``) mean, within those
    with data.

    Raises:
        WrongUse: the text is no month, the range is empty, or no month of it has data.
    """
    if not available:
        raise WrongUse("raw 文件夹里还没有任何带日期的数据。请先把导出文件放进去。")
    if text is None:
        return [newest or available[-1]]
    first, _, last = text.partition("..")
    first, last = as_month(first), as_month(last or first)
    if not first or not last:
        raise WrongUse(f"“{text}”不是月份。请写成 2020-09，或 2020-01..2020-09。")
    wanted = span(first, last)
    if not wanted:
        raise WrongUse(f"“{text}”的起始月份晚于结束月份。")
    if not set(wanted) & set(available):
        raise WrongUse(f"{text} 没有数据。有数据的月份是 {available[0]} 至 {available[-1]}。")
    return [m for m in wanted if available[0] <= m <= available[-1]]


def published_file(home: Home, is_data: bool = False) -> Path:
    """The published warehouse, once the operator has been told whose it is.

    is_data: what the command prints is for another program, so this is said beside it.

    Raises:
        WrongUse: nothing has been published yet.
    """
    if not home.published.exists():
        raise WrongUse(f"还没有发布过数据仓库（{home.published}）。请先运行 tongbao run。")
    greet(home, name_published(home.published), is_data)
    return home.published


@contextmanager
def of_this_version(database: Path) -> Iterator[None]:
    """Around reading the published file: tables and columns are those of the program that published it.

    Raises:
        WrongUse: one that is asked for is not there.
    """
    import duckdb

    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException, OtherVersion) as reason:
        raise WrongUse(
            f"{database} 由另一个版本的程序发布，里面没有这一版要用的表或列。请先运行 tongbao run，再重试这条命令。"
        ) from reason
