select
    theme,
    kind as theme_kind,
    node_first_day,
    work_kind,
    channel_id,
    account_id,
    work_id,
    title,
    published_on,
    month,
    reason,
    mark,
    reads,
    reads_to_date,
    source_file_id,
    source_row
from {{ ref('int_work_themes') }}
