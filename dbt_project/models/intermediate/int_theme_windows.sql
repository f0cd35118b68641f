-- Theme x span of days: the rows of 主题表, nodes that recur every year once a year, and the nodes everybody keeps.
{%- set around = 7 %}

with years as (

    select distinct cast(substr(month, 1, 4) as integer) as year from {{ ref('int_months') }} where is_in_data

),

written as (

    select * from {{ source('landing', 'ref_theme') }}

),

own_nodes as (

    select
        written.*,
        case when coalesce(written.is_yearly, false) then years.year - extract(year from written.starts_on) else 0 end
            as years_later
    from written
    inner join years
        on coalesce(written.is_yearly, false) or years.year = extract(year from written.starts_on)
    where written.kind = '节点'

),

common_nodes as (

    select
        nodes.node,
        nodes.words,
        coalesce(cast(festivals.date as date), cast(years.year || '-' || nodes.first_day as date)) as first_day,
        coalesce(cast(festivals.date as date), cast(years.year || '-' || nodes.last_day as date)) as last_day
    from {{ ref('campaign_node') }} as nodes
    cross join years
    left join {{ ref('festival') }} as festivals
        on nodes.festival_id = festivals.festival_id and extract(year from cast(festivals.date as date)) = years.year
    where nodes.festival_id is null or festivals.date is not null

)

-- Of a theme and a node of the same name the office's own row holds.
select
    theme,
    kind,
    words,
    tags,
    columns,
    cast(null as date) as node_first_day,
    cast(null as date) as node_last_day,
    {{ since('starts_on') }} as covers_from,
    {{ until('ends_on') }} as covers_until,
    file_id as source_file_id,
    source_sheet,
    source_row
from written
where kind <> '节点'
union all
select
    theme,
    kind,
    words,
    tags,
    columns,
    {{ years_on('starts_on', 'years_later') }},
    {{ years_on('ends_on', 'years_later') }},
    {{ add_days(years_on('starts_on', 'years_later'), -around) }},
    {{ add_days(years_on('ends_on', 'years_later'), around) }},
    file_id,
    source_sheet,
    source_row
from own_nodes
union all
select
    node,
    '节点',
    {{ replace_all('words', '[|]', '、') }},
    null,
    null,
    first_day,
    last_day,
    {{ add_days('first_day', -around) }},
    {{ add_days('last_day', around) }},
    null,
    null,
    null
from common_nodes
where node not in (select theme from written)
