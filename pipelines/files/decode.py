"""A file → grids of text, whatever its name says.

The reader is chosen by the first bytes. Belongs here: telling kinds of files apart and refusing what is none of ours.
Does not belong here: what the columns mean (recognise), the values (values), layouts of one kind (its reader).
"""

import hashlib
import json
import re
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.faults import FileFault, error, shorten
from pipelines.files import foreign, limits
from pipelines.files.grid import Grid
from pipelines.files.head import first_bytes
from pipelines.files.text import decode_text, read_text

# How browsers call a download that has not ended; what is there of it may look whole.
UNFINISHED = (".crdownload", ".part", ".partial", ".opdownload", ".download")
# Enough to see the first lines of a server log.
SNIFF_BYTES = 16_384
SNIFF_LINES = 10

LOG_LINE = re.compile(
    r"^\S+ .{0,300}?\[\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] \"|^#(?:Software|Version|Fields): "
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How most files begin.
WORKBOOKS = (b"PK\x03\x04", COMPOUND)
# The first record of a workbook of Excel 2 to 5 that stands in no container.
BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
# What a table, however odd, does not begin with.
FOREIGN = {
    b"%PDF": ("unsupported_file", "这是 PDF 文件，不能读取"),
    b"\x89PNG": ("unsupported_file", "这是 PNG 图片，不能读取"),
    b"\xff\xd8\xff": ("unsupported_file", "这是 JPEG 图片，不能读取"),
    b"GIF8": ("unsupported_file", "这是 GIF 图片，不能读取"),
    b"BM": ("unsupported_file", "这是 BMP 图片，不能读取"),
    b"RIFF": ("unsupported_file", "这是音视频或图片文件，不能读取"),
    b"{\\rtf": ("unsupported_file", "这是 RTF 文档，不能读取"),
    b"Rar!": ("archive_file", "这是 RAR 压缩包"),
    b"7z\xbc\xaf": ("archive_file", "这是 7z 压缩包"),
    b"BZh": ("archive_file", "这是 bz2 压缩包"),
    b"\xfd7zXZ": ("archive_file", "这是 xz 压缩包"),
    b"\x28\xb5\x2f\xfd": ("archive_file", "这是 zst 压缩包"),
    b"MIME-Version:": ("unsupported_file", "这是网页归档文件（.mht），不能读取"),
    b"L\0\0\0\x01\x14\x02\0": ("unsupported_file", "这是快捷方式，不是文件本身"),
    b"[InternetShortcut]": ("unsupported_file", "这是网址的快捷方式，不是文件本身"),
    b"MZ": ("suspicious_file", "这是可执行程序，不能读取"),
}


@dataclass(frozen=True)
class Content:
    """What a file holds.

    kind: ``xlsx``, ``xls``, ``html``, ``csv``, ``tsv``, ``labelled``, ``json``, ``docx`` or ``log``; the last two are
    only told apart, others read them. encoding: ``utf-8``, ``gb18030`` or empty. data: the parsed JSON. sha256: of the
    bytes that were read; empty of a log.
    """

    kind: str
    encoding: str = ""
    grids: list[Grid] = field(default_factory=list)
    data: object | None = None
    sha256: str = ""


def read(path: Path, name: str) -> Content:
    """The content of one file; ``name`` is how messages call it (its path below ``raw/``).

    Raises:
        FileFault: the file cannot be read, is none of ours, or breaks a limit.
    """
    if path.suffix.lower() in UNFINISHED:
        what = f"从 {path.suffix} 这个后缀看，文件还没有下载完"
        raise FileFault(error("unfinished_download", what, path=name))
    try:
        with path.open("rb") as stream:
            head = stream.read(SNIFF_BYTES)
            if _is_log(first_bytes(path, SNIFF_BYTES) if head.startswith(b"\0") else head):
                return Content("log")
            data = head + stream.read(limits.MAX_FILE_BYTES + 1 - len(head))
        if len(data) > limits.MAX_FILE_BYTES:
            what = f"文件超过 {limits.MAX_FILE_BYTES // 1_000_000} MB 的上限"
            raise FileFault(error("too_large", what, path=name))
        return replace(_read(data, name), sha256=hashlib.sha256(data).hexdigest())
    except OSError as fault:
        reason = {PermissionError: "没有读取权限", FileNotFoundError: "文件不存在"}.get(type(fault), "读取时出错")
        raise FileFault(error("unreadable_file", f"无法打开文件：{reason}", path=name)) from fault
    except MemoryError as fault:
        raise FileFault(error("too_large", "文件太大，内存不足", path=name)) from fault


def _read(data: bytes, name: str) -> Content:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise FileFault(error("empty_file", "文件是空的", path=name))
    for magic, (code, what) in FOREIGN.items():
        if data.startswith(magic) and not (len(magic) == 2 and _is_text(data)):
            raise FileFault(error(code, what, path=name))
    if fault := foreign.foreign_bytes(data, name):
        raise FileFault(fault)
    if data.startswith(b"\x1f\x8b"):
        raise FileFault(error("archive_file", "这是 gz 压缩包，里面不是网站访问日志", path=name))
    if data.startswith((COMPOUND, *BARE_XLS)):
        from pipelines.files import biff

        return Content("xls", grids=biff.read_xls(data, name))
    if data.startswith(b"PK"):
        return _read_zip(data, name)
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        from pipelines.files import html

        foreign.check_markup(start.decode("utf-8", "replace"), name)
        grids, encoding = html.read_html(data, name)
        return Content("html", encoding, grids)
    text, encoding = decode_text(data, name)
    foreign.check_text(text, name)
    if re.match(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])', text):
        return Content("json", encoding, data=_json(text, name))
    kind, grid = read_text(text, name)
    return Content(kind, encoding, [grid])


def _read_zip(data: bytes, name: str) -> Content:
    from pipelines.files import workbook

    with workbook.open_zip(data, name) as archive:
        members = {member.replace("\\", "/").lower() for member in archive.namelist()}
        if "word/document.xml" in members:
            workbook.check_word(archive, name)
            workbook.check_parts(archive, name)
            return Content("docx")
        if "xl/workbook.xml" in members:
            failed = workbook.check_parts(archive, name)
            return Content("xlsx", grids=workbook.read_xlsx(data, name, failed))
    if "xl/workbook.bin" in members:
        raise FileFault(error("unsupported_file", "这是 Excel 二进制工作簿（.xlsb）", path=name))
    if "content.xml" in members and "mimetype" in members:
        raise FileFault(error("unsupported_file", "这是 OpenDocument 文件（.ods 等）", path=name))
    if fault := foreign.foreign_container(members, name):
        raise FileFault(fault)
    raise FileFault(error("archive_file", "这是 zip 压缩包，不是工作簿", path=name))


def _json(text: str, name: str) -> object:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    def members(pairs: list[tuple[str, object]]) -> dict:
        found = dict(pairs)
        if len(found) < len(pairs):
            for member, value in pairs:
                # The standard takes the last one; of two that differ nobody can say which is meant.
                if found[member] != value:
                    what = f"JSON 里同一处的“{shorten(member, 30)}”写了两次，值不同"
                    raise FileFault(error("double_member", what, path=name, column=member))
        return found

    limits.check_count(sum(map(text.count, ",[{")), limits.MAX_JSON_VALUES, "JSON 的值", name)
    try:
        data = json.loads(text, parse_constant=refuse, object_pairs_hook=members)
    except (ValueError, RecursionError) as fault:
        place = {"row": fault.lineno} if isinstance(fault, json.JSONDecodeError) else {}
        raise FileFault(error("bad_json", "JSON 内容不完整或格式错误", path=name, **place)) from fault
    if _is_deep(data):
        raise FileFault(error("bad_json", f"JSON 嵌套超过 {limits.MAX_NESTING} 层", path=name))
    return data


def _is_deep(data: object) -> bool:
    level = [data]
    for _ in range(limits.MAX_NESTING):
        containers = [v for v in level if isinstance(v, (dict, list))]
        level = [inner for v in containers for inner in (v.values() if isinstance(v, dict) else v)]
    return bool(level)


def _is_log(head: bytes) -> bool:
    """The first lines, unpacked if need be, are those of a web server's access log."""
    if head.startswith(WORKBOOKS):
        return False
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, SNIFF_BYTES).lstrip(b"\0")
        except zlib.error:
            return False
    lines = head.split(b"\n", SNIFF_LINES)[:SNIFF_LINES]
    return any(LOG_LINE.match(line.decode("utf-8", "replace")) for line in lines)


def _is_text(data: bytes) -> bool:
    """Two magic bytes are also two letters; a table has no zero bytes in front."""
    return b"\0" not in data[:1024]
