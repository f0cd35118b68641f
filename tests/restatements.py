"""What a built home tells of figures that changed after they were settled."""


def restated(home, pattern: str, month: str = "%") -> list[tuple]:
    """(metric, scope, subject, old value, new value, file) of the metrics ``pattern`` means, in order."""
    return home.execute(
        """
        select metric_id, scope, scope_id, old_value, new_value, source_file from quality.restatements
        where month like ? and metric_id like ? order by all
        """,
        [month, pattern],
    ).fetchall()


def unlike_published(home) -> list[tuple]:
    """Restatements whose new value is not the published figure."""
    return home.execute(
        """
        select restated.metric_id, restated.scope_id, restated.new_value, trend.value
        from quality.restatements as restated
        left join rpt_metric_trend as trend
            on trend.scope = restated.scope and trend.scope_id = restated.scope_id
            and trend.metric_id = restated.metric_id and trend.month = restated.month
        where trend.value is distinct from restated.new_value
        """
    ).fetchall()
