"""Numbers of old bulletins that wait: the sheet 待确认 out of ``check --xlsx`` and back through ``raw/reference``."""

import docx
import fastexcel
import pytest
from homes import make_home, write_xlsx

from pipelines.landing.land import ingest, land

LINES = [
    "9月宣传工作通报",
    "官网发布新闻33条。",
    "学生处公众号发布推文12篇。",
    "官微发布原创推文5篇。",
]


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "h")
    bulletin(home, "2020年9月通报.docx", LINES)
    return home


def bulletin(home, name: str, lines: list[str]) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    path = home.raw / "bulletins" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))


def workbook(command, home, path) -> dict[str, list[list]]:
    command("check", "--home", str(home.root), "--xlsx", str(path))
    reader = fastexcel.read_excel(path)
    loaded = {n: reader.load_sheet(n, header_row=None, dtypes="string").to_polars() for n in reader.sheet_names}
    return {name: [[c or "" for c in row] for row in frame.rows()] for name, frame in loaded.items()}


def answer(sheets: dict, printed: str, **cells: str) -> None:
    header, *rows = sheets["待确认"]
    (row,) = [r for r in rows if r[header.index("印的数")] == printed]
    for name, text in cells.items():
        row[header.index(name)] = text


def accepted(home) -> list[tuple]:
    frame = ingest(home).frames["published_figure"]
    return frame.select("metric_id", "period", "row_label", "value").rows()


def waiting(home) -> list[str]:
    return [f.value for f in ingest(home).faults if f.code == "number_waits"]


def test_what_waits_is_one_row_a_number_and_enters_as_it_is_answered(command, home, tmp_path):
    sheets = workbook(command, home, tmp_path / "待办.xlsx")
    header, *rows = sheets["待确认"]
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(r["怎么处理"], r["印的数"], r["指标"], r["统计时段"], r["范围"]) for r in told] == [
        ("", "12", "公众号发稿", "2020-09", "合计"),
        ("", "5", "公众号发稿", "2020-09", "合计"),
    ]
    assert "学生处" in told[0]["通报原文"] and "学生处" in told[0]["为什么待确认"] and "第3段" in told[0]["所在位置"]
    # Untouched it changes nothing, and nothing of it is a fault.
    write_xlsx(home.reference / "待办.xlsx", sheets)
    assert waiting(home) == ["12", "5"]
    answer(sheets, "5", 怎么处理="采用", 指标="没有这个指标")
    write_xlsx(home.reference / "待办.xlsx", sheets)
    assert waiting(home) == ["12", "5"]
    assert [f.value for f in ingest(home).faults if f.code == "unknown_metric"] == ["没有这个指标"]
    answer(sheets, "12", 怎么处理="不采用")
    answer(sheets, "5", 怎么处理="采用", 指标="公众号原创文章")
    write_xlsx(home.reference / "待办.xlsx", sheets)
    assert waiting(home) == []
    assert ("original_articles_published", "2020-09", "合计", 5) in accepted(home)
    assert [m for m, *_ in accepted(home)] == ["web_articles_published", "original_articles_published"]


def test_an_answer_stands_for_the_same_words_in_the_next_months_bulletin(command, home, tmp_path):
    sheets = workbook(command, home, tmp_path / "待办.xlsx")
    answer(sheets, "12", 怎么处理="采用", 范围="学生处")
    answer(sheets, "5", 怎么处理="采用", 指标="公众号原创文章", 统计时段="2020-01..2020-09")
    write_xlsx(home.reference / "待办.xlsx", sheets)
    bulletin(home, "2020年10月通报.docx", [line.replace("9月", "10月").replace("12", "14") for line in LINES])
    bulletin(home, "2020年11月通报.docx", ["11月宣传工作通报", "后勤处公众号发布推文8篇。"])
    assert waiting(home) == ["8"]
    assert ("wechat_articles_published", "2020-10", "学生处", 14) in accepted(home)
    assert ("original_articles_published", "2020-01..2020-10", "合计", 5) in accepted(home)


def test_an_answer_counts_though_nothing_else_changed_and_its_words_are_kept_nowhere(command, home, tmp_path):
    land(home, ingest(home))
    sheets = workbook(command, home, tmp_path / "待办.xlsx")
    answer(sheets, "12", 怎么处理="采用", 范围="学生处")
    write_xlsx(home.reference / "待办.xlsx", sheets)
    read = ingest(home)
    assert ("wechat_articles_published", "学生处") in read.frames["published_figure"].select(
        "metric_id", "row_label"
    ).rows()
    land(home, read)
    kept = "".join(p.read_text("utf-8", "replace") for p in home.landing.rglob("*") if p.is_file())
    assert "学生处公众号" not in kept


def test_a_number_without_a_proposal_stands_behind_the_others_and_enters_as_it_is_named(command, home, tmp_path):
    bulletin(home, "2020年9月简报.docx", ["2020年9月宣传工作简报", "接待媒体采访17批次。"])
    sheets = workbook(command, home, tmp_path / "待办.xlsx")
    header, *rows = sheets["待确认"]
    (told,) = [dict(zip(header, row, strict=True)) for row in rows if row[header.index("印的数")] == "17"]
    assert (told["指标"], told["统计时段"], told["为什么待确认"]) == ("", "2020-09", "没有对应的指标")
    assert "number_not_taken" in {f.code for f in ingest(home).faults}
    answer(sheets, "17", 怎么处理="采用", 指标="对上联络汇报")
    write_xlsx(home.reference / "待办.xlsx", sheets)
    assert ("liaison_visits", "2020-09", "合计", 17) in accepted(home)
    assert "number_not_taken" not in {f.code for f in ingest(home).faults}
