"""A file that cannot be read stops with one fault that names it and says what to do."""

import gzip
import zipfile
from io import BytesIO

import pytest
from export_files import locked_xls, locked_xlsx, xls, xlsx

from pipelines import faults
from pipelines.faults import FileFault, describe, error, warning
from pipelines.files import decode, limits

TABLE = [["日期", "数量"], *([f"2020-09-{i:02}", i] for i in range(1, 31))]


@pytest.fixture
def fault_of(tmp_path):
    def go(data: bytes, name: str = "月报.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(FileFault) as caught:
            decode.read(path, f"wechat/{name}")
        fault = caught.value.fault
        assert (fault.severity, fault.path) == ("error", f"wechat/{name}")
        assert fault.message.endswith(f"{faults.REMEDIES[fault.code]}。")
        return fault

    return go


def packed(**members: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one part changed."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            text = source.read(member)
            if member == part:
                assert old in text
                text = text.replace(old, new, 1)
            target.writestr(member, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "empty_file"),
        (b" \r\n\t\r\n", "empty_file"),
        (b"\xef\xbb\xbf\r\n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unsupported_file"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "unsupported_file"),
        (b"%PDF-1.7\n", "unsupported_file"),
        (b"{\\rtf1\\ansi", "unsupported_file"),
        (b"BM" + bytes(100), "unsupported_file"),
        (b"Rar!\x1a\x07\x01\x00", "archive_file"),
        (b"7z\xbc\xaf\x27\x1c", "archive_file"),
        (gzip.compress("日期,数量\n".encode(), mtime=0), "archive_file"),
        (packed(a_csv=b"1,2"), "archive_file"),
        (packed(xl__workbook_bin=b""), "unsupported_file"),
        (packed(content_xml=b"", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "unsupported_file"),
        (b"MIME-Version: 1.0\n", "unsupported_file"),
        (b"L\0\0\0\x01\x14\x02\0" + bytes(100), "unsupported_file"),
        (b"[InternetShortcut]\r\nURL=https://example.edu.cn/\r\n", "unsupported_file"),
        (b"MZ\x90\x00" + bytes(100), "suspicious_file"),
        ("日期,数量\n".encode("utf-16"), "bad_encoding"),
        ("date,number\n".encode("utf-16-le"), "bad_encoding"),
        (b"\x80\x81\xff\xfe,1\n", "bad_encoding"),
        (b"a,b\n1,\x00\n", "bad_encoding"),
        ("日期,数".encode()[:-1], "torn_end"),
        (b"<html><body>login</body></html>", "no_table"),
        (b"<table><tr><td> </td></tr></table>", "no_table"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "unsupported_file"),
        (b'{"list": [', "bad_json"),
        (b'{"list": NaN}', "bad_json"),
        (b'{"a":' * 100_000, "bad_json"),
        (xlsx(TABLE)[:3000], "damaged_file"),
        (xls(TABLE)[:3000], "damaged_file"),
        (locked_xlsx(xlsx(TABLE)), "encrypted_file"),
        (locked_xls(xls(TABLE)), "encrypted_file"),
    ],
)
def test_each_kind_of_unreadable_file(fault_of, data, code):
    assert fault_of(data).code == code


@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["commas", "tabs", "semicolons"])
@pytest.mark.parametrize("end", ["2020-09-0", "2020-09-03", "2020-09-03|3", "2020-09-03|3|", '2020-09-03|3|"甲'])
def test_a_list_that_ends_inside_its_last_line_is_torn(fault_of, tmp_path, delimiter, end):
    """Whatever parts its cells, and whether the first, the second or the last of three was cut; whole lines are not."""
    whole = "日期|数量|说明|备注\n2020-09-01|1|甲|无\n2020-09-02|2|乙|无\n"
    assert fault_of((whole + end).replace("|", delimiter).encode()).code == "torn_end"
    for line in ("2020-09-03|3|丙|无", "2020-09-03|3|丙|", "2020-09-03|3\n"):
        path = tmp_path / "whole.csv"
        path.write_text((whole + line).replace("|", delimiter), encoding="utf-8")
        assert decode.read(path, path.name).kind == ("tsv" if delimiter == "\t" else "csv")


def test_two_letters_are_no_picture(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("BMI,数\nMZ,1\n", encoding="utf-8")
    assert decode.read(path, "x.csv").kind == "csv"


def test_utf16_is_named_with_the_way_out(fault_of):
    message = fault_of("日期\t数量\n".encode("utf-16")).message
    assert "UTF-16" in message and "另存为 UTF-8" in message


def test_word_document_of_the_old_kind_is_named(fault_of):
    old = xls(TABLE).replace("Workbook".encode("utf-16-le"), "Workbo_k".encode("utf-16-le"))
    assert ".doc" in fault_of(old + "WordDocument".encode("utf-16-le")).message


def test_missing_file(tmp_path):
    with pytest.raises(FileFault) as caught:
        decode.read(tmp_path / "无.xlsx", "无.xlsx")
    assert caught.value.fault.code == "unreadable_file"


SHEET = "xl/worksheets/sheet1.xml"


class TestHostileFiles:
    @pytest.mark.parametrize(
        "old, new",
        [
            (b'<c r="A31"', b'<c r="XFD1048576"'),
            (b'<c r="A31"', b"<c r='xfd1048576'"),
            (b'<c r="A31"', b'<c r = "ZZZ2"'),
            (b'<row r="31" spans="1:2"><c r="A31"', b'<row r="999999999"><c'),
        ],
    )
    def test_far_cell_is_refused_before_room_is_made_for_it(self, fault_of, old, new):
        assert fault_of(repacked(xlsx(TABLE), SHEET, old, new)).code == "too_large"

    def test_formatted_blank_cells_reach_no_limit(self, tmp_path):
        """Clerks colour whole rows and columns; only cells that hold something count."""
        path = tmp_path / "台账.xlsx"
        blank = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        path.write_bytes(repacked(xlsx(TABLE), SHEET, b"</sheetData>", blank))
        assert len(list(decode.read(path, "台账.xlsx").grids[0].lines())) == len(TABLE)

    def test_announced_number_of_strings(self, fault_of):
        book = repacked(xlsx(TABLE), "xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="4294967295" x="')
        assert fault_of(book).code == "damaged_file"

    def test_entities(self, fault_of):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><worksheet'
        assert fault_of(repacked(xlsx(TABLE), SHEET, b"<worksheet", bomb)).code == "suspicious_file"
        page = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><table><tr><td>&a;</td></tr></table>'
        assert fault_of(page).code == "suspicious_file"

    def test_expansion(self, fault_of):
        assert fault_of(packed(xl__workbook_xml=bytes(30_000_000))).code == "suspicious_file"

    def test_expanded_size(self, fault_of, monkeypatch):
        monkeypatch.setattr(limits, "MAX_EXPANDED_BYTES", 1_000)
        assert fault_of(xlsx(TABLE)).code == "too_large"

    def test_number_of_parts(self, fault_of):
        book = packed(xl__workbook_xml=b"", **{f"p{i}": b"" for i in range(limits.MAX_MEMBERS)})
        assert fault_of(book).code == "suspicious_file"

    def test_file_size(self, fault_of, monkeypatch):
        monkeypatch.setattr(limits, "MAX_FILE_BYTES", 20_000)
        assert fault_of(b"a,b\n" * 10_000).code == "too_large"

    @pytest.mark.parametrize(
        "data",
        [
            b"," * limits.MAX_COLUMNS,
            b"<table><tr><td colspan=99999999>x</td></tr></table>",
        ],
    )
    def test_columns(self, fault_of, data):
        assert fault_of(data).code == "too_large"

    def test_rows(self, fault_of, monkeypatch):
        monkeypatch.setattr(limits, "MAX_ROWS", 100)
        assert fault_of(b"a,b\n" * 101).code == "too_large"

    @pytest.mark.parametrize("data", [b"<b>" * 50_000 + b"x", b"<table><tr><td>" * 20_000 + b"</table>" * 20_000])
    def test_nesting(self, fault_of, data):
        assert fault_of(data).code == "no_table"


class TestFaults:
    def test_every_remedy_is_a_chinese_instruction(self):
        for code, remedy in (*faults.REMEDIES.items(), *faults.BULLETIN_REMEDIES.items()):
            assert code in faults.REMEDIES
            assert code.isascii() and code == code.lower()
            assert any("\u4e00" <= c <= "\u9fff" for c in remedy), code
            assert not remedy.endswith("。"), code

    def test_message_ends_with_what_to_do(self):
        fault = warning("unknown_department", "部门“宣教科”不在部门表中", row=7, column="供稿单位")
        assert fault.severity == "warning"
        told = "请在部门别名表中登记（漏了的部门加进部门表，不必统计的填 不统计），登记前计入“未识别”。"
        assert fault.message == f"部门“宣教科”不在部门表中。{told}"

    def test_description_gives_the_place_as_excel_shows_it(self):
        fault = error("bad_date", "日期“2020-13-45”不存在", path="a/b.xlsx", sheet="表1", row=7, column="日期")
        assert describe(fault).splitlines() == [
            "【错误】文件 a/b.xlsx｜工作表 表1｜第 7 行｜列 日期",
            "  日期“2020-13-45”不存在。请在原文件中改为 2020-09-03 这样的日期。",
        ]

    def test_description_without_a_place_is_one_line(self):
        assert describe(warning("late_upload", "迟报")) == "【提醒】迟报。请核对上传时间；确属迟报的无需处理。"

    def test_text_from_files_cannot_steer_the_terminal(self):
        line = describe(error("bad_number", "不是数字", value="\x1b[31m红\n" + "长" * 200))
        assert "\x1b" not in line and len(line.splitlines()) == 2 and "…" in line
