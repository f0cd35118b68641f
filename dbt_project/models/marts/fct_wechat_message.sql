select
    coalesce(account_id, 'wechat') as account_id,
    period_type,
    date,
    hour,
    message_type,
    count_interval,
    senders,
    messages,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_wechat__messages') }}
where not is_superseded
