"""Kinds of files that people drop among their exports and that hold no table of ours: told by what they are.

Belongs here: signs by which such a file is known, and what to do with it instead. Does not belong here: formats that
are read (sources), exports of platforms that are not counted (``unclaimed`` in the declarations).
"""

import re
from pathlib import PurePosixPath

from pipelines.faults import Fault, FileFault, error

# Member of a zip container → what the file is.
CONTAINERS = {
    "index/document.iwa": "苹果 Numbers 或 Pages 的文件",
    "index.zip": "苹果 Numbers 或 Pages 的文件",
    "ppt/presentation.xml": "PowerPoint 演示文稿（.pptx）",
    "visio/document.xml": "Visio 绘图",
    "ofd.xml": "OFD 版式文件",
    "androidmanifest.xml": "手机安装包",
    "content.opf": "电子书",
}
# Stream of an Office container of before 2007 (its name is UTF-16) → what the file is.
STREAMS = {
    "WordDocument": "Word 97-2003 或 WPS 文字的文档（.doc、.wps）",
    "WpsCustomData": "WPS 文字的文档（.wps）",
    "PowerPoint Document": "PowerPoint 97-2003 演示文稿（.ppt）",
    "__properties_version1.0": "Outlook 邮件（.msg）",
}
# First bytes, from the given place on → what the file is.
SIGNS = (
    (0, b"SQLite format 3\0", "SQLite 数据库"),
    (4, b"Standard Jet DB", "Access 数据库"),
    (4, b"Standard ACE DB", "Access 数据库"),
    (4, b"ftypheic", "HEIC 照片"),
    (4, b"ftypmif1", "HEIC 照片"),
    (4, b"ftyp", "视频"),
    (0, b"ID3", "录音"),
    (0, b"OggS", "录音"),
    (0, b"\x1aE\xdf\xa3", "视频"),
    (0, b"II*\0", "TIFF 图片"),
    (0, b"MM\0*", "TIFF 图片"),
    (0, b"bplist00", "苹果系统的设置文件或网页归档"),
    (0, b"PAR1", "Parquet 数据文件"),
    (0, b"DUCK", "DuckDB 数据库"),
    (8, b"DUCK", "DuckDB 数据库"),
)
SQL = re.compile(
    r"(?im)^[ \t]*(?:insert\s+into|create\s+table|drop\s+table|lock\s+tables)\b|^-- (?:MySQL|PostgreSQL|phpMyAdmin)"
)
MAIL = re.compile(r"(?im)\A(?:(?:received|return-path|from|to|subject|date|message-id|x-[\w-]+): .*\n){3}")
CARD = re.compile(r"\ABEGIN:V(?:CARD|CALENDAR)")
# A line of a log that is one JSON object.
JSON_LINE = re.compile(r'\A\s*\{"[^\n]*\}\s*\n\s*\{"')
FEED = re.compile(r"<(rss|feed|rdf:rdf|channel)[\s>]", re.IGNORECASE)
WORDPRESS = "wordpress.org/export"


def foreign_bytes(data: bytes, name: str) -> Fault | None:
    """What a file is by its first bytes, where it is none of ours."""
    for at, sign, kind in SIGNS:
        if data[at:].startswith(sign):
            return _unsupported(kind, name)
    return None


def foreign_container(members: set[str], name: str) -> Fault | None:
    """What a zip container is by its members (in lower case)."""
    kind = next((kind for member, kind in CONTAINERS.items() if member in members), None)
    if kind and (suffix := PurePosixPath(name).suffix.lower()) in (".numbers", ".pages", ".key"):
        kind = f"苹果 {suffix[1:].capitalize()} 的文件（{suffix}）"
    return _unsupported(kind, name) if kind else None


def foreign_streams(data: bytes, name: str) -> Fault | None:
    """What an Office container of before 2007 is, where it is no workbook."""
    for stream, kind in STREAMS.items():
        if stream.encode("utf-16-le") in data:
            return _unsupported(kind, name)
    return None


def check_markup(text: str, name: str) -> None:
    """Raises FileFault where a page or a piece of XML is the export of a website's articles."""
    head = text[:5000]
    if WORDPRESS in head:
        what = "这是 WordPress 的整站导出（WXR），不是稿件列表"
    elif FEED.search(head):
        what = "这是 RSS 订阅源，只有最近几条，不是稿件列表"
    else:
        return
    raise FileFault(error("no_list", what, path=name))


def check_text(text: str, name: str) -> None:
    """Raises FileFault where a text is written for programs or in sentences and is no table."""
    head = text[:20_000]
    if SQL.search(head):
        raise FileFault(error("no_list", "这是数据库备份（SQL），不是数据表", path=name))
    if JSON_LINE.match(head):
        raise FileFault(error("json_lines", "这是一行一条 JSON 的日志或数据流", path=name))
    if MAIL.match(head.replace("\r\n", "\n")):
        raise FileFault(error("unsupported_file", "这是电子邮件", path=name))
    if CARD.match(head):
        raise FileFault(error("unsupported_file", "这是通讯录或日程文件", path=name))


def _unsupported(kind: str, name: str) -> Fault:
    return error("unsupported_file", f"这是{kind}，不能读取", path=name)
