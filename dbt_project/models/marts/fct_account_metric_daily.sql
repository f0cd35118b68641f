select
    account_id,
    channel_id,
    date,
    month,
    metric_id,
    value,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('int_daily_values') }}
where {{ known_now() }}
