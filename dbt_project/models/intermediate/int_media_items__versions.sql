-- Story x outlet, every version.
with items as (

    select
        row_id || '_' || place_in_cell as placement_id,
        *,
        coalesce('code ' || story_code, 'title ' || nullif({{ replace_all('title', '[\\s\\p{P}]+') }}, '')) as story_key
    from {{ ref('int_media_placements') }}

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

    select distinct month from {{ ref('int_media_placements') }} where register_id = 'register_media' and not is_superseded

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
    on {{ names_department('registers', 'stories.department_name', 'stories.published_on') }}
window same_story as (partition by stories.story_key, stories.story_number, stories.is_superseded)
