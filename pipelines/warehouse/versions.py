"""Published versions that are kept, so that what was published by mistake can be taken back.

A version is the published file itself under the name of its run: what a file says of itself (runs, restatements) is all
that is known of it, and putting it back makes figures and memory those of that day together.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home
from pipelines.replacing import replacing

KEPT = 6


@dataclass(frozen=True)
class Version:
    """One published file. moved: settled figures that it told to have changed; newest: its last month with data."""

    run_id: str
    published_at: str
    files: int
    errors: int
    newest: str
    moved: int
    path: Path
    is_current: bool


def keep_current(home: Home) -> None:
    """Keep the published file before another one takes its place; a damaged one is not worth keeping."""
    told = _version_of(home.published)
    if told:
        target = _folder(home) / f"{told[0]}.duckdb"
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            _link(home.published, target)


def versions(home: Home) -> list[Version]:
    """The published version and the kept ones, newest first."""
    found = [(home.published, True), *((path, False) for path in sorted(_folder(home).glob("*.duckdb"), reverse=True))]
    told = [Version(*known, path, current) for path, current in found if (known := _version_of(path))]
    published = {v.run_id for v in told if v.is_current}
    return [v for v in told if v.is_current or v.run_id not in published]


def prune(home: Home, keep: int = KEPT) -> None:
    """Remove the oldest kept versions; the published one and at least one to go back to always stay."""
    kept = [v for v in versions(home) if not v.is_current]
    for version in sorted(kept, key=lambda v: v.published_at, reverse=True)[max(keep - 1, 1) :]:
        version.path.unlink(missing_ok=True)


def stage(home: Home, version: Version, pending: Path) -> None:
    """Put a kept version where the swap takes the next one from."""
    with replacing(pending) as partial:
        _link(version.path, partial)


def _folder(home: Home) -> Path:
    return home.warehouse / "versions"


def _link(source: Path, target: Path) -> None:
    """The same bytes under a second name where the disk knows that (a published file is never written again)."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _version_of(path: Path) -> tuple[str, str, int, int, str, int] | None:
    """What a published file says of its run; None of what is no such file."""
    if not path.exists():
        return None
    import duckdb  # most commands do no more than name this module

    try:
        # As trace and sql open it: one process opens a file with one configuration.
        with duckdb.connect(str(path), read_only=True, config={"enable_external_access": False}) as connection:
            return connection.execute("""
                WITH run AS (SELECT * FROM quality.runs ORDER BY published_at DESC LIMIT 1)
                SELECT
                    run_id, cast(published_at AS VARCHAR), files, errors,
                    coalesce((SELECT max(month) FROM fct_metric_month WHERE value IS NOT NULL), ''),
                    (SELECT count(*) FROM quality.restatements AS r WHERE r.run_id = run.run_id)
                FROM run
            """).fetchone()
    except duckdb.Error:
        return None
