"""A file is the old one or the new one, whatever happens to its writer."""

import re

import pytest

from pipelines.home import REPOSITORY
from pipelines.replacing import replace_bytes, replace_text, replacing


def test_a_writer_that_fails_leaves_the_old_file_and_the_next_one_is_not_hindered(tmp_path):
    path = tmp_path / "a" / "登记.csv"
    replace_text(path, "一\r\n")
    with pytest.raises(OSError, match="full"), replacing(path) as partial:
        partial.write_text("二", encoding="utf-8")
        raise OSError("full")
    assert path.read_bytes() == "一\r\n".encode()
    replace_text(path, "三\n", "utf-8-sig")
    replace_bytes(path.with_name("页.html"), b"1")
    assert path.read_bytes() == "\ufeff三\n".encode()
    assert sorted(p.name for p in path.parent.iterdir()) == ["登记.csv", "页.html"]


def test_nobody_else_puts_files_in_place_by_a_name_of_his_own():
    """Two do: a copy into raw/ that never replaces, and the file of a group, which an engine holds open."""
    own = {
        path.name
        for path in (REPOSITORY / "pipelines").rglob("*.py")
        if re.search(r"""with_name\(f["']\.|with_suffix\(["']\.(partial|tmp)""", path.read_text("utf-8"))
    }
    assert own == {"replacing.py", "drop.py", "warehouse.py"}
