"""What makes header cells those of a declared format, and how far down they are looked for."""

from pipelines.sources.catalog import Format

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
