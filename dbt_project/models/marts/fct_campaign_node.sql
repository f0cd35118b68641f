select
    node,
    first_day,
    last_day,
    month,
    is_covered,
    is_known,
    cast(works as bigint) as works,
    cast(channels as bigint) as channels,
    first_work_on,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_campaign_nodes') }}
