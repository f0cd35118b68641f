"""What a double-click on 试用示例.cmd does: the sample institution becomes a home of its own, published and shown."""

import os
import shutil
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def sample_home() -> Path:
    """The sample institution in the user's documents, copied there where it is not yet."""
    home = documents() / "通报示例"
    if not (home / "raw").exists():
        shutil.copytree(PACKAGE / "示例" / "raw", home / "raw")
    return home


def documents() -> Path:
    """The user's documents; where an office has moved them away, the user's folder."""
    user = Path(os.environ.get("USERPROFILE", Path.home()))
    return user / "Documents" if (user / "Documents").is_dir() else user


def main() -> None:
    from pipelines.cli import main as tongbao

    home = sample_home()
    sys.argv = ["tongbao", "run", "2020-09", "--home", str(home)]
    try:
        tongbao()
    except SystemExit as end:
        if end.code:
            raise
    page = home / "reports" / "months" / "2020-09.html"
    try:
        os.startfile(page)
    except OSError:
        print(f"没有打开浏览器（这台电脑没有设好用什么打开网页）。请用浏览器打开：{page}")


if __name__ == "__main__":
    main()
