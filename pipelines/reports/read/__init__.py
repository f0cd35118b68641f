"""Rows for the pages, selected from the published warehouse: SELECT statements and all arithmetic a page needs (sums,
windows, counts). What only one kind of page shows is read in its own package."""

from pipelines.reports.read.about import (
    dataset_names,
    institution,
    last_run,
    metrics_with_figures,
    months,
    newest_month,
)
from pipelines.reports.read.checks import check_changes, failing_checks, publications, reconciliation
from pipelines.reports.read.database import Rows, has_rows, has_table, open_database, rows
from pipelines.reports.read.department_figures import current_departments, department_trends, departments
from pipelines.reports.read.figures import CALENDAR, EQUAL_WINDOW, trend
from pipelines.reports.read.long_periods import festival, halves, year_figures
from pipelines.reports.read.names_then import ACCOUNT_NAMES, DEPARTMENT_NAMES
from pipelines.reports.read.printed_tables import (
    bulletin_figures,
    bulletin_notes,
    party_uploads,
    submissions,
    training,
    website_updates,
    wechat_base,
    wechat_contributions,
    wechat_menu,
    wechat_readers,
)
from pipelines.reports.read.quality import (
    all_issues,
    corrections,
    coverage,
    coverage_matrix,
    files,
    issues,
    restatements,
)

__all__ = [
    "ACCOUNT_NAMES",
    "CALENDAR",
    "DEPARTMENT_NAMES",
    "EQUAL_WINDOW",
    "Rows",
    "all_issues",
    "bulletin_figures",
    "bulletin_notes",
    "check_changes",
    "corrections",
    "coverage",
    "coverage_matrix",
    "current_departments",
    "dataset_names",
    "department_trends",
    "departments",
    "failing_checks",
    "festival",
    "files",
    "halves",
    "has_rows",
    "has_table",
    "institution",
    "issues",
    "last_run",
    "metrics_with_figures",
    "months",
    "newest_month",
    "open_database",
    "party_uploads",
    "publications",
    "reconciliation",
    "restatements",
    "rows",
    "submissions",
    "training",
    "trend",
    "website_updates",
    "wechat_base",
    "wechat_contributions",
    "wechat_menu",
    "wechat_readers",
    "year_figures",
]
