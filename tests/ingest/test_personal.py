"""Numbers and names of persons that were typed where they do not belong are masked before anything is stored."""

import polars as pl
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.landing.land import ingest, land
from pipelines.personal import masked, persons

PHONE, IDENTITY, CARD = "13800138000", "11010519491231002X", "6222020111122220000"


def identity(number: str) -> str:
    """With its check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11]


def card(number: str) -> str:
    return next(number + str(d) for d in range(10) if masked(number + str(d))[1] == ["银行卡号"])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"报名请致电{PHONE}", ["电话号码"]),
        ("咨询：+86 139-1234-5678。", ["电话号码"]),
        ("电话１３８００１３８０００", ["电话号码"]),
        ("135 0000 1111、136 0000 2222", ["电话号码"]),
        ("手机138 00138 000", ["电话号码"]),
        ("报名：138.0013.8000", ["电话号码"]),
        ("致电１３８－００１３－８０００", ["电话号码"]),
        ("139—1234—5678", ["电话号码"]),
        ("139\u30001234\u30005678", ["电话号码"]),
        ("139\u200b1234\u200b5678", ["电话号码"]),
        (f"身份证{IDENTITY}", ["身份证号"]),
        (f"身份证{IDENTITY[:6]}\u3000{IDENTITY[6:14]}－{IDENTITY[14:]}", ["身份证号"]),
        (f"卡号{'－'.join([card('621700123456789012')[i : i + 4] for i in range(0, 19, 4)])}", ["银行卡号"]),
        (f"证件号 {identity('44030820010229001'.replace('0229', '0228'))}", ["身份证号"]),
        (f"卡号{card('622202011112222000')}", ["银行卡号"]),
        (f"卡号{' '.join([card('621700123456789012')[i : i + 4] for i in range(0, 19, 4)])}", ["银行卡号"]),
        (f"{PHONE}，{IDENTITY}", ["电话号码", "身份证号"]),
    ],
)
def test_a_number_of_a_person_is_masked(text, kinds):
    shown, found = masked(text)
    assert found == sorted(kinds)
    digits = "".join(c for c in shown if c.isdigit())
    assert len(digits) <= 3 * (len(kinds) + shown.count("、")) + 2


@pytest.mark.parametrize(
    "text",
    [
        "2020年09月10日08时", "20200910080000", "1599696000000", "阅读13800次", "第12345678901号", "110105194912310021",
        "11010519491331002X", "6222020111122220001" if masked("6222020111122220001")[1] == [] else "1", "010-62751234",
        "138.00138000", "113.1389.25461", "12800138000", "138001380001", "ISBN 9787302511", "2247483650",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_person_stays(text):
    assert masked(text) == (text, [])


@pytest.mark.parametrize("identifier", ["4547896325147896", "6870000000000000004", "2247483650_1", "5123456789012346"])
def test_ids_of_platforms_stay(identifier):
    assert masked(identifier, is_id=True) == (identifier, [])


def test_names_come_out_of_cells_as_they_are_typed():
    assert persons(["张三、李四", "王五六 ", None, "买买提·艾力", "校", "13800138000"]) == {
        "张三", "李四", "王五六", "买买提·艾力",
    }  # fmt: skip


@pytest.fixture
def landed(tmp_path):
    home = make_home(tmp_path / "h")
    rows = [
        article(f"招生咨询 {PHONE}"),
        article("一则好新闻", published=f"2020-09-11 {PHONE}"),
        article("另一则新闻", clicks=PHONE),
        article("第三则新闻", department=f"英语学院{IDENTITY}"),
        article("张三先进事迹"),
    ]
    links = [f"https://a.edu.cn/{i}.htm?phone={PHONE}" if i == 0 else f"https://a.edu.cn/{i}.htm" for i in range(5)]
    table = [[*ARTICLES, "链接"], *([*row, link] for row, link in zip(rows, links, strict=True))]
    write_csv(home.raw / "website/main/2020-09/a.csv", table)
    ingested = ingest(home)
    land(home, ingested)
    return home, ingested


def test_nothing_of_a_person_reaches_the_disk_and_each_cell_is_told(landed):
    home, ingested = landed
    told = {(f.row, f.column, f.severity) for f in ingested.faults if f.code == "personal_data"}
    assert {(2, "标题", "warning"), (3, "发布时间", "warning"), (4, "点击量", "warning")} <= told
    assert {(5, "发布单位", "warning")} <= told
    assert [f.row for f in ingested.faults if f.code == "bad_number"] == [4]
    titles = ingested.frames["web_article"]["title"].to_list()
    assert "招生咨询 138********" in titles and "张三先进事迹" in titles
    for path in home.landing.rglob("*"):
        if path.is_file():
            held = (
                str(pl.read_parquet(path).rows()) if path.suffix == ".parquet" else path.read_text("utf-8", "replace")
            )
            assert PHONE not in held and IDENTITY not in held, path
    assert not any(secret in str(f) for f in ingested.faults for secret in (PHONE, IDENTITY))


def test_persons_of_the_same_file_are_no_topic(tmp_path):
    home = make_home(tmp_path / "h")
    header = ["党支部", "会议类型", "开展主题", "主持人", "联系人", "联系人电话", "审核人", "开始时间", "任务状态"]
    branch, day = "英语学院教工支部", "2020-09-10 08:00:00"
    rows = [
        [branch, "党课", "听赵铁柱同志讲党课", "赵铁柱", "钱小花", PHONE, "孙大圣", day, "已通过"],
        [branch, "党课", "周末学习", "李明", "钱小花", PHONE, "", day.replace("10", "17"), "已通过"],
    ]
    write_csv(home.raw / "party/2020-09/a.csv", [header, *rows])
    ingested = ingest(home)
    assert [f.message for f in ingested.faults if f.severity == "error"] == []
    assert ingested.frames["party_upload"]["topic"].to_list() == ["听赵某某同志讲党课", "周末学习"]
    assert [(f.row, f.column) for f in ingested.faults if f.code == "personal_data"] == [(2, "开展主题")]
