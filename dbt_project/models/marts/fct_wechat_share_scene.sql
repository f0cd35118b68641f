select
    coalesce(account_id, 'wechat') as account_id,
    date,
    hour,
    scene,
    sharers,
    shares,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_wechat__share_scenes') }}
where not is_superseded
