"""How a file begins."""

from pathlib import Path

READ_BYTES = 1 << 20


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes that say something: a log that was cut while it was written to begins with zero bytes, often
    with gigabytes of them. A file of zeros alone gives its first ones.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(count)
        if head.strip(b"\0"):
            return head.lstrip(b"\0") + stream.read(count - len(head.lstrip(b"\0")))
        while piece := stream.read(READ_BYTES):
            if piece := piece.lstrip(b"\0"):
                return (piece + stream.read(count))[:count]
    return head
