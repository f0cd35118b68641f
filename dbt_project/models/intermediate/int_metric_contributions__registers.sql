-- What the rows of ledgers add to monthly figures, in the columns of int_metric_contributions__versions. Only shares and
-- people counts of the whole institution are figures: those of departments cannot be added. Stocks, ranks and stories of
-- the press are told as known now only.
with figures as (

    select
        figures.metric_id,
        figures.register_id,
        figures.event_id,
        figures.occurred_on,
        -- A row that counts a whole period has no day of its own.
        case when figures.period_start is null then figures.occurred_on end as counted_on,
        figures.month,
        figures.department_id,
        figures.left_out,
        -- A quantity in another unit than the metric's adds nothing.
        coalesce(figures.left_out = 'unit', false) as is_taken_back,
        figures.is_share,
        figures.measure,
        figures.numerator,
        figures.denominator,
        figures.is_capped,
        metrics.additivity,
        coalesce(figures.event_id, figures.entry_id) as thing,
        figures.register_id as export_of,
        figures.as_of,
        figures.known_from,
        figures.known_to,
        cast(null as date) as bulletin_on,
        figures.source_file_id,
        figures.source_file,
        figures.source_sheet,
        figures.source_row
    from {{ ref('int_register_figures__versions') }} as figures
    inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id

),

-- A joint event stands in several rows or ledgers and counts once, with the unit that comes first.
joint_rows as (

    select * from figures where event_id is not null

),

joint_states as (

    {{ with_states('joint_rows', ['metric_id', 'event_id']) }}

),

joint as (

    select
        *,
        row_number() over (
            partition by metric_id, event_id, state_from
            order by occurred_on, source_file, source_sheet, source_row
        ) as choice
    from joint_states

),

{% set columns = ['metric_id', 'register_id', 'counted_on', 'month', 'department_id', 'is_taken_back', 'is_share', 'measure', 'numerator',
    'denominator', 'is_capped', 'additivity', 'thing', 'export_of', 'as_of', 'bulletin_on', 'source_file_id', 'source_sheet',
    'source_row'] | join(', ') -%}
counted as (

    select {{ columns }}, known_from, known_to
    from figures
    where event_id is null and (left_out is null or left_out = 'unit')
    union all
    select {{ columns }}, state_from, state_to
    from joint
    where choice = 1 and (left_out is null or left_out in ('event', 'unit'))

),

-- A stock, and a share or rank told as such, is what was registered last.
latest as (

    select
        metric_id, month, department_id, numerator, is_capped, additivity, thing, export_of, as_of, bulletin_on,
        cast(null as date) as known_from, known_to, source_file_id, source_sheet, source_row,
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
        {{ known_now() }}
        and left_out is null
        and (
            additivity = 'semi'
            or measure = 'rank_no'
            or (additivity = 'non' and register_id = 'register_count' and department_id is null)
        )

),

items as (

    select
        *,
        case when level_source <> 'unknown' then level end as known_level,
        item_id as thing,
        register_id as export_of,
        cast(null as date) as bulletin_on
    from {{ ref('int_media_items__versions') }}
    where left_out is null

),

media as (

    select * from items where register_id <> 'register_xuexi'

),

first_publications as (

    select
        month, department_id, as_of, thing, export_of, cast(null as date) as known_from, known_to, bulletin_on,
        source_file_id, source_sheet, source_row,
        row_number() over (partition by story_id order by published_on, item_id) as publication
    from media
    where {{ known_now() }} and story_id is not null and quantity > 0

),

adoptions as (

    select * from items where register_id = 'register_xuexi'

)

{{ contributions(none, 'counted', 'numerator', "additivity = 'additive'", department='department_id',
    capped='is_capped', date='counted_on', several='true', taken_back='is_taken_back') }}
union all
-- A row that lacks one part of a share says nothing of it.
{{ contributions(none, 'counted', 'numerator',
    "additivity = 'non' and register_id <> 'register_count' and measure <> 'rank_no'
    and (not is_share or (numerator is not null and denominator is not null))",
    capped='is_capped', whole='denominator', several='true', taken_back='is_taken_back') }}
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
{{ contributions('theory_articles_published', 'media',
    'case when ' ~ matches('form', '理论') ~ ' then quantity when form is not null then 0 end', several='true') }}
union all
{{ contributions('external_media_stories', 'first_publications', where='publication = 1', department='department_id',
    several='true') }}
union all
{{ contributions('external_media_views', 'media', 'views', department='department_id', capped='is_views_floor',
    several='true') }}
union all
{{ contributions('xuexi_adoptions', 'adoptions', 'quantity', department='department_id', several='true') }}
