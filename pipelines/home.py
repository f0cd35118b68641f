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
    """The home named by ``directory``, else by ``TONGBAO_HOME``, else the repository itself."""
    return Home(Path(directory or os.environ.get("TONGBAO_HOME") or REPOSITORY).expanduser().resolve())
