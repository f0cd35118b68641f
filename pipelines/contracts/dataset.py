"""What a dataset is: the canonical table that one or more file formats are read into.

A contract says which columns a dataset has, of which type, which rules each value keeps, and what makes a row
unique. Belongs here: the registry and the field vocabulary. Does not belong here: anything about file layouts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandera.polars as pa
import polars as pl

from pipelines import labels

CONTRACTS: dict[str, "Dataset"] = {}


@dataclass(frozen=True)
class Dataset:
    """One landing dataset.

    name: ASCII id, also the folder under ``landing/`` and the dbt source table.
    title: Chinese name shown in messages.
    model: the Pandera contract (eager frames, ``lazy=True``).
    key: columns that identify a row; per key the row with the latest ``as_of`` counts.
    month_from: the column whose local date gives the row's month; empty for tables without a month.
    cautions: Chinese text → expression that is true for a row a clerk should look at; a warning, the row counts.
    names: columns holding the name of a department, column, branch or outlet, or the id of a metric, by the
        dimension that must know it.
    item_key: alternatives for the stable id of a row without a platform id, the first complete one wins.
    snapshots: rows are cumulative at ``as_of``, so superseded rows stay meaningful as history.
    grows: of two counts told for one day the larger one is taken, whichever export has it.
    """

    name: str
    title: str
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    month_from: str = ""
    item_key: tuple[tuple[str, ...], ...] = ()
    snapshots: bool = False
    names: dict[str, str] = field(default_factory=dict)
    cautions: dict[str, pl.Expr] = field(default_factory=dict)
    grows: bool = False

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        return self.model.to_schema()

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column → Polars type, in the order of the contract."""
        return {name: column.dtype.type for name, column in self.schema.columns.items()}

    @property
    def is_reference(self) -> bool:
        return self.name.startswith("ref_")

    @property
    def version_of(self) -> tuple[str, ...]:
        """What rows with spans of days are versions of: the key without their first day; empty where they have none."""
        dated = {"valid_from", "valid_to"} <= self.dtypes.keys()
        return tuple(k for k in self.key if k != "valid_from") if dated else ()


def dataset(
    name: str,
    title: str = "",
    *,
    key: tuple[str, ...],
    month_from: str = "",
    item_key: tuple[tuple[str, ...], ...] = (),
    snapshots: bool = False,
    names: dict[str, str] | None = None,
    cautions: dict[str, pl.Expr] | None = None,
    grows: bool = False,
) -> Callable:
    """Register the decorated Pandera model as the contract of dataset ``name``.

    title: of what the warehouse has no name for; the names of all others are those it publishes in ``dim_code``.
    """

    def register(model: type[pa.DataFrameModel]) -> type[pa.DataFrameModel]:
        CONTRACTS[name] = Dataset(
            name,
            title or labels.names("dataset")[name],
            model,
            key,
            month_from,
            item_key,
            snapshots,
            names or {},
            cautions or {},
            grows,
        )
        return model

    return register


def required(rule: str = "不能为空", **checks) -> Any:
    """A column that every row must fill; ``rule`` is the Chinese text of the value rule in ``checks``."""
    return pa.Field(nullable=False, description=rule, **checks)


def optional(rule: str = "", **checks) -> Any:
    """A column that may be empty (unknown is not zero)."""
    return pa.Field(nullable=True, description=rule, **checks)


def count(*, required: bool = False) -> Any:
    """A number of things: never negative; empty means unknown."""
    return pa.Field(nullable=not required, ge=0, description="应为不小于 0 的整数")


def share() -> Any:
    """A share stored as 0-1 whatever the file printed."""
    return pa.Field(nullable=True, ge=0, le=1, description="应在 0 到 1（0% 到 100%）之间", metadata={"parse": "share"})


def seconds() -> Any:
    """A length of time in seconds."""
    return pa.Field(nullable=True, ge=0, description="应为不小于 0 的秒数", metadata={"parse": "seconds"})
