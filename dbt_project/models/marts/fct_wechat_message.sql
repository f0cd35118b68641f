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
from {{ source('landing', 'wechat_message') }}
where not is_superseded
