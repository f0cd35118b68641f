"""Files read before they are asked for: readers of workbooks work while another thread goes on with what is read."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pipelines.files import decode
from pipelines.files.decode import Content
from pipelines.files.discover import RawFile

# More readers gain nothing: half of their work is done in Python, of which one thread runs at a time.
READERS = 2
# So many files, each of at most so many bytes, are read or wait. A larger one, or one of a size that nobody looked at,
# is read when it is asked for: it is alone in memory, and Ctrl-C need not wait for a thread that reads it.
FILES, BYTES = 16, 500_000


def contents(files: Iterable[RawFile]) -> Iterator[tuple[RawFile, Callable[[], Content]]]:
    """Each file in turn, and what gives its content or raises its ``FileFault``."""
    waiting: deque[tuple[RawFile, Callable[[], Content]]] = deque()
    pool = ThreadPoolExecutor(READERS)
    try:
        for file in files:
            read: Callable[[], Content] = partial(decode.read, file.path, file.name)
            is_small = bool(file.stat) and file.stat[0] <= BYTES
            waiting.append((file, pool.submit(read).result if is_small else read))
            if len(waiting) == FILES:
                yield waiting.popleft()
        yield from waiting
    finally:
        pool.shutdown(cancel_futures=True)
