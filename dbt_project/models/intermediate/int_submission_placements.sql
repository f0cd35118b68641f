-- One row per counted version of a submission and platform named in it; an unknown platform keeps its text.
with written as (

    select submission_id, month, in_current, in_bulletin, platforms
    from {{ ref('int_submissions') }}
    where in_current or in_bulletin

),

parts as (

    {{ split_rows('written', ['submission_id', 'month', 'in_current', 'in_bulletin', 'platforms'], 'platforms') }}

)

select distinct
    parts.submission_id,
    parts.month,
    parts.in_current,
    parts.in_bulletin,
    coalesce(channel_alias.channel_id, parts.part) as channel_id,
    coalesce(channels.printed_name, parts.part) as printed_name,
    coalesce(channels.printed_order, 99) as printed_order
from parts
left join {{ ref('channel_alias') }} as channel_alias on parts.part = channel_alias.alias
left join {{ ref('channel') }} as channels on channel_alias.channel_id = channels.channel_id
