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
from {{ source('landing', 'wechat_follower_source_day') }}
where not is_superseded
