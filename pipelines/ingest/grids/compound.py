"""OLE compound files (the container of .xls): is there a workbook, is it locked, are its chains sound.

Only as much is read as protects the reader behind: it follows chains of sectors without an end and reserves what a
record announces. Source of the format: MS-CFB and MS-XLS.
"""

import struct
from array import array
from dataclasses import dataclass

from pipelines.faults import FileFault, error

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_SECTOR = 0xFFFFFFFA  # higher numbers mean free, end of chain and the like
FILEPASS = 0x002F
SST = 0x00FC


class _Broken(Exception):
    """The container contradicts itself."""


@dataclass(frozen=True)
class _Stream:
    start: int
    size: int


def check_workbook(data: bytes, name: str) -> None:
    """Pass silently if the container holds an open, sound workbook.

    Raises:
        FileFault: ``encrypted_file``, ``unsupported_file`` (a .doc, .ppt …), ``damaged_file``.
    """
    try:
        container = _Container(data)
        streams = container.streams()
        if "EncryptedPackage" in streams:
            raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name))
        book = streams.get("Workbook") or streams.get("Book")
        if book is None:
            what = (
                "这是 Word 97-2003 文档（.doc），不是表格"
                if "WordDocument" in streams
                else "文件里没有工作簿"
            )
            raise FileFault(error("unsupported_file", what, path=name))
        for stream in streams.values():
            container.walk(stream)
        _check_records(container.read(book), name)
    except (_Broken, struct.error, IndexError) as fault:
        raise FileFault(error("damaged_file", "文件不完整或已损坏，可能没有下载完", path=name)) from fault


def _check_records(book: bytes, name: str) -> None:
    """Walk the BIFF records of the workbook's globals."""
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == FILEPASS:
            raise FileFault(error("encrypted_file", "文件设有打开密码，无法读取", path=name))
        if kind == SST and length >= 8 and struct.unpack_from("<I", book, at + 4 + 4)[0] > len(book):
            raise _Broken("more strings announced than bytes present")
        at += 4 + length


class _Container:
    def __init__(self, data: bytes):
        self.data = data
        if len(data) < 512:
            raise _Broken("no header")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise _Broken("sector size")
        self.size = 1 << shift
        self.directory, self.cutoff = struct.unpack_from("<I4xI", data, 48)
        mini_fat, difat, difat_count = struct.unpack_from("<I4xII", data, 60)
        sectors = [s for s in struct.unpack_from("<109I", data, 76) if s < LAST_SECTOR]
        per_sector = self.size // 4 - 1
        for _ in range(min(difat_count, len(data) // self.size)):
            *more, difat = struct.unpack(f"<{per_sector + 1}I", self.sector(difat))
            sectors += [s for s in more if s < LAST_SECTOR]
            if difat >= LAST_SECTOR:
                break
        else:
            if difat < LAST_SECTOR:
                raise _Broken("more FAT sectors than the file holds")
        self.fat = self._table(sectors)
        self.mini_fat = self._table(self.chain(mini_fat, self.fat))

    def streams(self) -> dict[str, _Stream]:
        """Streams by name; the root's own stream (which holds the small ones) has the empty name."""
        entries = b"".join(self.sector(s) for s in self.chain(self.directory, self.fat))
        found = {}
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind in (2, 5):
                label = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                found["" if kind == 5 else label] = _Stream(start, size)
        if "" not in found:
            raise _Broken("no root")
        return found

    def walk(self, stream: _Stream) -> list[int]:
        return self.chain(stream.start, self.mini_fat if 0 < stream.size < self.cutoff else self.fat)

    def read(self, stream: _Stream) -> bytes:
        if stream.size >= self.cutoff:
            return b"".join(self.sector(s) for s in self.walk(stream))[: stream.size]
        root = b"".join(self.sector(s) for s in self.chain(self.streams()[""].start, self.fat))
        return b"".join(root[s * 64 : s * 64 + 64] for s in self.walk(stream))[: stream.size]

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        if at >= len(self.data):
            raise _Broken("sector outside the file")
        return self.data[at : at + self.size]

    def chain(self, start: int, table: array) -> list[int]:
        """Numbers of the sectors of a chain; a chain longer than the table runs in a circle."""
        found = []
        while start < LAST_SECTOR:
            if len(found) > len(table) or start >= len(table):
                raise _Broken("circular or broken chain")
            found.append(start)
            start = table[start]
        return found

    def _table(self, sectors: list[int]) -> array:
        table = array("I", b"".join(self.sector(s).ljust(self.size, b"\xff") for s in sectors))
        return table
