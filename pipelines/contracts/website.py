"""Website contracts."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required


@dataset(
    "web_article",
    key=("site_id", "item_id", "column_name", "column_code"),
    month_from="published_at",
    item_key=(("cms_id",), ("url",), ("title", "published_at")),
    snapshots=True,
    names={
        "department_name": "department",
        "contributing_name": "department",
        "column_name": "site_column",
        "column_code": "site_column",
        "status": "status",
    },
)
class WebArticle(pa.DataFrameModel):
    """One article in one column of one site, as a CMS list shows it; clicks are cumulative at export.

    Tables of a database name the column by number only (column_code); 栏目表 says which column that is.
    """

    cms_id: pl.String = optional()
    url: pl.String = optional()
    title: pl.String = required()
    column_name: pl.String = optional()
    column_code: pl.String = optional()
    department_name: pl.String = optional()
    contributing_name: pl.String = optional()
    published_at: pl.Datetime = required()
    event_at: pl.Datetime = optional()
    status: pl.String = optional()
    clicks: pl.Int64 = count()
    words: pl.Int64 = count()
