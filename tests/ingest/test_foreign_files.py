"""What people drop among their exports and that is none: told by what it is, with what to do instead."""

import io
import zipfile

import pytest
from homes import REFERENCE, article, make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest


def packed(*members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return data.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
NOTE = "九月的供稿，英语学院三篇，党委两篇。\n还有一篇等审核。\n记得催中文系。\n"
KINDS = {
    "registers/供稿.numbers": (packed("Index/Document.iwa", "Metadata/x"), "苹果 Numbers", "另存为 .xlsx"),
    "registers/总结.pages": (packed("Index/Document.iwa"), "苹果 Pages", "另存为 .xlsx"),
    "registers/记录.wps": (OLD_OFFICE + "WordDocument".encode("utf-16-le"), "WPS 文字的文档", "另存为 .xlsx"),
    "registers/汇报.pptx": (packed("ppt/presentation.xml"), "PowerPoint", "另存为 .xlsx"),
    "registers/汇报.ppt": (OLD_OFFICE + "PowerPoint Document".encode("utf-16-le"), "PowerPoint", "另存为 .xlsx"),
    "registers/台账.docx": (packed("[Content_Types].xml", "word/document.xml"), "Word 文档", "复制到 Excel"),
    "registers/备忘.txt": (NOTE.encode(), "不是分列的表格", "空表登记"),
    "registers/备忘.md": (("# 九月\n\n- " + NOTE).encode("gb18030"), "不是分列的表格", "空表登记"),
    "website/main/site.sql": (
        b"-- MySQL dump 10.13\n\nDROP TABLE IF EXISTS `a`;\nINSERT INTO `a` VALUES (1,'b');\n",
        "SQL",
        "网站后台",
    ),
    "website/main/pg.sql": (b"CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n", "SQL", "网站后台"),
    "website/main/feed.xml": (
        b"<?xml version='1.0'?>\n<rss version='2.0'><channel></channel></rss>",
        "RSS",
        "网站后台",
    ),
    "website/main/wxr.xml": (
        b"<?xml version='1.0'?>\n<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel></channel></rss>",
        "WordPress",
        "网站后台",
    ),
    "wechat/官微/data.json": (b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n', "一行一条 JSON", "导出的表格"),
    "douyin/截图.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "HEIC 照片", "导出的原始表格"),
    "douyin/录屏.mp4": (b"\0\0\0\x18ftypisom\0\0\0\0", "视频", "导出的原始表格"),
    "website/main/site.db": (b"SQLite format 3\0" + b"\0" * 100, "SQLite", "导出的原始表格"),
    "registers/台账.accdb": (b"\0\1\0\0Standard ACE DB\0", "Access", "导出的原始表格"),
    "registers/通知.eml": (b"Received: a\nFrom: b@c\nTo: d@e\nSubject: f\n\nhallo\n", "电子邮件", "导出的原始表格"),
    "散放.csv": (b"a,b,c\n1,2,3\n", "直接放在 raw 下", "移到它来源的文件夹"),
    "tiktok/a.csv": (b"a,b,c\n1,2,3\n", "不认识的来源文件夹 raw/tiktok/", "移到它来源的文件夹"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_foreign_file_is_told_by_what_it_is(tmp_path, name):
    data, kind, remedy = KINDS[name]
    home = make_home(tmp_path / "h")
    path = home.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    (fault,) = [f for f in ingest(home).faults if f.path == name]
    assert fault.severity == "error" and kind in fault.message and remedy in fault.message, fault.message
    assert "能读的有" not in fault.message


def test_an_empty_workbook_is_empty_and_a_strange_table_is_not_told_39_titles(tmp_path):
    home = make_home(tmp_path / "h")
    write_xlsx(home.raw / "registers/空.xlsx", {"Sheet1": [], "Sheet2": []})
    write_csv(home.raw / "registers/怪.csv", [["甲", "乙", "丙"], ["1", "2", "3"]])
    told = {f.path: f for f in ingest(home).faults}
    assert told["registers/空.xlsx"].code == "empty_file"
    assert "tongbao formats" in told["registers/怪.csv"].message and len(told["registers/怪.csv"].message) < 300


@pytest.mark.parametrize(("mark", "what"), [("#N/A", "公式没有查到"), ("暂无", "表示不知道"), ("", "不能为空")])
def test_a_mark_is_not_an_empty_cell(tmp_path, mark, what):
    header = ["标题", "栏目", "发布单位", "作者", "编辑", "审核人", "发布时间", "状态", "点击量"]
    home = make_home(tmp_path / "h", REFERENCE)
    write_csv(home.raw / "website/main/a.csv", [header, article(), article(title=mark)])
    (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
    assert what in fault.message and fault.row == 3 and fault.value == mark
