select
    coalesce(account_id, 'wechat') as account_id,
    date,
    source,
    followers_new,
    followers_cancelled,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_wechat__follower_source_days') }}
where not is_superseded
