"""What lies beside the exports in real folders: system files, a lock file, a copy of a copy."""

from pathlib import Path

from pipelines.sample.formats import write_bytes

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")


def write(raw: Path, written: list[Path]) -> list[Path]:
    """Files every run must pass over, and one byte-identical copy of a real export."""
    original = next(path for path in written if path.name == "作品列表导出.xlsx")
    return [
        write_bytes(raw / "wechat" / "Thumbs.db", OLE_SIGNATURE + bytes(504)),
        write_bytes(
            raw / "registers" / "~$官微供稿登记.xlsx",
            bytes([5]) + "演示甲".encode("utf-16-le").ljust(164, b"\0"),
        ),
        write_bytes(raw / ".DS_Store", b"\0\0\0\1Bud1" + bytes(248)),
        write_bytes(original.with_name("作品列表导出 - 副本.xlsx"), original.read_bytes()),
    ]
