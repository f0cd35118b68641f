"""What the project knows of the field: seeds of dbt, for those who are not SQL (metrics, channels, codes)."""

import csv
import hashlib
from functools import cache

from pipelines.home import DBT_PROJECT


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of seed ``name`` in its order, every cell as text, empty where there is none."""
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def digest() -> str:
    """Hash of what all seeds say."""
    found = hashlib.sha256()
    for path in sorted((DBT_PROJECT / "seeds").glob("*.csv")):
        found.update(path.read_bytes())
    return found.hexdigest()


@cache
def rows_by(name: str, key: str) -> dict[str, dict[str, str]]:
    """The rows of seed ``name`` by their ``key``."""
    return {row[key]: row for row in rows(name)}
