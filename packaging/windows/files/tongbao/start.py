"""What a double-click on 开始.cmd does: the desk of the home that was opened last, else of one that is chosen.

A folder dropped on 开始.cmd is opened as a home. Which one was last stands in the user's own settings, never in the
package: the next version is unpacked beside it.
"""

import os
import sys
from pathlib import Path

from try_sample import sample_home

SETTINGS = Path(os.environ.get("APPDATA", Path.home())) / "Tongbao" / "home.txt"


def last_home() -> Path | None:
    if not SETTINGS.exists():
        return None
    home = Path(SETTINGS.read_text(encoding="utf-8").strip())
    return home if (home / "raw").is_dir() else None


def main() -> None:
    dropped = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    open_desk(dropped or last_home() or sample_home())


def open_desk(home: Path) -> None:
    """Serve the desk of a home, which is the one that is opened next time too."""
    from pipelines.cli import main as tongbao

    SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(str(home), encoding="utf-8")
    print("换一个单位：把它的文件夹拖到“开始.cmd”上。新建一个单位：双击“新建单位.cmd”。")
    sys.argv = ["tongbao", "desk", "--home", str(home)]
    tongbao()


if __name__ == "__main__":
    main()
