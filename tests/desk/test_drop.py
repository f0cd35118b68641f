"""A dropped file is known by what is in it, and lies unchanged where it belongs."""

import io
import zipfile
from pathlib import Path

import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.desk.drop import Tray, clean_name
from pipelines.landing.land import ingest

HEADER = ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"]


def html_table(*rows):
    """A table as the backend of WeChat gives it: HTML that is called .xls."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<html><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table></html>"


FOLLOWERS = html_table(["用户增长"], HEADER, ["2020-09-01", "5", "1", "4", "104"])


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "home")
    write_csv(home.raw / "website/main/2020-08/稿件.csv", [WEBSITE, article("旧闻", "英语学院", "2020-08-03")])
    return home


@pytest.fixture
def drop(home, tmp_path):
    """Drop bytes under a name: the items they became, on a tray that looks again each time."""
    number = iter(range(99))

    def dropped(name: str, content: bytes | str):
        path = tmp_path / f"upload{next(number)}"
        path.write_bytes(content.encode("utf-8-sig") if isinstance(content, str) else content)
        return tray.receive(name, path, ingest(home, scratch=tmp_path / "scratch"))

    tray = dropped.tray = Tray(home)
    return dropped


def lines(*rows):
    return "".join(",".join(r) + "\r\n" for r in rows)


def test_an_export_goes_to_its_account_and_month_as_it_is(home, drop):
    (item,) = drop("下载(1).xls", FOLLOWERS)
    assert item.place == "wechat/官微/2020-09/下载(1).xls"
    assert (home.raw / item.place).read_bytes() == FOLLOWERS.encode("utf-8-sig")
    guess = item.guesses[0]
    assert (guess.titles, guess.first, guess.kept) == (["用户分析·用户增长"], "2020-09-01", 1)


def test_the_same_bytes_again_are_told_and_not_stored(home, drop):
    drop("a.xls", FOLLOWERS)
    (again,) = drop("b.xls", FOLLOWERS)
    assert again.same == "wechat/官微/2020-09/a.xls" and not again.place


def test_a_later_export_stands_beside_the_earlier_one(home, drop):
    drop("用户.xls", FOLLOWERS)
    (later,) = drop("用户.xls", FOLLOWERS.replace(">104<", ">105<"))
    assert later.place == "wechat/官微/2020-09/用户（2）.xls"
    assert later.overlaps == ["wechat/官微/2020-09/用户.xls"]
    assert (home.raw / "wechat/官微/2020-09/用户.xls").read_bytes() == FOLLOWERS.encode("utf-8-sig")


def test_a_person_is_asked_only_whose_it_is(home, drop):
    write_csv(
        home.reference / "站点表.csv",
        [
            ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"],
            ["main", "官网", "主站", "main", "office"],
            ["xb", "学报", "二级", "学报网", "news"],
        ],
    )
    (item,) = drop("列表.csv", lines(WEBSITE, article("新闻", "英语学院", "2020-09-05")))
    assert [g.ask for g in item.guesses if g.source == "website"] == ["owner"] and not item.place
    ingested = ingest(home, scratch=home.root / "s")
    assert "请选择" in drop.tray.store(item, "website", "somebody", "", ingested)
    assert drop.tray.store(item, "website", "xb", "", ingested) == ""
    assert item.place == "website/学报网/2020-09/列表.csv"
    (guess,) = item.guesses
    assert (guess.owner, guess.months, guess.kept, guess.faults) == ("xb", ["2020-09"], 1, []), "read as what it is now"


def test_what_an_answer_makes_of_a_file_is_compared_with_what_is_there(home, drop):
    sites = [["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"], ["main", "官网", "主站", "main", "office"]]
    write_csv(home.reference / "站点表.csv", [*sites, ["xb", "学报", "二级", "学报网", "news"]])
    first, more = article("新闻", "英语学院", "2020-09-05"), article("再一条", "英语学院", "2020-09-06")
    write_csv(home.raw / "website/main/2020-09/列表.csv", [WEBSITE, first])
    (item,) = drop("又导.csv", lines(WEBSITE, first, more))
    assert not item.overlaps
    assert drop.tray.store(item, "website", "main", "", ingest(home, scratch=home.root / "s")) == ""
    assert item.overlaps == ["website/main/2020-09/列表.csv"] and "多 1 行" in item.differs


def test_a_zip_is_unpacked_with_names_of_a_chinese_windows(home, drop):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/GBKNAMED.xls", FOLLOWERS)
        archive.writestr("__MACOSX/._x", b"junk")
        archive.writestr("Thumbs.db", b"junk")
    # zipfile itself would say that such a name is UTF-8.
    items = drop("九月.zip", packed.getvalue().replace(b"GBKNAMED", "用户增长".encode("gb18030")))
    assert [i.place for i in items] == ["wechat/官微/2020-09/用户增长.xls"]


def test_a_workbook_is_no_zip_to_unpack(home, drop):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    (item,) = drop("坏.xlsx", packed.getvalue())
    assert item.name == "坏.xlsx" and item.faults and not item.place


def test_a_zip_bomb_is_not_unpacked(home, drop):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.csv", b"0" * 50_000_000)
    (item,) = drop("bomb.zip", packed.getvalue())
    assert item.name == "bomb.zip" and not item.place


def test_what_no_source_reads_says_once_what_was_seen(home, drop):
    (item,) = drop("菜谱.csv", lines(["菜名", "价格"], ["面", "8"]))
    assert not item.place and len(item.faults) == 1
    assert "菜名" in item.faults[0]


def test_a_stored_file_can_be_taken_back_unless_it_was_changed_there(home, drop):
    (item,) = drop("a.xls", FOLLOWERS)
    assert drop.tray.take_back(item) == "" and not list(home.raw.glob("wechat/**/*.xls"))
    (again,) = drop("b.xls", FOLLOWERS)
    (home.raw / again.place).write_text("mended by hand", encoding="utf-8")
    assert "被改过" in drop.tray.take_back(again)


def test_the_tray_outlives_the_desk(home, drop):
    (item,) = drop("a.xls", FOLLOWERS)
    assert Tray(home).items[item.id].place == item.place


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\九月.xlsx", "九月.xlsx"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("con.csv", "_con.csv"),
        ("~$锁.xlsx", "_~$锁.xlsx"),
        (".hidden", "hidden"),
        ("", "未命名"),
        ("反\u202excod.exe", "反_xcod.exe"),
        ("长" * 300 + ".xlsx", "长" * 100 + ".xlsx"),
    ],
)
def test_a_name_is_only_a_name(name, clean):
    assert clean_name(name) == clean
    assert Path(clean).name == clean


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ([("2020-09-01", "5", "1", "4", "104"), ("2020-09-02", "2", "0", "2", "106")], "多 1 行"),
        ([("2020-09-01", "6", "1", "5", "105")], "1 行内容不同"),
        ([("2020-09-01", "5", "1", "4", "104")], "每一行都相同"),
    ],
)
def test_a_later_export_says_in_what_it_differs(home, drop, later, told):
    drop("用户.xls", FOLLOWERS)
    (item,) = drop("用户 新.xls", html_table(["用户增长"], HEADER, *later) + "<!-- exported again -->")
    assert item.overlaps == ["wechat/官微/2020-09/用户.xls"] and told in item.differs


def test_a_row_that_is_gone_is_named(home, drop):
    two = [article("开学", "英语学院", "2020-09-01"), article("军训", "英语学院", "2020-09-09")]
    drop("名单.csv", lines(WEBSITE, *two))
    (item,) = drop("名单2.csv", lines(WEBSITE, two[0]))
    assert item.differs == "与它相比，少 1 行：少 “军训”。"


def test_the_second_of_two_equal_files_of_one_drop_is_the_same(home, drop, tmp_path):
    looked = ingest(home, scratch=tmp_path / "scratch")
    for number in range(2):
        path = tmp_path / f"same{number}"
        path.write_bytes(FOLLOWERS.encode())
        (item,) = drop.tray.receive(f"{number}.xls", path, looked)
    assert item.same == "wechat/官微/2020-09/0.xls"
