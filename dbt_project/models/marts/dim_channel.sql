select
    channel_id,
    name,
    parent_id,
    printed_name,
    cast(display_order as integer) as display_order
from {{ ref('channel') }}
order by display_order
