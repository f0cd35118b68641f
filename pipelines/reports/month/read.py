"""Rows of a month's page that no other page shows."""

from dataclasses import dataclass

from pipelines.monthly import monthly, once
from pipelines.months import shift
from pipelines.reports import read
from pipelines.reports.groups import by
from pipelines.reports.read import Rows, has_table, rows

# Below this share of known days a month has a page that only says so.
WHOLE_ENOUGH = 0.5
# (metric, department) → month → what is known.
DepartmentMonths = dict[tuple[str, str], dict[str, dict]]


@dataclass(frozen=True)
class History:
    """The months that pages look back on, read once for all pages of a run. ``series``: metric → its months, oldest
    first; ``departments``: as they were then; ``stubs``: all months that are hardly known, these or others."""

    series: dict[str, Rows]
    departments: DepartmentMonths
    stubs: set[str]

    def until(self, month: str) -> dict[str, Rows]:
        """``series`` of the thirteen months up to ``month``."""
        first = shift(month, -12)
        return {key: [row for row in found if first <= row["month"] <= month] for key, found in self.series.items()}


def history(connection, first: str, last: str) -> History:
    """What the pages of the months ``first`` to ``last`` look back on."""
    first = shift(first, -12)
    points = read.trend(connection, first, last, headline_only=False)
    departments: DepartmentMonths = {}
    for row in department_months(connection, first, last):
        departments.setdefault((row["metric_id"], row["department_id"]), {})[row["month"]] = row
    return History(by(points, "metric_id"), departments, stubs(connection))


def proven(connection) -> set[str]:
    """The metrics of which a month's page leads to rows: headline figures, and what rates among them are formed of."""
    found = [row for row in once(connection, "SELECT * FROM dim_metric") if row["is_headline"]]
    columns = ("metric_id", "numerator_id", "denominator_id")
    return {metric_id for row in found for column in columns if (metric_id := row.get(column))}


def stubs(connection) -> set[str]:
    """Months of which less than half is known: nothing of them is compared, and no month points to them. Known are the
    days that any headline figure covers: what reference tables tell holds for every month, begun or not."""
    found = rows(
        connection,
        """
        SELECT this.month
        FROM dim_month AS this
        LEFT JOIN rpt_metric_trend AS trend
            ON trend.month = this.month AND trend.scope = 'institution' AND trend.value IS NOT NULL
            AND trend.metric_id IN (SELECT metric_id FROM dim_metric WHERE is_headline)
        GROUP BY this.month HAVING coalesce(max(trend.days_covered) / any_value(this.days), 0) < $enough
        """,
        enough=WHOLE_ENOUGH,
    )
    return {row["month"] for row in found}


def department_months(connection, first: str, last: str) -> Rows:
    """Headline metric × department (as it was then) × month."""
    return rows(
        connection,
        """
        SELECT metric_id, scope_id AS department_id, month, value, status
        FROM rpt_metric_trend AS trend JOIN dim_metric AS metric USING (metric_id)
        WHERE scope = 'department' AND metric.is_headline AND month BETWEEN $first AND $last
        """,
        first=first,
        last=last,
    )


def party(connection, month: str) -> Rows:
    """Party organisation × kind of activity of the month: how many, and whether a rule asks for more.

    Only organisations that existed; those that did nothing have one row without a kind.
    """
    if not (has_table(connection, "main", "fct_party_upload") and has_table(connection, "main", "fct_rule_result")):
        return []
    return monthly(
        connection,
        """
        WITH org AS (
            SELECT dim_month.month, party_org_id, org.name, org.display_order FROM dim_party_org AS org
            JOIN dim_month ON dim_month.month BETWEEN $first AND $last AND month_end BETWEEN valid_from AND valid_to
            WHERE party_org_id <> 'unrecognised'
        ),
        done AS (
            SELECT month, party_org_id, activity_type, count(*) AS number FROM fct_party_upload
            WHERE month BETWEEN $first AND $last AND is_counted GROUP BY ALL
        ),
        due AS (
            SELECT month, subject_id AS party_org_id, item AS activity_type, bool_or(is_met = false) AS is_missed,
                bool_and(is_exempt) AS is_exempt
            FROM fct_rule_result
            WHERE month BETWEEN $first AND $last AND rule_kind = 'party_activity' AND subject_kind = 'party_org'
            GROUP BY ALL
        )
        SELECT org.*, activity_type, coalesce(done.number, 0) AS number, coalesce(due.is_missed, false) AS is_missed,
            coalesce(due.is_exempt, false) AS is_exempt, due.party_org_id IS NOT NULL AS is_due
        FROM org
        LEFT JOIN (done FULL JOIN due USING (month, party_org_id, activity_type)) USING (month, party_org_id)
        ORDER BY org.display_order, party_org_id, activity_type
        """,
        month,
    )


def to_date(connection, month: str) -> Rows:
    """Sums of the year up to ``month`` of what targets are set on, by scope: the state of a target at the time."""
    if not has_table(connection, "main", "fct_target"):
        return []
    return monthly(
        connection,
        """
        SELECT month, scope, scope_id, metric_id, ytd_value FROM rpt_metric_trend
        WHERE month BETWEEN $first AND $last AND scope IN ('institution', 'channel', 'department')
            AND ytd_value IS NOT NULL AND metric_id IN (SELECT metric_id FROM fct_target)
        """,
        month,
    )
