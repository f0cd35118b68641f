-- What the rows of ledgers add to monthly figures, in the columns of int_metric_contributions. Only shares and people
-- counts of the whole institution are figures: those of departments cannot be added.
with figures as (

    select
        figures.*,
        metrics.additivity,
        -- A row that counts a whole period has no day of its own.
        case when entries.period_start is null then figures.occurred_on end as counted_on
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
            -- Of several ranks of one day the one nearest the top.
            order by
                occurred_on desc,
                case when measure = 'rank_no' then -numerator else numerator end desc nulls last,
                source_file_id,
                source_sheet,
                source_row
        ) as choice
    from figures
    where
        additivity = 'semi'
        or measure = 'rank_no'
        or (additivity = 'non' and register_id = 'register_count' and department_id is null)

),

media as (

    select *, case when level_source <> 'unknown' then level end as known_level
    from {{ ref('int_media_items') }}
    where left_out is null and register_id <> 'register_xuexi'

),

first_publications as (

    select *, row_number() over (partition by story_id order by published_on, item_id) as publication
    from media
    where story_id is not null and quantity > 0

),

adoptions as (

    select * from {{ ref('int_media_items') }} where register_id = 'register_xuexi'

)

{{ contributions(none, 'figures', 'numerator', "additivity = 'additive'", department='department_id',
    capped='is_capped', date='counted_on', several='true') }}
union all
-- A row that lacks one part of a share says nothing of it.
{{ contributions(none, 'figures', 'numerator',
    "additivity = 'non' and register_id <> 'register_count' and measure <> 'rank_no'
    and (not is_share or (numerator is not null and denominator is not null))",
    capped='is_capped', whole='denominator', several='true') }}
union all
{{ contributions(none, 'latest', 'numerator',
    "recency = 1 and numerator is not null and (additivity = 'semi' or choice = 1)",
    department="case when additivity = 'semi' then department_id end", capped='is_capped', several='true') }}
union all
-- A cross-tab of media and units has no titles: its cells stand for a number of items of no known day.
{{ contributions('external_media_items', 'media', 'quantity', department='department_id',
    date='case when title is not null then published_on end', level='known_level', several='true') }}
union all
{{ contributions('external_media_items_city_up', 'media',
    'case when ' ~ matches('known_level', '国家|中央|省|市') ~ ' then quantity when known_level is not null then 0 end',
    several='true') }}
union all
{{ contributions('external_media_stories', 'first_publications', where='publication = 1', department='department_id',
    several='true') }}
union all
{{ contributions('external_media_views', 'media', 'views', department='department_id', capped='is_views_floor',
    several='true') }}
union all
{{ contributions('xuexi_adoptions', 'adoptions', 'quantity', department='department_id', several='true') }}
