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
