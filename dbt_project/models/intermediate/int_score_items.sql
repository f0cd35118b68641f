-- What can be scored: one row per item and unit. A source is one more part of this union. Joint units share an item.
with items as (

    select
        'website' as source,
        articles.site || '/' || articles.article_id as item_id,
        articles.title,
        articles.published_on,
        cast(null as date) as adopted_on,
        cast(null as date) as claimed_on,
        'website' as name_channel,
        coalesce(articles.contributing_name, articles.department_name) as unit_name,
        articles.department_id,
        accounts.name as outlet,
        case accounts.level when '主站' then '校级' else '院级' end as level,
        '网站' as outlet_type,
        true as is_inside,
        cast(null as varchar) as genre,
        articles.column_name as position,
        cast(null as varchar) as authorship,
        articles.words,
        cast(null as bigint) as reads,
        articles.source_file_id,
        articles.source_row
    from {{ ref('int_web_articles') }} as articles
    left join {{ ref('int_accounts') }} as accounts on articles.site = accounts.account_id
    where articles.perspective = 'current' and not articles.is_withdrawn
    union all
    select
        'wechat',
        articles.account || '/' || articles.item_id,
        articles.title,
        articles.published_on,
        null,
        null,
        'wechat',
        contributions.department_name,
        contributions.department_id,
        accounts.name,
        case when accounts.is_official then '校级' else '院级' end,
        '公众号',
        true,
        null,
        null,
        null,
        null,
        articles.reads,
        articles.file_id,
        articles.source_row
    from {{ ref('int_wechat_articles__versions') }} as articles
    inner join {{ ref('int_wechat_contributions') }} as contributions
        on
            contributions.perspective = 'current'
            and articles.published_on = contributions.published_on
            and articles.title = contributions.title
    left join {{ ref('int_accounts') }} as accounts on articles.account = accounts.account_id
    where articles.in_current
    union all
    select
        'submission',
        submission_id,
        title,
        received_on,
        null,
        null,
        'submissions',
        department_name,
        department_id,
        '供稿',
        '校级',
        '供稿',
        true,
        form,
        case when is_adopted then '采用' when not is_adopted then '未采用' end,
        null,
        null,
        null,
        source_file_id,
        source_row
    from {{ ref('int_submissions') }}
    where perspective = 'current'

),

-- A name registered nowhere stays one unit, unrecognised; a name of several units is shared evenly.
units as (

    select
        items.*,
        resolved.department_id as resolved_id,
        1.0 / count(*) over (partition by items.source, items.item_id) as unit_share
    from items
    left join {{ ref('int_departments__resolved') }} as resolved
        on
            items.name_channel = resolved.channel_id
            and items.unit_name = resolved.name
            and items.published_on = resolved.on_date

),

-- One story: the same title again within a month of its last appearance. A yearly notice is a new story each year.
appearances as (

    select
        *,
        {{ squeeze('title') }} as title_key,
        lag(published_on) over (partition by {{ squeeze('title') }} order by published_on) as appeared_before
    from units

),

stories as (

    select
        *,
        title_key || '#' || cast(sum(
            case when published_on <= {{ add_days('appeared_before', var('story_days')) }} then 0 else 1 end
        ) over (partition by title_key order by published_on) as varchar) as story_key
    from appearances

)

-- Two spellings of one unit in a joint name are that unit twice.
select
    source,
    item_id,
    story_key,
    title,
    published_on,
    adopted_on,
    claimed_on,
    coalesce(resolved_id, department_id) as department_id,
    sum(unit_share) as unit_share,
    outlet,
    level,
    outlet_type,
    is_inside,
    genre,
    position,
    authorship,
    cast(words as bigint) as words,
    reads,
    source_file_id,
    source_row
from stories
group by all
