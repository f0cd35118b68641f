select
    coalesce(account_id, 'wechat') as account_id,
    date,
    hour,
    scene,
    readers,
    reads,
    original_readers,
    original_reads,
    sharers,
    shares,
    favouriters,
    favourites,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_read_hour') }}
where not is_superseded
