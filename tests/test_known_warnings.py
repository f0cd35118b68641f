"""A run says what is new; what was said before is one line."""

from homes import make_home

from pipelines.commands.known_warnings import new_and_old, remember
from pipelines.faults import error, warning


def test_only_what_the_last_publication_did_not_tell_is_new(tmp_path):
    home = make_home(tmp_path / "h")
    home.warehouse.mkdir()
    name = warning("unknown_department", "不认识的部门“甲系”（1 行）", path="website/a.csv", row=3, value="甲系")
    capped = warning("capped_value", "界值", path="weibo/a.xlsx", row=3, column="阅读数", value="100000")
    broken = error("bad_number", "“x”不是数字", path="weibo/a.xlsx", row=4, value="x")
    assert new_and_old(home, [name, capped, broken]) == ([name, capped], [])
    remember(home, [name, capped, broken])
    elsewhere = warning("unknown_department", "不认识的部门“甲系”（9 行）", path="website/b.csv", row=7, value="甲系")
    shifted = warning("capped_value", "界值", path="weibo/a.xlsx", row=9, column="阅读数", value="100000")
    other = warning("capped_value", "界值", path="weibo/b.xlsx", row=3, column="阅读数", value="100000")
    assert new_and_old(home, [elsewhere, shifted, other]) == ([other], [elsewhere, shifted])
    remember(home, [other])
    assert new_and_old(home, [name]) == ([name], [])  # it had been mended, and is back


def test_a_damaged_note_of_what_was_told_tells_everything_again(tmp_path):
    home = make_home(tmp_path / "h")
    home.warehouse.mkdir()
    (home.warehouse / "known_warnings.json").write_text("{", encoding="utf-8")
    name = warning("unknown_department", "不认识的部门“甲系”", path="website/a.csv", value="甲系")
    assert new_and_old(home, [name]) == ([name], [])
