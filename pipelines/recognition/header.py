"""What makes header cells those of a declared format, how far down they are looked for, and headers in two rows."""

from pipelines.sources.catalog import Format, normalise

# Titles, notes and blank rows above a header: no witness shows more than a handful.
HEADER_WITHIN_ROWS = 30


def fits(fmt: Format, headers: set[str]) -> bool:
    """Whether normalised header cells (or members of JSON) are those of ``fmt``."""
    return (
        all(headers.intersection(accepted) for accepted in fmt.required.values())
        and not headers & fmt.absent
        and headers >= fmt.needs
        and all(headers.intersection(step) for step in fmt.steps)
        and (not fmt.unpivot or bool(headers & set(fmt.unpivot)))
        and (not fmt.across or len(headers - fmt.known_headers) > 1)
    )


def is_divided(upper: dict[str, str], lower: dict[str, str], names: list[str]) -> bool:
    """Whether ``lower`` is filled only below merged cells of ``upper``: the second row of one header.

    upper, lower: text by grid column; names: all grid columns in order.
    """
    above = _parents(upper, names)
    divided = {above[c] for c in lower if c not in upper}
    return bool(divided) and "" not in divided and all(above[c] in divided for c in lower)


def divided_header(upper: dict[str, str], lower: dict[str, str], names: list[str], known: set[str]) -> dict[str, str]:
    """The one header that two rows make.

    A divided cell is named by both texts together where that is in ``known`` (normalised headers of the formats
    looked for), else by the lower one.
    """
    above, header = _parents(upper, names), {}
    for column in names:
        if column in lower:
            both = upper[above[column]] + lower[column]
            header[column] = both if normalise(both) in known else lower[column]
        elif column in upper:
            header[column] = upper[column]
    return header


def _parents(upper: dict[str, str], names: list[str]) -> dict[str, str]:
    """Grid column → the column whose (merged) upper cell covers it; empty left of the first one."""
    parent, above = "", {}
    for column in names:
        parent = column if column in upper else parent
        above[column] = parent
    return above
