select
    coalesce(account_id, 'wechat') as account_id,
    item_id as article_key,
    message_id,
    title,
    published_on,
    stat_date,
    scene,
    readers,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_article_total_scene') }}
where not is_superseded
