-- What can be scored, as its sources tell it: one row per item and unit; joint units share an item. A source is one more
-- part of the union.
with outlets as (

    select
        {{ squeeze('outlet') }} as name_key,
        type,
        {{ since('valid_from') }} as valid_from,
        {{ until_next(squeeze('outlet')) }} as valid_to
    from {{ ref('stg_reference__outlets') }}

),

joint_names as (

    select distinct channel_id, name, on_date from {{ ref('int_departments__resolved') }} where position > 1

),

-- A name of several units is shared evenly; a unit in it twice, in two spellings, has both its shares. The unit of any
-- other name stands beside the item.
mentions as (

    select mentions.channel_id, mentions.name, mentions.on_date, mentions.department_id, count(*) as times
    from {{ ref('int_departments__resolved') }} as mentions
    inner join joint_names
        on
            mentions.channel_id = joint_names.channel_id
            and mentions.name = joint_names.name
            and mentions.on_date = joint_names.on_date
    group by mentions.channel_id, mentions.name, mentions.on_date, mentions.department_id

),

names as (

    select *, sum(times) over (partition by channel_id, name, on_date) as parts from mentions

),

web_articles as (

    select *, coalesce(contributing_name, department_name) as name_written
    from {{ ref('int_web_articles') }}
    where {{ known_now() }} and not is_withdrawn

),

wechat_articles as (

    select * from {{ ref('int_wechat_articles__versions') }} where {{ known_now() }}

),

-- Several ledger rows may name units of one article.
wechat_units as (

    select
        published_on,
        title,
        department_id,
        sum(times) as times,
        sum(sum(parts_of_row)) over (partition by published_on, title) as parts
    from (
        select
            contributions.published_on,
            contributions.title,
            coalesce(names.department_id, contributions.department_id) as department_id,
            coalesce(names.times, 1) as times,
            coalesce(names.times, 1) as parts_of_row
        from {{ ref('int_wechat_contributions') }} as contributions
        left join names
            on
                names.channel_id = 'wechat'
                and contributions.department_name = names.name
                and contributions.published_on = names.on_date
        where {{ known_now('contributions') }}
    ) as named
    group by published_on, title, department_id

),

submissions as (

    select * from {{ ref('int_submissions') }} where {{ known_now() }}

),

media as (

    select * from {{ ref('int_media_items') }} where left_out is null

)

select
    'website' as source,
    articles.site || '/' || articles.article_id as item_id,
    articles.title,
    cast(null as string) as story_id,
    articles.published_on,
    cast(null as date) as adopted_on,
    cast(null as date) as claimed_on,
    coalesce(names.department_id, articles.contributing_department_id, articles.department_id) as department_id,
    cast(coalesce(names.times, 1) as double) / coalesce(names.parts, 1) as unit_share,
    accounts.name as outlet,
    case accounts.level when '主站' then '校级' else '院级' end as level,
    '网站' as outlet_type,
    true as is_inside,
    cast(null as string) as genre,
    articles.column_name as position,
    cast(null as string) as authorship,
    cast(articles.words as bigint) as words,
    cast(null as bigint) as pictures,
    cast(null as bigint) as reads,
    articles.source_file_id,
    articles.source_sheet,
    articles.source_row
from web_articles as articles
left join names
    on
        names.channel_id = 'website'
        and articles.name_written = names.name
        and articles.published_on = names.on_date
left join {{ ref('int_account_versions') }} as accounts
    on articles.site = accounts.account_id and articles.published_on between accounts.applies_from and accounts.applies_to
union all
select
    'wechat', articles.account || '/' || articles.item_id, articles.title, null, articles.published_on, null, null,
    units.department_id, cast(units.times as double) / units.parts,
    accounts.name, case when accounts.is_official then '校级' else '院级' end, '公众号', true, null, null,
    case when articles.is_original then '原创' end, null, null,
    articles.reads, articles.file_id, articles.source_sheet, articles.source_row
from wechat_articles as articles
inner join wechat_units as units
    on articles.published_on = units.published_on and articles.title = units.title
left join {{ ref('int_account_versions') }} as accounts
    on articles.account = accounts.account_id and articles.published_on between accounts.applies_from and accounts.applies_to
union all
select
    'submission', submissions.submission_id, submissions.title, null, submissions.received_on,
    submissions.adopted_on, submissions.claimed_on,
    coalesce(names.department_id, submissions.department_id),
    cast(coalesce(names.times, 1) as double) / coalesce(names.parts, 1), '供稿', '校级', '供稿', true,
    submissions.form, case when submissions.is_adopted then '采用' when not submissions.is_adopted then '未采用' end,
    null, null, null, null, submissions.source_file_id, submissions.source_sheet, submissions.source_row
from submissions
left join names
    on
        names.channel_id = 'submissions'
        and submissions.department_name = names.name
        and submissions.received_on = names.on_date
union all
-- A cross-tab of media and units has no titles: each of its cells stands for a number of items.
select
    'media', media.item_id, media.title, media.story_id, media.published_on, null, media.claimed_on,
    coalesce(names.department_id, media.department_id, 'unrecognised'),
    coalesce(media.quantity, 1) * cast(coalesce(names.times, 1) as double) / coalesce(names.parts, 1), media.outlet,
    case when media.level_source <> 'unknown' then media.level end, outlets.type,
    -- The school's own paper and radio stand in the same ledger.
    coalesce(media.level_source <> 'unknown' and media.level in ('校级', '院级'), false), media.form, media.position,
    case when media.is_reprint then '转载' else coalesce(media.authorship, case when not media.is_reprint then '原创' end) end,
    media.words, media.pictures, media.views,
    media.source_file_id, media.source_sheet, media.source_row
from media
left join names
    on
        names.channel_id = 'registers'
        and media.name_written = names.name
        and media.published_on = names.on_date
left join outlets
    on
        {{ squeeze('media.outlet') }} = outlets.name_key
        and media.published_on between outlets.valid_from and outlets.valid_to
