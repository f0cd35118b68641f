select
    aliases.alias,
    aliases.department_id,
    coalesce(channel_alias.channel_id, aliases.source) as channel_id,
    {{ since('aliases.valid_from') }} as valid_from,
    {{ until_next('aliases.alias, aliases.source') }} as valid_to,
    aliases.note
from {{ ref('stg_reference__department_aliases') }} as aliases
left join {{ ref('channel_alias') }} as channel_alias on aliases.source = channel_alias.alias
order by aliases.alias, 3, 4
