-- The rows of ledgers behind each figure, in the columns of macro source_rows. What a row adds to a share is its part
-- over the whole of the month, so that here too the values add up to the figure.
with figures as (

    select
        figures.*,
        metrics.additivity,
        entries.file_id as source_file_id,
        entries.source_sheet,
        sum(case when figures.numerator is not null then figures.denominator end)
            over (partition by figures.metric_id, figures.month) as whole
    from {{ ref('int_register_figures') }} as figures
    inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
    inner join {{ ref('int_register_entries') }} as entries
        on figures.entry_id = entries.entry_id and figures.source_row = entries.source_row
    where figures.left_out is null

),

-- A stock, and a share or rank told as such, is what was registered last.
latest as (

    select
        *,
        rank() over (
            partition by metric_id, month, case when additivity = 'semi' then department_id end
            order by occurred_on desc
        ) as recency,
        row_number() over (
            partition by metric_id, month
            order by occurred_on desc, numerator desc nulls last, source_file_id, source_sheet, source_row
        ) as choice
    from figures
    where additivity = 'semi' or (additivity = 'non' and register_id = 'register_count' and department_id is null)

),

media as (

    select * from {{ ref('int_media_items') }} where left_out is null and register_id <> 'register_xuexi'

),

first_publications as (

    select *, row_number() over (partition by story_id order by published_on, item_id) as publication
    from media
    where story_id is not null and quantity > 0

),

adoptions as (

    select * from {{ ref('int_media_items') }} where register_id = 'register_xuexi'

),

contributing as (

    select
        metric_id,
        month,
        cast(case when additivity = 'additive' then department_id end as varchar) as department_id,
        cast(null as varchar) as account_id,
        source_file_id,
        source_sheet,
        source_row,
        case when is_share then numerator / nullif(whole, 0) else numerator end as value
    from figures
    where additivity = 'additive' or (additivity = 'non' and register_id <> 'register_count')
    union all
    select
        metric_id,
        month,
        case when additivity = 'semi' then department_id end,
        null,
        source_file_id,
        source_sheet,
        source_row,
        numerator
    from latest
    where recency = 1 and (additivity = 'semi' or choice = 1)
    union all
    {{ source_rows('external_media_items', 'media', 'quantity', department='department_id') }}
    union all
    {{ source_rows('external_media_items_city_up', 'media', 'quantity', matches('level', '国家|中央|省|市')) }}
    union all
    {{ source_rows('external_media_stories', 'first_publications', where='publication = 1', department='department_id') }}
    union all
    {{ source_rows('external_media_views', 'media', 'views', department='department_id') }}
    union all
    {{ source_rows('xuexi_adoptions', 'adoptions', 'quantity', department='department_id') }}

)

-- Outlets written together in one cell stand in one row.
select
    metric_id,
    month,
    department_id,
    account_id,
    source_file_id,
    source_sheet,
    source_row,
    sum(value) as value
from contributing
where value is not null
group by metric_id, month, department_id, account_id, source_file_id, source_sheet, source_row
