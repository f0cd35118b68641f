select
    coalesce(account_id, 'wechat') as account_id,
    item_id as article_key,
    title,
    url,
    published_at,
    account_name,
    reads,
    likes,
    wows,
    shares,
    comments,
    delivered,
    form,
    tags,
    is_deleted,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_article_counter') }}
where not is_superseded
