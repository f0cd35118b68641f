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
from {{ source('landing', 'wechat_share_scene') }}
where not is_superseded
