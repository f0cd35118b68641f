"""Rows of a month's page that no other page shows."""

from dataclasses import dataclass

from pipelines.monthly import monthly, once
from pipelines.months import shift
from pipelines.reports import read
from pipelines.reports.groups import by
from pipelines.reports.read import Rows, has_table, rows

# Below this share of known days a month has a page that only says so.
WHOLE_ENOUGH = 0.5
# So many other counts stand in where a month has no headline figure.
INSTEAD = 4
# The figures of each month that are shown first: headlines, or counts of files where no headline is known.
SHOWN_FIRST = """
    WITH known AS (
        SELECT trend.month, trend.metric_id, trend.days_covered, metric.display_order, metric.is_headline,
            bool_or(metric.is_headline) OVER (PARTITION BY trend.month) AS is_led
        FROM rpt_metric_trend AS trend JOIN dim_metric AS metric USING (metric_id)
        WHERE trend.scope = 'institution' AND trend.value IS NOT NULL AND (
            metric.is_headline
            OR trend.value <> 0 AND metric.additivity <> 'non' AND NOT starts_with(metric.dataset, 'ref_')
        )
    ),
    shown AS (
        SELECT *, row_number() OVER (PARTITION BY month ORDER BY display_order) AS place FROM known
        WHERE is_headline OR NOT is_led
    )
"""
# (metric, department) → month → what is known.
DepartmentMonths = dict[tuple[str, str], dict[str, dict]]


@dataclass(frozen=True)
class History:
    """The months that pages look back on, read once for all pages of a run. ``series``: metric → its months, oldest
    first; ``departments``: as they were then; ``stubs``: all months that are hardly known, these or others;
    ``instead``: month of which no headline figure is known → the metrics that stand in for them."""

    series: dict[str, Rows]
    departments: DepartmentMonths
    stubs: set[str]
    instead: dict[str, list[str]]

    def until(self, month: str) -> dict[str, Rows]:
        """``series`` of the thirteen months up to ``month``."""
        first = shift(month, -12)
        return {key: [row for row in found if first <= row["month"] <= month] for key, found in self.series.items()}

    def leads(self, fact: dict) -> bool:
        """Whether the figure, one of its month, stands among the first."""
        return fact["is_headline"] or fact["metric_id"] in self.instead.get(fact["month"], ())


def history(connection, first: str, last: str) -> History:
    """What the pages of the months ``first`` to ``last`` look back on."""
    first = shift(first, -12)
    points = read.trend(connection, first, last, headline_only=False)
    departments: DepartmentMonths = {}
    for row in department_months(connection, first, last):
        departments.setdefault((row["metric_id"], row["department_id"]), {})[row["month"]] = row
    return History(by(points, "metric_id"), departments, stubs(connection), instead(connection))


def proven(connection, history: History) -> set[str]:
    """The metrics of which a month's page leads to rows: those shown first, and what rates among them are formed of."""
    others = {metric_id for found in history.instead.values() for metric_id in found}
    metrics = once(connection, "SELECT * FROM dim_metric")
    found = [row for row in metrics if row["is_headline"] or row["metric_id"] in others]
    columns = ("metric_id", "numerator_id", "denominator_id")
    return {metric_id for row in found for column in columns if (metric_id := row.get(column))}


def instead(connection) -> dict[str, list[str]]:
    """Month of which no headline figure is known → the first other counts that its files tell."""
    found = rows(
        connection, f"{SHOWN_FIRST} SELECT month, metric_id FROM shown WHERE NOT is_headline AND place <= {INSTEAD}"
    )
    return {month: [row["metric_id"] for row in group] for month, group in by(found, "month").items()}


def stubs(connection) -> set[str]:
    """Months of which less than half is known: nothing of them is compared, and no month points to them. Known are the
    days that any figure shown first covers: what reference tables tell holds for every month, begun or not."""
    found = rows(
        connection,
        f"""
        {SHOWN_FIRST}
        SELECT this.month
        FROM dim_month AS this LEFT JOIN shown USING (month)
        GROUP BY this.month HAVING coalesce(max(shown.days_covered) / any_value(this.days), 0) < {WHOLE_ENOUGH}
        """,
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

    Only organisations that existed at its end, and those that ended in it having done something; those that did nothing
    have one row without a kind.
    """
    if not (has_table(connection, "main", "fct_party_upload") and has_table(connection, "main", "fct_rule_result")):
        return []
    return monthly(
        connection,
        """
        WITH org AS (
            SELECT dim_month.month, party_org_id, org.name, org.display_order, valid_to < month_end AS has_ended
            FROM dim_party_org AS org
            JOIN dim_month ON dim_month.month BETWEEN $first AND $last
                AND valid_from <= month_end AND valid_to >= month_start
            WHERE party_org_id <> 'unrecognised'
            QUALIFY row_number() OVER (PARTITION BY dim_month.month, party_org_id ORDER BY valid_from DESC) = 1
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
        SELECT org.* EXCLUDE (has_ended), activity_type, coalesce(done.number, 0) AS number,
            coalesce(due.is_missed, false) AS is_missed,
            coalesce(due.is_exempt, false) AS is_exempt, due.party_org_id IS NOT NULL AS is_due
        FROM org
        LEFT JOIN (done FULL JOIN due USING (month, party_org_id, activity_type)) USING (month, party_org_id)
        WHERE NOT org.has_ended OR done.number > 0
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
