"""Pages for leaders, made from the published DuckDB file alone.

``publish`` is the only entrance. Every kind of page has a package of its own (``index``, ``month``, ``year``,
``department``, ``account``, ``quality``, ``compare``): its queries, what stands where, its template. Shared: ``read``
(queries), ``format`` (values → Chinese text), ``story`` (sentences by rules), ``theme`` (colours and type), ``charts``
(rows → Plotly figures), ``svg`` (figure → picture), ``cards``, ``proof`` (evidence), ``site`` (frame and files).
Nothing here imports Dagster or dbt.
"""

from pipelines.reports.pages import publish

__all__ = ["publish"]
