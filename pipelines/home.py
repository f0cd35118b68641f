"""A home: the folder of one institution, with its exports, its warehouse and its pages."""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"


@dataclass(frozen=True)
class Home:
    """All paths of one institution, absolute. ``raw`` is never written by a run."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def reference(self) -> Path:
        return self.raw / "reference"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def landing(self) -> Path:
        return self.warehouse / "landing"

    @property
    def build(self) -> Path:
        return self.warehouse / "build"

    @property
    def published(self) -> Path:
        return self.warehouse / "tongbao.duckdb"

    @property
    def dagster(self) -> Path:
        return self.warehouse / "dagster"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def templates(self) -> Path:
        """What the office fills in or changes itself: empty ledgers, the form of its bulletin. No run writes there."""
        return self.root / "模板"


def find_home(directory: str | os.PathLike | None = None) -> Home:
    """The home named by ``directory``, else by ``TONGBAO_HOME``, else the one this process stands in, else the
    repository itself with its sample.

    Raises:
        RuntimeError: ``~someone`` names nobody.
    """
    named = directory or os.environ.get("TONGBAO_HOME")
    return Home(Path(named).expanduser().resolve()) if named else Home(_around() or REPOSITORY)


def _around() -> Path | None:
    """The folder this process stands in, or the nearest one above it, that has reference tables."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # deleted meanwhile
        return None
    return next((folder for folder in (here, *here.parents) if Home(folder).reference.is_dir()), None)
