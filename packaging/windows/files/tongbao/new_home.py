"""What a double-click on 新建单位.cmd does: an empty home in the user's documents, and its desk with the guide."""

from pathlib import Path

from start import open_desk
from try_sample import documents

NAME = "我的单位"


def free_place(folder: Path) -> Path:
    """我的单位, or the same with a number where there is one already."""
    number, place = 2, folder / NAME
    while place.exists():
        place = folder / f"{NAME}{number}"
        number += 1
    return place


def main() -> None:
    from pipelines.commands.init import init

    home = free_place(documents() / "通报")
    init(str(home))
    open_desk(home)


if __name__ == "__main__":
    main()
