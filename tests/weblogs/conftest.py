"""A shortcut from lines of a log to its receipt and counts."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines.weblogs import LogReceipt, Rules, Traffic, load_rules, parse, summarise


@dataclass(frozen=True)
class Read:
    receipt: LogReceipt
    part: Path
    traffic: Traffic

    @property
    def total(self) -> dict:
        """The row of the whole site, of the first month."""
        return self.traffic.month.filter(section="").row(0, named=True)

    @property
    def sections(self) -> dict[str, int]:
        return dict(self.traffic.day.group_by("section").agg(views=pl.col("page_views").sum()).iter_rows())

    @property
    def articles(self) -> dict[str, int]:
        return dict(self.traffic.article_day.group_by("article_key").agg(views=pl.col("views").sum()).iter_rows())


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(visitor_key=b"secret of one home")


@pytest.fixture
def read(tmp_path, rules):
    """read(lines, ...) writes one log and reads it: text lines or bytes, plain or .gz."""
    made = iter(range(1000))

    def do(lines, *, format="combined", name="access.log", rules=rules, **options) -> Read:
        content = lines if isinstance(lines, bytes) else "".join(f"{text}\n" for text in lines).encode()
        folder = tmp_path / f"log {next(made)}"
        folder.mkdir()
        log = folder / name
        log.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        part = folder / "part.parquet"
        receipt = parse(log, part, rules, format, **options)
        return Read(receipt, part, summarise([("main", part)]))

    return do
