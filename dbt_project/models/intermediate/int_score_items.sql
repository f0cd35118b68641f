-- What can be scored: one row per item and unit. A source is one more part of this union. Joint units share an item.
with outlets as (

    select
        {{ squeeze('outlet') }} as name_key,
        type,
        {{ since('valid_from') }} as valid_from,
        {{ until('valid_to') }} as valid_to
    from {{ ref('stg_reference__outlets') }}

),

items as (

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
        cast(null as varchar) as story_id,
        1 as quantity,
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
        null,
        1,
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
        null,
        1,
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
    union all
    -- A cross-tab of media and units has no titles: each of its cells stands for a number of items.
    select
        'media',
        media.item_id,
        media.title,
        media.published_on,
        null,
        null,
        'registers',
        media.name_written,
        coalesce(media.department_id, 'unrecognised'),
        media.story_id,
        coalesce(media.quantity, 1),
        media.outlet,
        case when media.level_source <> 'unknown' then media.level end,
        outlets.type,
        false,
        media.form,
        media.position,
        case when media.is_reprint then '转载' when not media.is_reprint then '原创' end,
        null,
        media.views,
        media.source_file_id,
        media.source_row
    from {{ ref('int_media_items') }} as media
    left join outlets
        on
            {{ squeeze('media.outlet') }} = outlets.name_key
            and media.published_on between outlets.valid_from and outlets.valid_to
    where media.left_out is null

),

-- A name registered nowhere stays one unit, unrecognised; a name of several units is shared evenly.
units as (

    select
        items.*,
        resolved.department_id as resolved_id,
        cast(items.quantity as double) / count(*) over (partition by items.source, items.item_id) as unit_share
    from items
    left join {{ ref('int_departments__resolved') }} as resolved
        on
            items.name_channel = resolved.channel_id
            and items.unit_name = resolved.name
            and items.published_on = resolved.on_date

),

-- A story in the press may change its headline and stays one story; what has no title stands alone.
titled as (

    select
        *,
        coalesce(
            case
                when story_id is not null
                    then first_value({{ squeeze('title') }}) over (
                        partition by story_id order by published_on, item_id rows unbounded preceding
                    )
            end,
            {{ squeeze('title') }},
            source || item_id
        ) as title_key
    from units

),

-- One story: the same title again within a month of its last appearance. A yearly notice is a new story each year.
appearances as (

    select
        *,
        lag(published_on) over (partition by title_key order by published_on, source, item_id) as appeared_before
    from titled

),

stories as (

    select
        *,
        title_key || '#' || cast(sum(
            case when published_on <= {{ add_days('appeared_before', var('story_days')) }} then 0 else 1 end
        ) over (
            partition by title_key order by published_on, source, item_id rows unbounded preceding
        ) as varchar) as story_key
    from appearances

)

-- A unit written twice, in two spellings or two rows, has both its shares.
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
