select
    coalesce(account_id, 'wechat') as account_id,
    item_id as article_key,
    date,
    message_id,
    title,
    scene,
    readers,
    reads,
    sharers,
    shares,
    original_readers,
    original_reads,
    favouriters,
    favourites,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_article_day') }}
where not is_superseded
