"""Which of two exports known until the same day is the later one, as far as their names tell.

Folders and files are named by people and browsers: 2020-09重新导出/, 稿件列表(1).xlsx, 稿件列表 - 副本.xlsx. Times of
files and times kept inside workbooks are not asked: copying changes the one, opening and saving the other.
"""

import re

# Somebody says that this one is to replace another.
CORRECTED = re.compile(r"更正|修正|订正|重新导出|重新下载|(?<![a-z])new(?![a-z])")
# A copy kept for safety says no more than what it was copied from.
COPY = re.compile(r"副本|备份|作废|(?<![a-z])(?:copy|backup|bak|old)(?![a-z])")
# 列表(1).xlsx: the browser's number for a download of a name that was taken.
NUMBERED = re.compile(r"[(（](\d{1,2})[)）]\s*$")
# 2020-09, 202009, 2020年9月, 2020.9; without a sign between them two digits are needed.
MONTH = re.compile(r"(20\d{2})(?:[-_.年](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))(?!\d)")


def unmarked(name: str) -> str:
    """The name of a file or folder without the marks of an edition: 2020-09 of ``2020-09重新导出(1)``."""
    bare = NUMBERED.sub("", name.lower())
    return COPY.sub("", CORRECTED.sub("", bare)).strip(" -_()（）")


def month_of(found: re.Match) -> str:
    """``YYYY-MM`` of a match of ``MONTH``."""
    return f"{found[1]}-{int(found[2] or found[3]):02d}"


def edition(name: str) -> tuple[bool, bool, str, int, str]:
    """Sorts names of exports (below ``raw/``, with ``/``) from the one that yields to the one that counts: what is
    marked as corrected, what is not a copy, the later month of the folders, the higher number of the download, and
    last, so that there always is an order, the name itself.
    """
    *folders, file = name.lower().split("/")
    stem = file.rsplit(".", 1)[0]
    text = "/".join([*folders, stem])
    months = [month_of(found) for found in MONTH.finditer("/".join(folders))]
    numbers = [int(found[1]) for part in (*folders, stem) if (found := NUMBERED.search(part))]
    return (
        bool(CORRECTED.search(text)),
        not COPY.search(text),
        months[-1] if months else "",
        max(numbers, default=0),
        name,
    )
