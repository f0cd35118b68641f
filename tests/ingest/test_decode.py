"""Every kind of file gives the same grid of text, chosen by its first bytes."""

import gzip
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from exhibits import as_exported
from export_files import xls, xlsx

from pipelines.files.decode import read

SHARED_SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.fixture
def decode(tmp_path):
    def go(data: bytes | str, name: str = "任意名.xls"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read(path, name)

    return go


def rows(grid):
    """The rows that are not blank, as (number, texts up to the last filled column)."""
    lines = list(grid.lines())
    width = max((int(c[1:]) for line in lines for c in line.texts), default=1)
    return [(line.row, *(line.texts.get(f"c{i}") for i in range(1, width + 1))) for line in lines]


@pytest.mark.parametrize("make, kind", [(xlsx, "xlsx"), (xls, "xls")])
class TestWorkbooks:
    def test_rows_and_columns_are_where_excel_shows_them(self, decode, make, kind):
        content = decode(make([[], [], [None, "日期", None, "数量"], [], [None, "2020-09-03", None, "5"]]))
        assert content.kind == kind
        assert rows(content.grids[0]) == [(3, None, "日期", None, "数量"), (5, None, "2020-09-03", None, "5")]

    @pytest.mark.parametrize(
        "cell, text",
        [
            (357, "357"),
            (357.0, "357"),
            (0.125, "0.125"),
            (0.1 + 0.2, "0.3"),
            (-3, "-3"),
            (1e15, "1000000000000000"),
            (date(2020, 9, 3), "2020-09-03 00:00:00"),
            ("00123", "00123"),
            ("10万+", "10万+"),
            ("第一行\n第二行", "第一行\n第二行"),
            (True, "true"),
        ],
    )
    def test_cells_as_text(self, decode, make, kind, cell, text):
        assert rows(decode(make([["列"], [cell]])).grids[0])[1:] == [(2, text)]

    def test_blanks_around_text_go_and_blank_cells_are_null(self, decode, make, kind):
        content = decode(make([["\ufeff标题\u00a0 ", "备注"], [" \u3000 ", "x"]]))
        assert rows(content.grids[0]) == [(1, "标题", "备注"), (2, None, "x")]

    def test_every_sheet_is_a_grid_and_hidden_ones_say_so(self, decode, make, kind):
        grids = decode(make([["a"]], [], [["b"]], hidden=(2,))).grids
        assert [(g.sheet, g.hidden, len(rows(g))) for g in grids] == [
            ("表1", False, 1),
            ("表2", False, 0),
            ("表3", True, 1),
        ]


def test_time_of_day_in_date_cells(decode):
    content = decode(xlsx([["时间"], [datetime(2026, 6, 3, 16, 41, 25)]]))
    assert rows(content.grids[0])[1] == (2, "2026-06-03 16:41:25")


def test_merged_cells_keep_only_the_first(decode):
    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "用户增长")
        sheet.write_row(1, 0, ["时间", "新关注人数", "取消关注人数"])
    grid = decode(buffer.getvalue()).grids[0]
    assert rows(grid) == [(1, "用户增长", None, None), (2, "时间", "新关注人数", "取消关注人数")]


class TestText:
    @pytest.mark.parametrize(
        "encoding, said", [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030")]
    )
    def test_encodings(self, decode, encoding, said):
        content = decode("标题,阅读\n开学第一课,12\n".encode(encoding))
        assert (content.kind, content.encoding) == ("csv", said)
        assert rows(content.grids[0]) == [(1, "标题", "阅读"), (2, "开学第一课", "12")]

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_row_is_the_line_where_a_record_begins(self, decode, newline):
        text = newline.join(["标题,数", '"一,二', '三""四""",5', "", "末,6"])
        assert rows(decode(text).grids[0]) == [(1, "标题", "数"), (2, '一,二\n三"四"', "5"), (5, "末", "6")]

    @pytest.mark.parametrize("delimiter, kind", [(",", "csv"), ("\t", "tsv"), (";", "csv")])
    def test_delimiter_is_told_by_content(self, decode, delimiter, kind):
        lines = [["标题", "阅读", "分享"], ["甲，乙", "1", "2"], ["丙", "3", "4"]]
        content = decode("\n".join(delimiter.join(line) for line in lines))
        assert content.kind == kind
        assert [row[1:] for row in rows(content.grids[0])] == [tuple(line) for line in lines]

    def test_commas_in_tab_separated_titles(self, decode):
        content = decode("标题\t阅读\na,b,c\t1\nd,e\t2")
        assert content.kind == "tsv"
        assert rows(content.grids[0])[1] == (2, "a,b,c", "1")

    @pytest.mark.parametrize(
        "bad_line, cells",
        [
            ('"没有收尾,7', ('"没有收尾', "7")),
            ('"引号"在词中,7', ('"引号"在词中', "7")),
            ('5"管,7', ('5"管', "7")),
            ('尾巴",7', ('尾巴"', "7")),
            ('"""三,7', ('"""三', "7")),
        ],
    )
    def test_stray_quote_loses_no_line(self, decode, bad_line, cells):
        lines = ["标题,数", *(f"前{i},{i}" for i in range(5)), bad_line, *(f"后{i},{i}" for i in range(5)), 'x,"8"']
        got = rows(decode("\n".join(lines)).grids[0])
        assert len(got) == len(lines)
        assert got[6] == (7, *cells)
        assert got[-1] == (13, "x", "8")

    def test_two_stray_quotes_far_apart_do_not_swallow_what_is_between(self, decode):
        lines = ["标题,数", '"甲,1', "乙,2", "丙,3", '丁,4"', "戊,5"]
        assert [row[0] for row in rows(decode("\n".join(lines)).grids[0])] == [1, 2, 3, 4, 5, 6]

    @pytest.mark.parametrize("more", [0, 1, 12])
    def test_a_quoted_cell_of_two_lines_is_one_cell_however_many_rows_there_are(self, decode, more):
        lines = ["报表", "2020年9月", "编号,正文", '1,"上行\n下行"', *(f"{n},一行" for n in range(more))]
        assert rows(decode("\n".join(lines) + "\n").grids[0])[3] == (4, "1", "上行\n下行")

    @pytest.mark.parametrize("more", [0, 1, 12])
    def test_it_is_so_under_a_header_that_is_a_name_short(self, decode, more):
        lines = ["编号,正文,赞", '1,"上行\n中行\n下行",,5', *(f"{n},一行,,5" for n in range(more))]
        assert rows(decode("\n".join(lines) + "\n").grids[0])[1] == (2, "1", "上行\n中行\n下行", None, "5")

    def test_uneven_lines(self, decode):
        assert rows(decode("报表\na,b,c\n1,2").grids[0]) == [
            (1, "报表", None, None),
            (2, "a", "b", "c"),
            (3, "1", "2", None),
        ]

    def test_lines_of_labelled_values(self, decode):
        text = "标题:甲：乙 \t发布时间：2022-12-13\t点击量:552\n\n标题:丙\t点击量:7\t来源:校报"
        content = decode(text.encode("gb18030"))
        assert (content.kind, content.encoding) == ("labelled", "gb18030")
        assert rows(content.grids[0]) == [
            (0, "标题", "发布时间", "点击量", "来源"),
            (1, "甲：乙", "2022-12-13", "552", None),
            (3, "丙", None, "7", "校报"),
        ]

    def test_label_twice_in_a_line_stays_two_columns(self, decode):
        grid = decode("来源:甲\t来源:乙\n来源:丙\t来源:丁").grids[0]
        assert rows(grid)[:2] == [(0, "来源", "来源"), (1, "甲", "乙")]

    def test_times_and_addresses_are_no_labels(self, decode):
        assert decode("12:30\t5\nhttp://a.cn\t6").kind == "tsv"


class TestHtml:
    def test_platform_export_named_xls(self, decode):
        content = decode(
            "<html><head><meta charset='utf-8'></head><table><tr><td colspan='3'>用户增长</td></tr>"
            "<tr><th>时间</th><th>新关注人数</th><th>取消关注人数</th></tr>"
            "<tr><td>2020-09-01</td><td>1,234</td><td>007</td></tr></table></html>"
        )
        assert (content.kind, content.encoding) == ("html", "utf-8")
        assert rows(content.grids[0]) == [
            (1, "用户增长", None, None),
            (2, "时间", "新关注人数", "取消关注人数"),
            (3, "2020-09-01", "1,234", "007"),
        ]

    def test_declared_gb2312_may_hold_more(self, decode):
        content = decode("<meta charset=gb2312><table><tr><td>朱镕基</td></tr></table>".encode("gb18030"))
        assert (content.encoding, rows(content.grids[0])) == ("gb18030", [(1, "朱镕基")])

    def test_spans_keep_the_places_of_the_cells_behind(self, decode):
        grid = decode(
            "<table><tr><th rowspan=2>部门</th><th colspan=2>阅读</th><th>备注</th></tr>"
            "<tr><td>人数</td><td>次数</td><td>x</td></tr></table>"
        ).grids[0]
        assert rows(grid) == [(1, "部门", "阅读", None, "备注"), (2, None, "人数", "次数", "x")]

    def test_a_cell_may_cover_a_thousand_rows(self, decode):
        lines = "".join(f"<tr><td>{i}</td></tr>" for i in range(2, 1001))
        grid = decode(f"<table><tr><td rowspan=1000>九月</td><td>1</td></tr>{lines}</table>").grids[0]
        assert rows(grid)[-1] == (1000, None, "1000")

    def test_several_tables_are_several_grids(self, decode):
        grids = decode("<table><tr><td>a</td></tr></table><p></p><table><tr><td>b</td></tr></table>").grids
        assert [(g.sheet, rows(g)) for g in grids] == [("表格1", [(1, "a")]), ("表格2", [(1, "b")])]

    def test_table_inside_a_layout_table_is_read_once(self, decode):
        grids = decode("<table><tr><td><table><tr><td>数</td></tr></table></td></tr></table>").grids
        assert [rows(g) for g in grids] == [[(1, "数")]]

    def test_markup_in_a_cell_is_text(self, decode):
        grid = decode(
            "<table><tr><td><b>开学</b>第<i>一</i>课<br>&lt;二&gt;<script>x()</script></td></tr></table>"
        ).grids[0]
        assert rows(grid) == [(1, "开学第一课\n<二>")]


def test_json_is_handed_on_as_data(decode):
    content = decode('\ufeff{"list": [{"ref_date": "2021-09-01", "new_user": 3}]}')
    assert (content.kind, content.grids) == ("json", [])
    assert content.data == {"list": [{"ref_date": "2021-09-01", "new_user": 3}]}


def test_table_whose_title_begins_with_a_bracket_is_no_json(decode):
    assert decode("[公告]标题,1\n甲,2").kind == "csv"


COMBINED = '1.2.3.4 - - [18/Sep/2013:06:51:35 +0000] "GET / HTTP/1.1" 200 12 "-" "agent"\n'
IIS = "#Software: Microsoft Internet Information Services 8.5\n#Version: 1.0\n"


@pytest.mark.parametrize("text", [COMBINED, "cut line\n" + COMBINED, "::1 " + COMBINED, IIS])
@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_server_logs_are_told_by_their_first_lines(decode, text, pack):
    content = decode(pack(text.encode()), "access.txt")
    assert (content.kind, content.grids) == ("log", [])


def test_word_documents_are_left_to_others(decode):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert decode(buffer.getvalue(), "通报.xlsx").kind == "docx"


def test_importing_the_reader_is_cheap():
    """``check`` must start at once: the heavy libraries load only with the files that need them."""
    heavy = {"lxml", "fastexcel", "xlrd", "pandera", "dagster", "dbt"}
    code = f"import sys, pipelines.files.decode; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def small_files(tmp_path_factory):
    return as_exported.write(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("file", as_exported.FILES)
def test_small_files_of_real_shape(file, small_files):
    wanted, content = as_exported.FILES[file], read(small_files / file, file)
    assert content.kind == wanted.kind
    assert [len(rows(g)) for g in content.grids] == ([] if wanted.kind in ("log", "json") else [1 + wanted.rows])


@pytest.mark.skipif(not SHARED_SAMPLES.exists(), reason="real sample files are not part of the repository")
@pytest.mark.parametrize(
    "file, kind, height",
    [
        ("douyin/video_list.masked.xlsx", "xlsx", 23),
        ("douyin/daily_cover_ctr.xlsx", "xlsx", 31),
        ("bilibili/recent_compare_snapshot1.csv", "csv", 5),
        ("ledger/cqnu_news_adoption_2010H2_units.csv", "csv", 32),
        ("university_site/nefu_news_list_2017_2018.csv", "csv", 1427),
        ("university_site/sdust_ta_news_clicks_part1.gbk.txt", "labelled", 86),
        ("apache_combined/apache_logs", "log", None),
        ("nginx_cn_blog/access.log.part1.gz", "log", None),
        ("iis_w3c/W3SVC20_u_ex091107.log", "log", None),
        ("wechat_datacube/real_getusersummary_2021-09.json", "json", None),
    ],
)
def test_real_exports(file, kind, height):
    content = read(SHARED_SAMPLES / file, file)
    assert content.kind == kind
    assert [len(rows(g)) for g in content.grids] == ([] if height is None else [height])
