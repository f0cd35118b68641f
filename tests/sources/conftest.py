"""A home that holds one file for every layout we say we read, and what reading it gave."""

from pathlib import Path

import pytest
from exhibits import ledgers, platforms
from homes import ACCOUNTS, make_home

from pipelines.landing.land import ingest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def exhibits(tmp_path_factory):
    """(home, {path below raw/: ids of the formats the file holds})."""
    home = make_home(tmp_path_factory.mktemp("gallery"), {"账号表": ACCOUNTS})
    files = {path.relative_to(home.raw).as_posix(): formats for path, formats in platforms.write_gallery(home.root)}
    paths = ledgers.write(home.raw / "registers")
    for path, ledger in zip(paths, ledgers.LEDGERS, strict=True):
        files[path.relative_to(home.raw).as_posix()] = (ledger.format_id,)
    return home, files


@pytest.fixture(scope="session")
def read(exhibits):
    """The gallery's home, read."""
    return ingest(exhibits[0])
