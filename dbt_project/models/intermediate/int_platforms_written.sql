-- Cells of the ledger of submissions that name platforms, taken apart; an unknown platform keeps its text.
with written as (

    select distinct platforms from {{ source('landing', 'submission') }} where platforms is not null

),

parts as (

    {{ split_rows('written', ['platforms'], 'platforms') }}

)

select distinct
    parts.platforms,
    coalesce(channel_alias.channel_id, parts.part) as channel_id,
    coalesce(channels.printed_name, parts.part) as printed_name,
    coalesce(channels.printed_order, 99) as printed_order
from parts
left join {{ ref('channel_alias') }} as channel_alias on parts.part = channel_alias.alias
left join {{ ref('channel') }} as channels on channel_alias.channel_id = channels.channel_id
