-- Rows whose value a later export replaced: what they said when they were read. They add nothing to any figure.
with web as (

    select
        articles.month,
        articles.department_id,
        articles.site,
        versions.clicks,
        versions.words,
        versions.file_id as source_file_id,
        versions.source_sheet,
        versions.source_row
    from {{ ref('int_web_articles__versions') }} as versions
    inner join {{ ref('int_web_articles') }} as articles
        on versions.site = articles.site and versions.item_id = articles.article_id and articles.in_current
    where not versions.in_current

),

wechat_articles as (

    select *, file_id as source_file_id from {{ ref('int_wechat_articles__versions') }} where not in_current

),

menu as (

    select *, coalesce(account_id, 'wechat') as account, file_id as source_file_id
    from {{ source('landing', 'wechat_menu') }}
    where is_superseded

),

posts as (

    select counts.*, channels.parent_id
    from {{ ref('int_social_post_counts') }} as counts
    left join {{ ref('channel') }} as channels on counts.channel_id = channels.channel_id
    where not counts.is_current

),

post_interactions as (

    select
        month,
        account_id,
        channel_id,
        parent_id,
        source_file_id,
        source_sheet,
        source_row,
        sum(value) as value
    from posts
    where count_id in ('likes', 'comments', 'shares') or (
            count_id = 'favourites' and (parent_id = 'short_video' or channel_id = 'xiaohongshu')
        )
    group by month, account_id, channel_id, parent_id, source_file_id, source_sheet, source_row

),

days as (

    select
        by_day.*,
        by_day.file_id as source_file_id,
        metrics.additivity,
        by_day.date = max(by_day.date) over (partition by by_day.metric_id, by_day.account_id, by_day.month) as is_last
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('metric') }} as metrics on by_day.metric_id = metrics.metric_id and metrics.additivity <> 'non'

),

ledgers as (

    select figures.*
    from {{ ref('int_register_figures__versions') }} as figures
    inner join {{ ref('metric') }} as metrics
        on figures.metric_id = metrics.metric_id and metrics.additivity = 'additive'
    where figures.is_superseded and figures.left_out is null

),

-- Outlets written together in one cell stand in one row.
media as (

    select
        register_id,
        month,
        department_id,
        source_file_id,
        source_sheet,
        source_row,
        sum(quantity) as quantity,
        sum(views) as views
    from {{ ref('int_media_items__versions') }}
    where is_superseded and left_out is null
    group by register_id, month, department_id, source_file_id, source_sheet, source_row

),

replaced as (

    select
        metric_id,
        month,
        cast(null as string) as department_id,
        account_id,
        source_file_id,
        source_sheet,
        source_row,
        value
    from days
    where not in_current and source_row is not null and (additivity <> 'semi' or is_last)
    union all
    select metric_id, month, department_id, null, source_file_id, source_sheet, source_row, numerator
    from ledgers
    where numerator is not null
    union all
    {{ source_rows('external_media_items', 'media', 'quantity', "register_id <> 'register_xuexi'",
        department='department_id') }}
    union all
    {{ source_rows('external_media_views', 'media', 'views', "register_id <> 'register_xuexi'",
        department='department_id') }}
    union all
    {{ source_rows('xuexi_adoptions', 'media', 'quantity', "register_id = 'register_xuexi'",
        department='department_id') }}
    union all
    {{ source_rows('web_article_clicks', 'web', 'clicks', department='department_id', account='site') }}
    union all
    {{ source_rows('article_words_edited', 'web', 'words', department='department_id', account='site') }}
    union all
    {{ source_rows('wechat_article_reads', 'wechat_articles', 'reads', account='account') }}
    union all
    {{ source_rows('wechat_article_readers', 'wechat_articles', 'readers', account='account') }}
    union all
    {{ source_rows('wechat_menu_clicks', 'menu', 'clicks', account='account') }}
    union all
    {{ source_rows('weibo_reads', 'posts', 'value', "channel_id = 'weibo' and count_id = 'reads'",
        account='account_id') }}
    union all
    {{ source_rows('weibo_interactions', 'post_interactions', 'value', "channel_id = 'weibo'", account='account_id') }}
    union all
    {{ source_rows('qq_reads', 'posts', 'value', "channel_id = 'qq' and count_id = 'reads'", account='account_id') }}
    union all
    {{ source_rows('xiaohongshu_views', 'posts', 'value', "channel_id = 'xiaohongshu' and count_id = 'reads'",
        account='account_id') }}
    union all
    {{ source_rows('xiaohongshu_interactions', 'post_interactions', 'value', "channel_id = 'xiaohongshu'",
        account='account_id') }}
    union all
    {{ source_rows('short_video_views', 'posts', 'value', "parent_id = 'short_video' and count_id = 'plays'",
        account='account_id') }}
    union all
    {{ source_rows('short_video_interactions', 'post_interactions', 'value', "parent_id = 'short_video'",
        account='account_id') }}

)

select
    metric_id,
    month,
    department_id,
    account_id,
    source_file_id,
    coalesce(source_sheet, '') as source_sheet,
    cast(source_row as integer) as source_row,
    value
from replaced
