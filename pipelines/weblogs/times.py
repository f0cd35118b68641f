"""Times as logs write them → local time in Shanghai."""

import polars as pl

from pipelines.weblogs.block import SHANGHAI

_CLF = r"^\d{1,2}/[A-Z][a-z]{2}/(?:19|20)\d{2}:"
_ISO = r"^(?:19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}"
_DIGITS = r"^(?:19|20)\d{12}$"
# Seconds (nginx ``$msec`` writes 1600397495.123) and milliseconds since 1970; ten digits last until 2286.
_SECONDS, _MILLISECONDS = r"^\d{10}(?:\.\d+)?$", r"^\d{13}$"


def local_time(text: pl.Expr) -> pl.Expr:
    """Naive time in Shanghai of ``18/Sep/2020:10:51:35 +0800``, ISO 8601, ``20200918105135`` or Unix time; else null.

    A time without a zone is one of Shanghai. The shape of the text decides, so no log has to declare its own.
    """
    clf = _in_zone(_zoned(text, " +0800", r" [+-]\d{4}$"), "%d/%b/%Y:%H:%M:%S %z")
    iso = _in_zone(
        _zoned(
            text.str.replace(" ", "T").str.replace(" ", "").str.replace(",", "."), "+08:00", r"(?:[zZ]|[+-]\d\d:?\d\d)$"
        ),
        "%Y-%m-%dT%H:%M:%S%.f%#z",
    )
    digits = text.str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False)
    seconds = pl.when(text.str.contains(_SECONDS)).then(text).cast(pl.Float64)
    milliseconds = pl.when(text.str.contains(_MILLISECONDS)).then(text).cast(pl.Int64)
    return (
        pl.when(text.str.contains(_CLF))
        .then(clf)
        .when(text.str.contains(_ISO))
        .then(iso)
        .when(text.str.contains(_DIGITS))
        .then(digits)
        .when(text.str.contains(_SECONDS))
        .then((seconds * 1_000_000).cast(pl.Int64).cast(pl.Datetime("us")) + SHANGHAI)
        .when(text.str.contains(_MILLISECONDS))
        .then((milliseconds * 1_000).cast(pl.Datetime("us")) + SHANGHAI)
    )


def _zoned(text: pl.Expr, zone: str, pattern: str) -> pl.Expr:
    return text + pl.when(text.str.contains(pattern)).then(pl.lit("")).otherwise(pl.lit(zone))


def _in_zone(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_datetime(form, time_unit="us", strict=False).dt.replace_time_zone(None) + SHANGHAI
