select
    coalesce(account_id, 'wechat') as account_id,
    date,
    sharers,
    shares,
    original_readers,
    original_reads,
    favouriters,
    favourites,
    articles,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_share_day') }}
where not is_superseded
