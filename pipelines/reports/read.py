"""Rows for the pages, selected from the published warehouse.

Belongs here: SELECT statements and all arithmetic a page needs (sums, windows, counts). Every function takes a
read-only connection and returns rows as dicts whose keys are the column names.
"""

from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import duckdb

from pipelines.months import ALIKE, shift

Rows = list[dict]

# An account may be renamed: its name at the end of $month.
ACCOUNT_NAMES = """
    SELECT account_id, dim_account.name FROM dim_account
    JOIN dim_month ON dim_month.month = $month AND month_end BETWEEN applies_from AND applies_to"""

# As they were called then; one that was closed keeps its last name.
DEPARTMENT_NAMES = """
    SELECT department_id, dim_department.name FROM dim_department
    JOIN dim_month ON dim_month.month = $month AND valid_from <= month_end
    QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC) = 1"""


# Against a month with far fewer days of vacation no percentage is told: the calendar made it.
CALENDAR = f"""
    SELECT this.*,
        coalesce(abs(this.vacation_days / this.days - last_year.vacation_days / last_year.days) <= {ALIKE}, true)
            AS is_like_last_year
    FROM dim_month AS this
    LEFT JOIN dim_month AS last_year ON last_year.month = strftime(this.month_start - INTERVAL 1 YEAR, '%Y-%m')"""


# (schema, table) of each file, by connection.
_TABLES: WeakKeyDictionary[duckdb.DuckDBPyConnection, set[tuple[str, str]]] = WeakKeyDictionary()


@contextmanager
def open_database(path: Path):
    """Read-only connection; the file may be replaced by a new version while it is open."""
    connection = duckdb.connect(str(path), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


def rows(connection, query: str, **parameters) -> Rows:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def has_table(connection, schema: str, table: str) -> bool:
    """Whether the file holds a table; files published by earlier versions lack the younger ones. A page asks twenty
    times, and a published file does not change while it is open."""
    known = _TABLES.get(connection)
    if known is None:
        found = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        known = _TABLES[connection] = set(found)
    return (schema, table) in known


def has_rows(connection, table: str) -> bool:
    """Whether a table of schema ``bulletin`` holds anything of any month."""
    return bool(rows(connection, f"SELECT 1 FROM bulletin.{table} LIMIT 1"))


def metrics_with_figures(connection) -> set[str]:
    """Metrics of the whole institution of which the warehouse speaks in any month: those of a channel that it does not
    have are not among them."""
    found = rows(connection, "SELECT DISTINCT metric_id FROM rpt_metric_trend WHERE scope = 'institution'")
    return {row["metric_id"] for row in found}


def institution(connection) -> dict:
    """``name``, ``short_name``, ``authority`` (None where not stated) and ``is_demo``."""
    stated = {row["item"]: row["content"] for row in rows(connection, "SELECT item, content FROM quality.institution")}
    return {
        "name": stated.get("单位名称") or "未填写单位名称",
        "short_name": stated.get("单位简称"),
        "authority": stated.get("主管部门"),
        "is_demo": stated.get("演示数据") == "是",
    }


def last_run(connection) -> dict | None:
    """The run that published this file."""
    found = rows(
        connection, "SELECT published_at, accepted_errors, files FROM quality.runs ORDER BY published_at DESC LIMIT 1"
    )
    return found[0] if found else None


def months(connection) -> list[str]:
    """Months the warehouse speaks of, oldest first; in some of them every figure may be missing."""
    found = rows(connection, "SELECT DISTINCT month FROM rpt_metric_trend ORDER BY month")
    return [row["month"] for row in found]


def newest_month(connection) -> str | None:
    """The newest month in which at least half of the headline figures in use are known: a month that has only begun,
    or a stray row after the last export, does not stand for the institution."""
    found = rows(
        connection,
        """
        SELECT trend.month
        FROM rpt_metric_trend AS trend JOIN dim_metric AS metric USING (metric_id)
        WHERE trend.scope = 'institution' AND metric.is_headline AND trend.status NOT IN ('not_started', 'retired')
        GROUP BY trend.month HAVING 2 * count(trend.value) >= count(*)
        ORDER BY trend.month DESC LIMIT 1
        """,
    )
    return found[0]["month"] if found else None


# The columns of ``rpt_equal_window``, joined as ``equal``, that are shown where whole months cannot be compared.
EQUAL_WINDOW = """
    equal.days AS window_days, equal.value AS window_value, equal.previous_value AS window_previous_value,
    equal.mom_change AS window_mom_change, equal.mom_pct AS window_mom_pct,
    equal.last_year_value AS window_last_year_value, equal.yoy_change AS window_yoy_change,
    equal.yoy_pct AS window_yoy_pct
"""


def trend(
    connection,
    first: str,
    last: str,
    headline_only: bool = True,
    scope: str = "institution",
    scope_id: str | None = None,
) -> Rows:
    """Metric × month of the whole institution, or of another scope, months without any row included (value NULL).

    Not before the first month of the warehouse: a month we never heard of is no gap.
    """
    return rows(
        connection,
        f"""
        WITH span AS (
            SELECT month, month_end, is_vacation, is_like_last_year FROM ({CALENDAR})
            WHERE month BETWEEN greatest($first, (SELECT min(month) FROM rpt_metric_trend)) AND $last
        )
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.additivity, metric.direction,
            concat_ws('。', metric.definition, metric.redefined) AS definition, metric.dataset, metric.is_headline,
            coalesce(channel.channel_id, 'other') AS channel_id, coalesce(channel.name, '其他') AS channel_name,
            span.month, span.is_vacation, span.is_like_last_year, trend.value,
            coalesce(trend.status, 'missing') AS status, trend.as_of,
            trend.days_covered, coalesce(trend.days_covered < trend.days_expected, false) AS is_part,
            coalesce(trend.as_of < span.month_end, false) AS ends_early,
            coalesce(trend.is_floor, false) AS is_floor, coalesce(trend.is_provisional, false) AS is_provisional,
            coalesce(trend.is_corrected, false) AS is_corrected,
            trend.unassigned_value, trend.status_reason, trend.previous_value, trend.mom_change, trend.mom_pct,
            trend.last_year_value, trend.yoy_change,
            CASE WHEN span.is_like_last_year THEN trend.yoy_pct END AS yoy_pct, trend.ytd_value, trend.ytd_yoy_pct,
            trend.ytd_reason, trend.moving_12_value, trend.moving_12_yoy_pct, trend.moving_12_reason,
            trend.is_comparable, trend.reason, trend.yoy_reason, trend.mom_parts, trend.mom_like_pct,
            trend.yoy_parts, trend.yoy_like_pct, {EQUAL_WINDOW}
        FROM span
        CROSS JOIN dim_metric AS metric
        LEFT JOIN dim_channel AS channel USING (channel_id)
        LEFT JOIN rpt_metric_trend AS trend
            ON trend.scope = $scope AND ($scope_id IS NULL OR trend.scope_id = $scope_id)
            AND trend.metric_id = metric.metric_id AND trend.month = span.month
        LEFT JOIN rpt_equal_window AS equal
            ON equal.scope = $scope AND ($scope_id IS NULL OR equal.scope_id = $scope_id)
            AND equal.metric_id = metric.metric_id AND equal.month = span.month
        WHERE metric.is_headline OR (
            NOT $headline_only AND metric.metric_id IN (
                SELECT metric_id FROM rpt_metric_trend
                WHERE scope = $scope AND ($scope_id IS NULL OR scope_id = $scope_id)
            )
        )
        ORDER BY
            channel.display_order NULLS LAST, channel.channel_id, metric.display_order, metric.metric_id, span.month
        """,
        first=first,
        last=last,
        headline_only=headline_only,
        scope=scope,
        scope_id=scope_id,
    )


def departments(connection, month: str, headline_only: bool = False) -> Rows:
    """Metric × department (as it was then) of one month, largest first; 未识别 only where it holds something.

    What stands in the place of a base says why: ``absent`` where the department or the warehouse had no such month.
    """
    return rows(
        connection,
        """
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.direction, metric.is_headline,
            trend.scope_id AS department_id, trend.scope_name AS department_name,
            page.department_id IS NOT NULL AS has_page,
            trend.value, trend.status, trend.as_of, trend.is_provisional, trend.previous_value, trend.mom_change,
            trend.mom_pct, trend.last_year_value, trend.yoy_change, trend.yoy_pct, trend.ytd_value,
            trend.rank, trend.rank_change, trend.reason, trend.yoy_reason, trend.mom_parts, trend.mom_like_pct,
            trend.yoy_parts, trend.yoy_like_pct,
            coalesce(before.status, 'absent') AS previous_status,
            coalesce(last_year.status, 'absent') AS last_year_status
        FROM rpt_metric_trend AS trend
        JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN (SELECT DISTINCT department_id, display_order FROM dim_department WHERE is_current) AS page
            ON page.department_id = trend.scope_id
        LEFT JOIN rpt_metric_trend AS before
            ON before.scope = 'department' AND before.scope_id = trend.scope_id
            AND before.metric_id = trend.metric_id AND before.month = $month_before
        LEFT JOIN rpt_metric_trend AS last_year
            ON last_year.scope = 'department' AND last_year.scope_id = trend.scope_id
            AND last_year.metric_id = trend.metric_id AND last_year.month = $month_last_year
        WHERE trend.scope = 'department' AND trend.month = $month
            AND (trend.scope_id <> 'unrecognised' OR trend.value > 0) AND (metric.is_headline OR NOT $headline_only)
        ORDER BY
            metric.display_order, metric.metric_id, trend.value DESC NULLS LAST,
            page.display_order NULLS LAST, trend.scope_name
        """,
        month=month,
        month_before=shift(month, -1),
        month_last_year=shift(month, -12),
        headline_only=headline_only,
    )


def calendar(connection, month: str) -> dict:
    """What the calendar makes different between the month and the months it is compared with: ``mom_calendar``,
    ``yoy_calendar``, each None where it makes no difference."""
    found = rows(connection, "SELECT mom_calendar, yoy_calendar FROM dim_month WHERE month = $month", month=month)
    return found[0] if found else {"mom_calendar": None, "yoy_calendar": None}


def festival(connection, month: str) -> Rows:
    """Headline metrics over the two months that hold a moving festival, against the same two of last year; only in
    the second of them, and only where both years are known."""
    return rows(
        connection,
        """
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.direction, period.period, period.value,
            period.status, period.last_year_value, period.yoy_change, period.yoy_pct, period.yoy_reason,
            period.is_provisional
        FROM rpt_metric_period AS period
        JOIN dim_period AS span USING (period_type, period)
        JOIN dim_metric AS metric USING (metric_id)
        WHERE period.scope = 'institution' AND metric.is_headline
            AND period.period_type IN ('spring_festival', 'mid_autumn')
            AND strftime(span.last_day, '%Y-%m') = $month AND period.last_year_value IS NOT NULL
        ORDER BY metric.display_order, metric.metric_id
        """,
        month=month,
    )


def website_updates(connection, month: str) -> Rows:
    return _departments(connection, "website_updates", "部门名称", "更新动态数量", month)


def wechat_contributions(connection, month: str) -> Rows:
    return _departments(connection, "wechat_contributions", "供稿单位", "供稿数量", month)


def _departments(connection, table: str, unit: str, quantity: str, month: str) -> Rows:
    """The table as printed; units that had none are its last row, 其它部门 0."""
    return rows(
        connection,
        f"""
        SELECT "序号" AS seq, "{unit}" AS unit, "{quantity}" AS quantity, sum("{quantity}") OVER () AS total
        FROM bulletin.{table} WHERE "月份" = $month ORDER BY "序号"
        """,
        month=month,
    )


def wechat_base(connection, month: str) -> Rows:
    return rows(
        connection,
        """
        SELECT "新增关注" AS followers_new, "取消关注" AS followers_cancelled, "净增关注" AS followers_net,
            "累计关注" AS followers_cumulative, "总阅读数" AS reads, "数据截至" AS as_of
        FROM bulletin.wechat_base WHERE "月份" = $month
        """,
        month=month,
    )


def wechat_menu(connection, month: str) -> Rows:
    """Menu entries in menu order; ``span`` is the number of rows of the first level, on its first row only."""
    return rows(
        connection,
        """
        WITH entry AS (
            SELECT "一级菜单" AS level1, "二级菜单" AS level2, "菜单点击次数" AS clicks, "数据截至" AS as_of,
                rowid AS printed_order
            FROM bulletin.wechat_menu WHERE "月份" = $month
        )
        SELECT level1, level2, clicks, as_of, sum(clicks) OVER () AS total,
            CASE WHEN row_number() OVER (PARTITION BY level1 ORDER BY printed_order) = 1
                THEN count(*) OVER (PARTITION BY level1) END AS span
        FROM entry
        ORDER BY min(printed_order) OVER (PARTITION BY level1), printed_order
        """,
        month=month,
    )


def submissions(connection, month: str) -> Rows:
    return rows(
        connection,
        """
        SELECT "序号" AS seq, "供稿单位" AS unit, "形式" AS form, "平台" AS platforms, "数量" AS quantity,
            sum("数量") OVER () AS total
        FROM bulletin.submissions WHERE "月份" = $month ORDER BY "序号"
        """,
        month=month,
    )


def party_uploads(connection, month: str) -> Rows:
    """Organisations in printed order; those that uploaded nothing are the last row, 其它部门 0."""
    return rows(
        connection,
        """
        SELECT "部门" AS unit, "信息量" AS quantity, "数据截至" AS as_of, sum("信息量") OVER () AS total
        FROM bulletin.party_uploads WHERE "月份" = $month ORDER BY rowid
        """,
        month=month,
    )


def wechat_readers(connection, month: str) -> float | None:
    """Mean readers of a day of the official account, where the exports do not tell reads to the end."""
    if not has_table(connection, "bulletin", "wechat_readers"):
        return None
    found = rows(
        connection, 'SELECT "日均阅读人数" AS readers FROM bulletin.wechat_readers WHERE "月份" = $month', month=month
    )
    return found[0]["readers"] if found else None


def bulletin_notes(connection, month: str) -> dict[str, dict]:
    """By printed table what its cells do not say: days, left_out, remark."""
    if not has_table(connection, "main", "fct_bulletin_note"):
        return {}
    query = "SELECT table_name, days, left_out, remark FROM fct_bulletin_note WHERE month = $month"
    return {row["table_name"]: row for row in rows(connection, query, month=month)}


def bulletin_figures(connection, month: str) -> dict[str, dict]:
    """What the sentences of the bulletin say, by metric: value, as of the cut-off, and the scope it is of."""
    if not has_table(connection, "main", "fct_bulletin_figure"):
        return {}
    query = "SELECT metric_id, scope, scope_id, scope_name, value, as_of FROM fct_bulletin_figure WHERE month = $month"
    return {row["metric_id"]: row for row in rows(connection, query, month=month)}


def training(connection, month: str) -> Rows:
    return rows(
        connection,
        """
        SELECT "班次" AS class_name, "开班日期" AS opened_on, "类别" AS cohort, "人数" AS participants,
            sum("人数") OVER (PARTITION BY "班次", "开班日期") AS class_total
        FROM bulletin.training WHERE "月份" = $month ORDER BY "开班日期", "班次", rowid
        """,
        month=month,
    )


def coverage(connection, month: str) -> Rows:
    """Which source covered how many days of the month, with the account's name."""
    return rows(
        connection,
        f"""
        SELECT
            coverage.dataset, coverage.dataset_name, coverage.account_id, account.name AS account_name,
            coverage.status, coverage.days_expected, coverage.days_covered, coverage.as_of, coverage.reason
        FROM quality.coverage LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id)
        WHERE coverage.month = $month ORDER BY coverage.dataset, coverage.account_id
        """,
        month=month,
    )


def issues(connection, month_like: str) -> Rows:
    """Faults by kind: number, and one of them as example. Errors without a month concern every month; gaps and
    failed checks are left to ``coverage`` and ``reconciliation``."""
    return rows(
        connection,
        """
        SELECT severity, code, count(*) AS number, min(message) AS example, min(path) AS example_path
        FROM quality.issues
        WHERE (month LIKE $month OR (severity = 'error' AND coalesce(month, '') = ''))
            AND code <> 'coverage_gap' AND NOT starts_with(code, 'reconciliation_')
        GROUP BY severity, code ORDER BY severity, number DESC, code
        """,
        month=month_like,
    )


def dataset_names(connection) -> dict[str, str]:
    """Chinese name of each dataset whose coverage the warehouse watches."""
    found = rows(connection, "SELECT DISTINCT dataset, dataset_name FROM quality.coverage")
    return {row["dataset"]: row["dataset_name"] for row in found}


def reconciliation(connection, month: str) -> Rows:
    """Checks of one month, failures first; ``since``: the publication that first told the verdict of today."""
    return rows(
        connection,
        """
        WITH turns AS (
            SELECT check_id, subject, max(run_id) AS run_id
            FROM quality.verdicts WHERE month = $month AND status IS DISTINCT FROM previous_status
            GROUP BY check_id, subject
        )
        SELECT check_id, subject, left_value, right_value, difference, tolerance, status, explanation,
            runs.published_at AS since
        FROM quality.reconciliation
        LEFT JOIN turns USING (check_id, subject)
        LEFT JOIN quality.runs AS runs USING (run_id)
        WHERE month = $month
        ORDER BY CASE status WHEN 'fail' THEN 0 WHEN 'warn' THEN 1 WHEN 'pass' THEN 3 ELSE 2 END,
            check_id, subject
        """,
        month=month,
    )


def failing_checks(connection) -> Rows:
    """Checks of all months that fail today, of the newest month first."""
    return rows(
        connection,
        """
        SELECT month, check_id, subject, left_value, right_value, difference, tolerance, status, explanation
        FROM quality.reconciliation WHERE status = 'fail' ORDER BY month DESC, check_id, subject
        """,
    )


# What became of each check, by the codes of ``format.CHECK_CHANGE``. A passing check that comes or goes is no news.
CHECK_CHANGES = """
    SELECT *, CASE
        WHEN status IN ('fail', 'warn') AND coalesce(previous_status, 'gone') = 'gone' THEN 'new'
        WHEN status IN ('fail', 'warn') AND previous_status = 'pass' THEN 'broken'
        WHEN status IN ('fail', 'warn') AND previous_status <> status THEN 'judged'
        WHEN status IN ('fail', 'warn') AND previous_difference IS NOT NULL THEN 'moved'
        WHEN status = 'pass' AND previous_status IN ('fail', 'warn') THEN 'mended'
        WHEN status = 'gone' AND previous_status IN ('fail', 'warn') THEN 'gone'
    END AS change
    FROM quality.verdicts"""
# Failures first, then what is now in order.
CHANGE_ORDER = "CASE status WHEN 'fail' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, month DESC, check_id, subject"


def check_changes(connection, month: str) -> Rows:
    """What became of the checks of one month after it was first published, newest publication first."""
    return rows(
        connection,
        f"""
        SELECT changes.*, runs.published_at
        FROM ({CHECK_CHANGES}) AS changes JOIN quality.runs AS runs USING (run_id)
        WHERE month = $month AND change IS NOT NULL
            AND run_id > (SELECT min(run_id) FROM quality.verdicts WHERE month = $month)
        ORDER BY run_id DESC, {CHANGE_ORDER}
        """,
        month=month,
    )


def publications(connection, number: int) -> Rows:
    """The last publications, newest first, with how all checks stood, in ``changes`` what became of them and in
    ``causes`` what else was new; in the first one of all every check is new, which is no change."""
    found = rows(
        connection,
        """
        SELECT run_id, published_at, checks_passed, checks_warned, checks_failed,
            lag(run_id) OVER history IS NULL AS is_first,
            concat_ws('、',
                CASE WHEN code_version <> lag(code_version) OVER history THEN '程序更新过' END,
                CASE
                    WHEN reference_version <> lag(reference_version) OVER history THEN '基础表改过'
                    WHEN inputs_version <> lag(inputs_version) OVER history THEN '导出文件有增减或改动'
                END) AS causes
        FROM quality.runs WINDOW history AS (ORDER BY run_id)
        ORDER BY run_id DESC LIMIT $number
        """,
        number=number,
    )
    told = rows(
        connection,
        f"""
        SELECT * FROM ({CHECK_CHANGES})
        WHERE change IS NOT NULL AND run_id > (SELECT min(run_id) FROM quality.runs)
            AND run_id IN (SELECT run_id FROM quality.runs ORDER BY run_id DESC LIMIT $number)
        ORDER BY {CHANGE_ORDER}
        """,
        number=number,
    )
    return [run | {"changes": [change for change in told if change["run_id"] == run["run_id"]]} for run in found]


def restatements(connection, month: str) -> Rows:
    """Settled figures of the month that changed since, and what changed them."""
    if not has_table(connection, "quality", "restatements"):
        return []
    return rows(
        connection,
        """
        SELECT
            metric.name AS metric_name, metric.unit, restated.scope_name, restated.old_value, restated.new_value,
            restated.reason, restated.needs_reason, NOT restated.needs_reason AND NOT restated.is_registered
                AND restated.new_value IS NOT NULL AS is_explained,
            restated.source_file, restated.published_at
        FROM quality.restatements AS restated
        LEFT JOIN dim_metric AS metric USING (metric_id)
        WHERE restated.month = $month
        ORDER BY metric.display_order, restated.scope, restated.scope_id, restated.run_id NULLS FIRST
        """,
        month=month,
    )


def corrections(connection, month: str) -> Rows:
    """Figures of the month that the ledger of corrections puts in place of what the exports tell."""
    if not has_table(connection, "quality", "corrections"):
        return []
    return rows(
        connection,
        f"""
        SELECT
            metric.name AS metric_name,
            coalesce(nullif(concat_ws('，', department.name, account.name), ''), '全校') AS scope_name,
            corrected.exported_value, corrected.new_value, corrected.reason
        FROM quality.corrections AS corrected
        LEFT JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id)
        LEFT JOIN ({DEPARTMENT_NAMES}) AS department USING (department_id)
        WHERE corrected.month = $month AND corrected.state = 'applied'
        ORDER BY metric.display_order, scope_name
        """,
        month=month,
    )


def files(connection, month: str) -> Rows:
    """Files holding rows of the month."""
    return rows(
        connection,
        f"""
        SELECT
            file.path, file.dataset, file.rows_in, file.rows_kept, file.rows_refused, file.rows_superseded,
            file.first_date, file.last_date, left(file.sha256, 12) AS fingerprint, account.name AS account_name
        FROM quality.files AS file
        JOIN dim_month AS month
            ON month.month = $month AND file.first_date <= month.month_end AND file.last_date >= month.month_start
        LEFT JOIN ({ACCOUNT_NAMES}) AS account USING (account_id)
        ORDER BY file.dataset, file.path
        """,
        month=month,
    )


def current_departments(connection) -> Rows:
    """Departments of today's structure that have figures, in display order; ``first_month`` is that of their figures
    where the warehouse begins earlier."""
    return rows(
        connection,
        """
        SELECT department.department_id, department.name, department.type,
            nullif(figures.first_month, (SELECT min(month) FROM rpt_metric_trend)) AS first_month
        FROM dim_department AS department
        JOIN (
            SELECT scope_id, min(month) AS first_month FROM rpt_metric_trend
            WHERE scope = 'department_now' GROUP BY scope_id
        ) AS figures ON figures.scope_id = department.department_id
        WHERE department.is_current
        QUALIFY row_number() OVER (PARTITION BY department_id ORDER BY valid_from DESC NULLS LAST) = 1
        ORDER BY department.display_order, department.department_id
        """,
    )


def department_trends(connection, first: str, last: str) -> Rows:
    """Department in today's structure (predecessors included) × metric × month, months without a row included;
    ``sharing`` says how many departments share its rank.

    All departments in one query: one query for each would read the whole table as many times.
    """
    return rows(
        connection,
        f"""
        WITH own AS (
            SELECT * FROM rpt_metric_trend WHERE scope = 'department_now'
        ),
        department AS (
            SELECT scope_id, min(month) AS first_month FROM own GROUP BY scope_id
        ),
        figure AS (
            SELECT DISTINCT scope_id, metric_id FROM own WHERE month BETWEEN $first AND $last
        ),
        ties AS (
            SELECT metric_id, month, rank, count(*) AS sharing
            FROM own WHERE rank IS NOT NULL AND month BETWEEN $first AND $last
            GROUP BY metric_id, month, rank
        )
        SELECT
            figure.scope_id AS department_id, metric.metric_id, metric.name AS metric_name, metric.unit,
            metric.additivity, metric.direction, concat_ws('。', metric.definition, metric.redefined) AS definition,
            metric.is_headline, month.month, month.is_vacation, month.is_like_last_year, own.value,
            coalesce(own.status, 'missing') AS status, own.as_of, own.days_covered,
            coalesce(own.days_covered < own.days_expected, false) AS is_part,
            coalesce(own.as_of < month.month_end, false) AS ends_early,
            coalesce(own.is_floor, false) AS is_floor, coalesce(own.is_provisional, false) AS is_provisional,
            coalesce(own.is_corrected, false) AS is_corrected,
            own.status_reason, own.previous_value, own.mom_change, own.mom_pct, own.last_year_value, own.yoy_change,
            CASE WHEN month.is_like_last_year THEN own.yoy_pct END AS yoy_pct, own.ytd_value,
            own.ytd_yoy_pct, own.ytd_reason, own.moving_12_value, own.moving_12_yoy_pct,
            own.moving_12_reason, own.rank, own.rank_change, ties.sharing, own.reason, own.yoy_reason,
            own.mom_parts, own.mom_like_pct, own.yoy_parts, own.yoy_like_pct, {EQUAL_WINDOW}
        FROM figure
        JOIN department USING (scope_id)
        JOIN dim_metric AS metric USING (metric_id)
        JOIN ({CALENDAR}) AS month ON month.month BETWEEN greatest($first, department.first_month) AND $last
        LEFT JOIN own
            ON own.scope_id = figure.scope_id AND own.metric_id = figure.metric_id AND own.month = month.month
        LEFT JOIN ties ON ties.metric_id = own.metric_id AND ties.month = own.month AND ties.rank = own.rank
        LEFT JOIN rpt_equal_window AS equal
            ON equal.scope = own.scope AND equal.scope_id = own.scope_id AND equal.metric_id = own.metric_id
            AND equal.month = own.month
        ORDER BY figure.scope_id, metric.is_headline DESC, metric.display_order, metric.metric_id, month.month
        """,
        first=first,
        last=last,
    )


def year_figures(connection, year: str, *period_types: str) -> Rows:
    """Headline metric × the periods of these types that begin or end in the year, of the institution."""
    if not has_table(connection, "main", "rpt_metric_period"):
        return []
    return rows(
        connection,
        """
        SELECT
            metric.metric_id, metric.unit, period.period_type, period.period, period.value, period.status,
            period.months_covered, period.months_partial, period.months_expected, period.is_complete,
            period.is_provisional, period.is_capped AS is_floor, period.is_corrected, period.change_pct, period.yoy_pct
        FROM rpt_metric_period AS period
        JOIN dim_period AS span USING (period_type, period)
        JOIN dim_metric AS metric USING (metric_id)
        WHERE period.scope = 'institution' AND metric.is_headline AND list_contains($types, period.period_type)
            AND $year IN (strftime(span.first_day, '%Y'), strftime(span.last_day, '%Y'))
        ORDER BY
            metric.display_order, metric.metric_id, list_position($types, period.period_type), period.period
        """,
        year=year,
        types=list(period_types),
    )


def halves(connection, year: str) -> Rows:
    """Rates and what they are formed of, by channel: first half, second half and the change between them."""
    if not has_table(connection, "main", "rpt_metric_period"):
        return []
    return rows(
        connection,
        """
        WITH rate AS (
            SELECT * FROM dim_metric WHERE numerator_id IS NOT NULL
        ),
        half AS (
            SELECT * FROM rpt_metric_period WHERE scope = 'institution' AND period_type = 'half'
        ),
        known AS (
            SELECT rate.* FROM rate SEMI JOIN half ON half.metric_id = rate.metric_id AND half.period LIKE $year || '%'
        ),
        shown AS (
            SELECT metric_id FROM known UNION SELECT numerator_id FROM known UNION SELECT denominator_id FROM known
        )
        SELECT
            metric.metric_id, metric.name AS metric_name, metric.unit, metric.direction,
            metric.numerator_id IS NOT NULL AS is_rate, coalesce(channel.name, '其他') AS channel_name,
            one.value AS first_value, one.status AS first_status, two.value, two.status, two.previous_value,
            two.change AS half_change, two.change_pct AS half_pct, two.reason,
            coalesce(one.is_complete, false) AS is_first_complete, coalesce(two.is_complete, false) AS is_complete
        FROM shown
        JOIN dim_metric AS metric USING (metric_id)
        LEFT JOIN dim_channel AS channel USING (channel_id)
        LEFT JOIN half AS one ON one.metric_id = metric.metric_id AND one.period = $year || '-H1'
        LEFT JOIN half AS two ON two.metric_id = metric.metric_id AND two.period = $year || '-H2'
        ORDER BY channel.display_order NULLS LAST, channel_name, metric.display_order, metric.metric_id
        """,
        year=year,
    )


def coverage_matrix(connection, last: str) -> Rows:
    """Dataset × month, the 13 months up to ``last``: ``partial`` where its accounts differ."""
    return rows(
        connection,
        """
        SELECT dataset, month, CASE count(DISTINCT status) WHEN 1 THEN min(status) ELSE 'partial' END AS status
        FROM quality.coverage
        WHERE month BETWEEN $first AND $last
        GROUP BY dataset, month ORDER BY dataset, month
        """,
        first=shift(last, -12),
        last=last,
    )
