select
    coalesce(account_id, 'wechat') as account_id,
    month,
    user_type,
    dimension,
    label,
    people,
    share,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_regular_audience') }}
where not is_superseded
