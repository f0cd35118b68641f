"""A log file as blocks of whole lines, plain or gzip."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

try:  # inflates twice as fast; not every platform has it ready to install
    from isal import isal_zlib as zlib

except ImportError:
    import zlib

# The stub of isal calls its error an instance.
DAMAGED: type[Exception] = getattr(zlib, "error")  # noqa: B009
# With few blocks of this size alive, the C library keeps their memory; larger ones cost fresh pages every time.
BLOCK_BYTES = 12 << 20
READ_BYTES = 512 << 10
# No log line is longer. The rest of such a line is dropped unread; it stays one line and counts as bad.
LONGEST_LINE = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"


class LogUnreadable(ValueError):
    """The file as a whole cannot be read; the message is a Chinese sentence for the operator."""


@dataclass
class Fingerprint:
    """Length and CRC-32 of the inflated content, the pair that gzip itself keeps: equal for a file and its .gz."""

    length: int = 0
    crc: int = 0

    @property
    def content_id(self) -> str:
        return f"{self.length:x}-{self.crc:08x}"


def blocks(
    path: Path, fingerprint: Fingerprint, *, head: bytes = b"", size: int = BLOCK_BYTES
) -> Generator[bytes, None, None]:
    """Whole lines in blocks of about ``size`` bytes, each behind ``head``; fills in ``fingerprint`` on the way.

    Only the last block may end without a line feed. Raises LogUnreadable for a damaged or cut .gz: half a log must
    not pass for a whole one.
    """
    pieces: list[bytes] = [head]
    held = unfinished = 0
    first = True
    for piece in _content(path):
        fingerprint.length += len(piece)
        fingerprint.crc = zlib.crc32(piece, fingerprint.crc)
        if first:
            # A log that was cut while it was written to begins with zero bytes, and its first line is whole.
            piece = piece.removeprefix(BOM).lstrip(b"\0")
            first = not piece
        end = piece.rfind(b"\n") + 1
        if not end and unfinished > LONGEST_LINE:
            continue
        if end and held + end >= size:
            yield b"".join([*pieces, piece[:end]])
            pieces, held, unfinished, piece, end = [head], 0, 0, piece[end:], 0
        pieces.append(piece)
        held += len(piece)
        unfinished = len(piece) - end if end else unfinished + len(piece)
    if held:
        yield b"".join(pieces)


def _content(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        piece = file.read(READ_BYTES)
        if not piece.startswith(GZIP_MAGIC):
            while piece:
                yield piece
                piece = file.read(READ_BYTES)
            return
        inflate = zlib.decompressobj(wbits=31)
        try:
            while piece:
                while piece:
                    # Bounded output: a small file may inflate to a thousand times its size.
                    if plain := inflate.decompress(piece, READ_BYTES):
                        yield plain
                    piece = inflate.unconsumed_tail
                    if inflate.eof:
                        # Rotation tools append members; some pad with zero bytes.
                        piece = inflate.unused_data.lstrip(b"\0") or file.read(READ_BYTES).lstrip(b"\0")
                        if piece:
                            inflate = zlib.decompressobj(wbits=31)
                piece = file.read(READ_BYTES)
            while not inflate.eof and (plain := inflate.decompress(b"", READ_BYTES)):
                yield plain
        except DAMAGED:
            raise LogUnreadable(f"压缩日志 {_spelt(path)} 已损坏，请重新从服务器下载。") from None
        if not inflate.eof:
            raise LogUnreadable(f"压缩日志 {_spelt(path)} 不完整（可能未下载完），请重新从服务器下载。")


def _spelt(path: Path) -> str:
    """A name that can be written down, also where it is not Unicode."""
    return path.name.encode("utf-8", "backslashreplace").decode()
