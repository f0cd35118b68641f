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
from {{ ref('stg_wechat__read_days') }}
where not is_superseded
