select
    coalesce(account_id, 'wechat') as account_id,
    scene,
    published_on,
    title,
    readers,
    reader_share,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_article_scene') }}
where not is_superseded
