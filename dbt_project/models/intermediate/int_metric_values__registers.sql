-- Monthly figures of all ledgers, in the columns of int_metric_values. Only shares and people counts of the whole
-- institution are figures: those of departments cannot be added.
with figures as (

    select figures.*, metrics.additivity
    from {{ ref('int_register_figures') }} as figures
    inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
    where figures.left_out is null

),

-- A stock, and a share or rank told as such, is what was registered last.
latest as (

    select
        figures.*,
        rank() over (
            partition by metric_id, month, case when additivity = 'semi' then department_id end
            order by occurred_on desc
        ) as recency
    from figures
    where (additivity = 'semi' or (additivity = 'non' and register_id = 'register_count' and department_id is null))

),

media as (

    select * from {{ ref('int_media_items') }} where left_out is null and register_id <> 'register_xuexi'

),

first_publications as (

    select
        *,
        row_number() over (partition by story_id order by published_on, item_id) as publication
    from media
    where story_id is not null and quantity > 0

),

firsts as (

    select * from first_publications where publication = 1

),

adoptions as (

    select * from {{ ref('int_media_items') }} where register_id = 'register_xuexi'

)

select
    metric_id,
    month,
    cast(department_id as varchar) as department_id,
    cast(null as varchar) as account_id,
    sum(numerator) as value,
    max(as_of) as as_of,
    bool_or(is_capped or numerator is null) as is_capped,
    false as is_provisional,
    cast(null as bigint) as days_measured
from figures
where additivity = 'additive'
group by metric_id, month, department_id
having count(numerator) > 0
union all
select
    metric_id,
    month,
    null,
    null,
    case when bool_or(is_share) then sum(case when numerator is not null then numerator end)
        / nullif(sum(case when numerator is not null then denominator end), 0) else sum(numerator) end,
    max(as_of),
    bool_or(is_capped or (numerator is null and not is_share)),
    false,
    null
from figures
where additivity = 'non' and register_id <> 'register_count'
group by metric_id, month
having count(case when not is_share or denominator is not null then numerator end) > 0
union all
select
    metric_id,
    month,
    cast(case when additivity = 'semi' then department_id end as varchar),
    null,
    case when additivity = 'semi' then sum(numerator) else max(numerator) end,
    max(as_of),
    bool_or(is_capped),
    false,
    null
from latest
where recency = 1 and numerator is not null
group by metric_id, month, additivity, case when additivity = 'semi' then department_id end
union all
{{ metric_rows('external_media_items', 'media', 'sum(quantity)', department='department_id') }}
union all
{{ metric_rows('external_media_items_city_up', 'media',
    "sum(case when " ~ matches('level', '国家|中央|省|市') ~ " then quantity else 0 end)",
    capped="level_source = 'unknown'") }}
having bool_or(level_source <> 'unknown')
union all
{{ metric_rows('external_media_stories', 'firsts', department='department_id') }}
union all
{{ metric_rows('external_media_views', 'media', 'sum(views)', department='department_id',
    capped='is_views_floor or views is null') }}
having count(views) > 0
union all
{{ metric_rows('xuexi_adoptions', 'adoptions', 'sum(quantity)', department='department_id') }}
