"""Files that are read before they are asked for: in order, each fault at its file, a large one by itself."""

import threading
from dataclasses import replace

import pytest

from pipelines.faults import FileFault
from pipelines.files import ahead
from pipelines.files.decode import Content
from pipelines.files.discover import RawFile


def files(tmp_path, sizes: list[int]) -> list[RawFile]:
    made = []
    for number, size in enumerate(sizes):
        path = tmp_path / f"{number:02}.csv"
        path.write_text(f"标题,作者\n第{number}则,甲\n" if size else "", encoding="utf-8")
        made.append(RawFile(path, f"website/{path.name}", "", [size, 0]))
    return made


def test_contents_come_in_order_and_a_fault_where_its_file_is(tmp_path):
    given = files(tmp_path, [9] * 20 + [0] + [9] * 20)
    seen = []
    for file, content in ahead.contents(given):
        if file.stat[0]:
            assert f"第{len(seen)}则" in content().grids[0].cells["c1"]
        else:
            with pytest.raises(FileFault, match="空"):
                content()
        seen.append(file)
    assert seen == given


def test_what_waits_is_bounded_and_a_large_file_is_read_when_it_is_asked_for(tmp_path, monkeypatch):
    begun, guard = [], threading.Lock()

    def read(path, name):
        with guard:
            begun.append((name, threading.current_thread() is threading.main_thread()))

    monkeypatch.setattr(ahead.decode, "read", read)
    given = files(tmp_path, [ahead.BYTES, ahead.BYTES + 1] * 30)
    largest = 0
    for taken, (file, content) in enumerate(ahead.contents(given)):
        is_large = file.stat[0] > ahead.BYTES
        assert not is_large or file.name not in dict(begun)
        content()
        assert dict(begun)[file.name] == is_large
        largest = max(largest, len(begun) - taken)
    assert sorted(begun) == [(f.name, f.stat[0] > ahead.BYTES) for f in given]
    assert largest <= ahead.FILES


def test_a_file_is_asked_for_only_when_there_is_room_and_nothing_is_read_once_nobody_asks(tmp_path, monkeypatch):
    goes_on, begun = threading.Event(), []

    def read(path, name):
        begun.append(name)
        goes_on.wait(30)

    monkeypatch.setattr(ahead.decode, "read", read)
    asked = []
    reading = ahead.contents(file for file in files(tmp_path, [9] * 60) if not asked.append(file))
    next(reading)
    assert len(asked) == ahead.FILES
    threading.Timer(0.1, goes_on.set).start()
    reading.close()
    assert len(begun) <= ahead.READERS


def test_a_file_whose_size_nobody_looked_at_is_read_too(tmp_path):
    (known,) = files(tmp_path, [9])
    ((_, content),) = ahead.contents([replace(known, stat=[])])
    assert isinstance(content(), Content)
