select
    coalesce(account_id, 'wechat') as account_id,
    title,
    period_start,
    period_end,
    dimension,
    label,
    people,
    share,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'wechat_article_audience') }}
where not is_superseded
