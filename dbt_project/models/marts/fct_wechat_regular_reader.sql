select
    coalesce(account_id, 'wechat') as account_id,
    month,
    readers,
    reader_share,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_regular_reader') }}
where not is_superseded
