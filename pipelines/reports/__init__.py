"""Pages for leaders, made from the published DuckDB file alone.

``publish`` is the only entrance. Modules: ``read`` (queries), ``figures`` (rows → Plotly figures), ``format``
(values → Chinese text), ``pages`` (rows → pages). Nothing here imports Dagster or dbt, and no figure is computed here.
"""

from pipelines.reports.pages import publish

__all__ = ["publish"]
