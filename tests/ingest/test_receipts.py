"""What a receipt counts: every row of a file that says something is kept, refused, or skipped for a reason."""

import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h")


def receipt_of(home, name):
    """(rows in, kept, refused, skipped) and the codes of the faults of one file."""
    entry = ingest(home).entries[name]
    (receipt,) = entry.receipts
    return tuple(getattr(receipt, f"rows_{part}") for part in ("in", "kept", "refused", "skipped")), [
        f.code for f in entry.faults
    ]


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([article()], (1, 1, 0, 0)),
        ([article(), ["合计", *[""] * 7, "10"]], (1, 1, 0, 1)),
        ([article(), ARTICLES, article(title="又一则")], (2, 2, 0, 1)),
        ([article(clicks="abc"), article(title="又一则", published="2020-09-31"), article(title="三")], (3, 1, 2, 0)),
        ([article(clicks="abc", published="昨天")], (1, 0, 1, 0)),
    ],
    ids=["plain", "total", "header again", "two refused", "all refused, twice wrong"],
)
def test_rows_read_are_kept_or_refused_and_totals_are_neither(home, rows, counts):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, *rows])
    assert receipt_of(home, "website/main/2020-09/a.csv")[0] == counts


def test_the_row_of_a_wide_table_counts_once_and_is_refused_with_its_first_cell(home):
    days = ["日期", "总播放量", "总点赞量", "总分享量", "总评论量"]
    good, bad = ["2020-09-01", 1, 2, 3, 4], ["2020-09-02", "很多", 2, 3, 4]
    write_xlsx(home.raw / "douyin" / "数据表现_短视频全量指标.xlsx", {"Sheet1": [days, good, bad]})
    assert receipt_of(home, "douyin/数据表现_短视频全量指标.xlsx") == ((2, 1, 1, 0), ["bad_number"])


def test_sheets_of_one_format_are_counted_together(home):
    total = ["合计", None, None, None, None]
    sheets = {"8月": [FOLLOWERS, *followers(month="2020-08"), total], "9月": [FOLLOWERS, *followers(), total]}
    write_xlsx(home.raw / "wechat" / "官微" / "用户增长.xlsx", sheets)
    assert receipt_of(home, "wechat/官微/用户增长.xlsx") == ((60, 60, 0, 2), [])


def test_an_export_with_nothing_but_its_header_is_no_zero(home):
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES])
    assert receipt_of(home, "website/main/2020-09/a.csv") == ((0, 0, 0, 0), ["empty_table"])


def test_a_reference_table_has_no_totals(home):
    rows = [["文件中的列名", "格式编号", "标准列"], ["得分", "register_training", "learners"]]
    write_csv(home.reference / "列名对照.csv", rows)
    assert ingest(home).reference.tables["ref_column_mapping"]["header"].to_list() == ["得分"]


def test_a_reference_table_may_be_empty(home):
    write_csv(home.reference / "栏目表.csv", [["栏目", "重要程度"]])
    assert [f for f in ingest(home).faults if f.code == "empty_table"] == []
