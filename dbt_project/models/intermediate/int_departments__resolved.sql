-- Name as written in a source on a day -> departments as they were then. Joint units give one row per part.
with mentions as (

    select 'website' as channel_id, department_name as name, cast(published_at as date) as on_date
    from {{ ref('stg_website__articles') }}
    union
    select 'website', contributing_name, cast(published_at as date) from {{ ref('stg_website__articles') }}
    union
    select 'wechat', department_name, published_on from {{ source('landing', 'wechat_contribution') }}
    union
    select 'submissions', department_name, received_on from {{ source('landing', 'submission') }}
    union
    select 'registers', department_name, occurred_on from {{ ref('stg_registers__entries') }}
    union
    select 'registers', department_name, published_on from {{ source('landing', 'media_item') }}
    union
    select 'bulletins', figures.row_label, {{ month_end('figures.month') }}
    from {{ ref('stg_registers__published_figures') }} as figures

),

named as (

    select channel_id, name, on_date from mentions where name is not null

),

-- A whole name may contain a separator, so it is tried before it is split.
whole as (

    {{ resolve_names('named', ['channel_id', 'name', 'on_date'], 'name') }}

),

joint as (

    select named.*
    from named
    left join whole
        on named.channel_id = whole.channel_id and named.name = whole.name and named.on_date = whole.on_date
    where whole.department_id is null

),

parts as (

    {{ split_rows('joint', ['channel_id', 'name', 'on_date'], 'name') }}

),

resolved_parts as (

    {{ resolve_names('parts', ['channel_id', 'name', 'on_date', 'part', 'position'], 'part') }}

)

select channel_id, name, on_date, name as part, 1 as position, department_id
from whole
union all
select
    parts.channel_id,
    parts.name,
    parts.on_date,
    parts.part,
    parts.position,
    coalesce(resolved_parts.department_id, 'unrecognised') as department_id
from parts
left join resolved_parts
    on
        parts.channel_id = resolved_parts.channel_id
        and parts.name = resolved_parts.name
        and parts.on_date = resolved_parts.on_date
        and parts.position = resolved_parts.position
