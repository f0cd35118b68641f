-- Every spelling that means a department: its names while they were valid, then the aliases of the clerks.
with names as (

    select
        department_id,
        name,
        cast(null as string) as channel_id,
        valid_from,
        valid_to,
        1 as priority,
        display_order as tie_order
    from {{ ref('int_departments') }}

),

aliases as (

    select
        aliases.department_id,
        aliases.alias as name,
        case when aliases.source is not null then coalesce(channel_alias.channel_id, aliases.source) end as channel_id,
        {{ since('aliases.valid_from') }} as valid_from,
        {{ until_next('aliases.alias, aliases.source') }} as valid_to,
        case when aliases.source is not null then 2 else 3 end as priority,
        cast(aliases.source_row as integer) as tie_order
    from {{ ref('stg_reference__department_aliases') }} as aliases
    left join {{ ref('channel_alias') }} as channel_alias on aliases.source = channel_alias.alias

),

everything as (

    select * from names
    union all
    select * from aliases

)

select *, {{ squeeze('name') }} as name_key from everything
