-- Story x outlet, every version. Outlets written together in one cell are taken apart; the level is that of the day it was published.
with landed_rows as (

    select *, {{ id_of('media_', ['register_id', 'outlet', 'published_on', 'period_start', 'title', 'department_name',
        'entry_no']) }} as row_id
    from {{ source('landing', 'media_item') }}

),

rows_written as (

    {{ with_versions('landed_rows', ['row_id']) }}

),

outlets as (

    select
        {{ squeeze('outlet') }} as name_key,
        outlet,
        level,
        {{ since('valid_from') }} as valid_from,
        {{ until('valid_to') }} as valid_to
    from {{ ref('stg_reference__outlets') }}

),

-- A name with a separator in it may be one outlet, so the whole is tried first.
cells as (

    select distinct
        rows_written.row_id,
        case when known.name_key is null then rows_written.outlet else known.name_key end as outlets_written,
        known.name_key is not null as is_whole
    from rows_written
    left join (select distinct name_key from outlets) as known on {{ squeeze('rows_written.outlet') }} = known.name_key

),

whole_cells as (

    select * from cells where is_whole

),

joint_cells as (

    select * from cells where not is_whole

),

parts as (

    select row_id, outlets_written as part, 1 as position from whole_cells
    union all
    {{ split_rows('joint_cells', ['row_id'], 'outlets_written', '\\s*[、，,；;\\n]+\\s*') }}

),

placements as (

    select
        rows_written.*,
        parts.part,
        parts.position as place_in_cell,
        count(*) over (
            partition by parts.row_id, rows_written.file_id, rows_written.source_sheet, rows_written.source_row
        ) as parts_in_cell
    from rows_written
    inner join parts on rows_written.row_id = parts.row_id

),

levelled as (

    select
        placements.*,
        outlets.outlet as known_outlet,
        outlets.level as known_level,
        row_number() over (
            partition by
                placements.row_id, placements.place_in_cell, placements.file_id, placements.source_sheet,
                placements.source_row
            order by outlets.valid_from desc nulls last
        ) as choice
    from placements
    left join outlets
        on
            {{ squeeze('placements.part') }} = outlets.name_key
            and placements.published_on between outlets.valid_from and outlets.valid_to

),

items as (

    select
        row_id || '_' || place_in_cell as placement_id,
        *,
        coalesce('code ' || story_code, 'title ' || nullif({{ replace_all('title', '[\\s\\p{P}]+') }}, '')) as story_key
    from levelled
    where choice = 1

),

-- The same title again after more than a month is another story (集体学习 every term).
gaps as (

    select
        *,
        case
            when
                story_code is null
                and published_on > {{ add_days(
                    'lag(published_on) over (partition by story_key, is_superseded order by published_on, placement_id)', 30) }}
                then 1
            else 0
        end as begins_anew
    from items

),

stories as (

    select
        *,
        sum(begins_anew) over (
            partition by story_key, is_superseded order by published_on, placement_id
            rows between unbounded preceding and current row
        ) as story_number
    from gaps

),

listed_months as (

    select distinct month from rows_written where register_id = 'register_media' and not is_superseded

)

select
    stories.placement_id as item_id,
    case when stories.story_key is not null then {{ id_of('story_', ['stories.story_key', 'stories.story_number']) }} end
        as story_id,
    stories.register_id,
    coalesce(stories.known_outlet, stories.part) as outlet,
    coalesce(stories.known_level, stories.level_written, '未识别') as level,
    case
        when stories.known_level is not null then 'reference'
        when stories.level_written is not null then 'ledger'
        else 'unknown'
    end as level_source,
    stories.published_on,
    stories.period_start,
    stories.month,
    stories.title,
    stories.form,
    stories.position,
    {{ replace_all('stories.url', '\\s+', ' ') }} as url,
    stories.department_name as name_written,
    -- Other publications of a story often leave its unit out.
    coalesce(
        departments.department_id,
        case
            when
                stories.department_name is null
                and stories.story_key is not null
                and min(departments.department_id) over same_story = max(departments.department_id) over same_story
                then min(departments.department_id) over same_story
        end
    ) as department_id,
    stories.is_reprint,
    stories.authorship,
    stories.words,
    stories.pictures,
    -- A total written for several outlets keeps its sum.
    case
        when stories.parts_in_cell = 1 or stories.quantity = 0 then stories.quantity
        when stories.quantity > stories.parts_in_cell and stories.place_in_cell = 1
            then stories.quantity - stories.parts_in_cell + 1
        else 1
    end as quantity,
    case when stories.place_in_cell = 1 then stories.views end as views,
    stories.claimed_on,
    stories.capped like '%views%' as is_views_floor,
    case
        when stories.period_start is not null and {{ month_of('stories.period_start') }} <> stories.month then 'period'
        when stories.register_id = 'register_media_crosstab' and listed_months.month is not null then 'listed'
    end as left_out,
    stories.as_of,
    stories.is_superseded,
    stories.known_from,
    stories.known_to,
    stories.file_id as source_file_id,
    stories.source_file,
    stories.source_sheet,
    stories.source_row
from stories
left join listed_months on stories.month = listed_months.month
left join {{ ref('int_departments__resolved') }} as departments
    on
        departments.channel_id = 'registers'
        and departments.position = 1
        and stories.department_name = departments.name
        and stories.published_on = departments.on_date
window same_story as (partition by stories.story_key, stories.story_number, stories.is_superseded)
