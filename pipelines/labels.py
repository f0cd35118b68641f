"""Chinese labels of codes: seeds ``code_label`` and ``dataset``, which the warehouse publishes as ``dim_code``.

Pages, commands and SQL call a code by what stands there, and by nothing else.
"""

from functools import cache

from pipelines import seeds


@cache
def _rows() -> tuple[dict[str, str], ...]:
    # Data sets whose coverage the warehouse watches are named where it says how.
    watched = [{"code_kind": "dataset", "code": row["dataset"], "name": row["name"]} for row in seeds.rows("dataset")]
    return (*seeds.rows("code_label"), *watched)


def names(kind: str) -> dict[str, str]:
    """Code → label of one ``code_kind``, in the order in which they are shown."""
    return _of(kind, "name")


def short_names(kind: str) -> dict[str, str]:
    """Code → what stands in place of a value, or the sign of a verdict; only codes that have one."""
    return _of(kind, "short_name")


def notes(kind: str) -> dict[str, str]:
    """Code → what it means in a sentence; only codes that have one."""
    return _of(kind, "note")


def _of(kind: str, column: str) -> dict[str, str]:
    return {row["code"]: row[column] for row in _rows() if row["code_kind"] == kind and row.get(column)}
