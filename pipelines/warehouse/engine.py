"""What the engine says of a file only in words: that another program holds it, that it is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager


class Held(Exception):
    """Another program has the published file open for writing, so nobody else can read it."""

    def __init__(self) -> None:
        super().__init__(
            "数据仓库正被别的程序以可写方式打开，别人都读不了。请关闭那个程序（多半是没有设成只读的 DBeaver），"
            "或按 docs/queries.md 改成只读连接。"
        )


class Damaged(Exception):
    """The published file is no database, or no longer whole."""

    def __init__(self) -> None:
        super().__init__("已发布的数据仓库已损坏，读不出来。请换回完好的备份，或运行 tongbao run 重新生成。")


SAID = {
    Held: ("Could not set lock on file", "used by another process", "另一个程序正在使用此文件"),
    Damaged: ("valid DuckDB database file", "orrupt", "Could not read enough bytes"),
}


def meaning(reason: Exception) -> Held | Damaged | None:
    """What an exception of the engine means, where it is one of these.

    Told by the name of its module: most commands never import the engine.
    """
    if type(reason).__module__ == "_duckdb":
        for what, words in SAID.items():
            if any(word in str(reason) for word in words):
                return what()
    return None


@contextmanager
def plainly() -> Iterator[None]:
    """Around opening and reading a file.

    Raises:
        Held, Damaged: in place of the engine's own exception.
    """
    try:
        yield
    except Exception as reason:
        if told := meaning(reason):
            raise told from reason
        raise
