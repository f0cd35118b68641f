"""What the commands have in common: the home, the month argument, and what is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import OtherVersion, WrongUse
from pipelines.home import Home, find_home
from pipelines.months import is_month, span


def existing_home(directory: str | None) -> Home:
    """The home, which must have a ``raw`` folder.

    Raises:
        WrongUse: there is none.
    """
    home = find_home(directory)
    if not home.raw.is_dir():
        raise WrongUse(f"{home.root} 里没有 raw 文件夹，不像是单位文件夹。用 tongbao init {home.root} 可以新建一个。")
    return home


def months_of(text: str | None, available: list[str], newest: str | None = None) -> list[str]:
    """The months that ``2020-09``, ``2020-01..2020-09`` or nothing (``newest``) mean, within those with data.

    Raises:
        WrongUse: the text is no month, the range is empty, or no month of it has data.
    """
    if not available:
        raise WrongUse("raw 文件夹里还没有任何带日期的数据。请先把导出文件放进去。")
    if text is None:
        return [newest or available[-1]]
    first, _, last = text.partition("..")
    last = last or first
    if not (is_month(first) and is_month(last)):
        raise WrongUse(f"“{text}”不是月份。请写成 2020-09，或 2020-01..2020-09。")
    wanted = span(first, last)
    if not wanted:
        raise WrongUse(f"“{text}”的起始月份晚于结束月份。")
    if not set(wanted) & set(available):
        raise WrongUse(f"{text} 没有数据。有数据的月份是 {available[0]} 至 {available[-1]}。")
    return [m for m in wanted if available[0] <= m <= available[-1]]


def published_file(home: Home) -> Path:
    """The published warehouse.

    Raises:
        WrongUse: nothing has been published yet.
    """
    if not home.published.exists():
        raise WrongUse(f"还没有发布过数据仓库（{home.published}）。请先运行 tongbao run。")
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
