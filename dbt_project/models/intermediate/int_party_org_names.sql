-- Every spelling that means a Party organisation: its names while they were valid, then the aliases of the clerks.
with aliases as (

    select
        party_org_id,
        alias,
        source,
        {{ since('valid_from') }} as valid_from,
        {{ until_next('alias, source') }} as valid_to
    from {{ ref('stg_reference__party_org_aliases') }}

)

select
    party_org_id,
    {{ squeeze('name') }} as name_key,
    cast(null as string) as channel_id,
    valid_from,
    valid_to,
    1 as priority
from {{ ref('int_party_orgs') }}
union all
select
    aliases.party_org_id,
    {{ squeeze('aliases.alias') }},
    coalesce(channel_alias.channel_id, aliases.source),
    aliases.valid_from,
    aliases.valid_to,
    case when aliases.source is not null then 2 else 3 end
from aliases
left join {{ ref('channel_alias') }} as channel_alias on aliases.source = channel_alias.alias
