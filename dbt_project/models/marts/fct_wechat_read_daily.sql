select
    coalesce(account_id, 'wechat') as account_id,
    date,
    scene,
    readers,
    reads,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_read_day') }}
where not is_superseded
