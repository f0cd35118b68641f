-- What each row of an export adds to a figure. Within one figure the values always add up: of a stock only the last
-- day stands here, and what several rows report is given to the first of them.
with web as (

    select * from {{ ref('int_web_articles') }} where perspective = 'current' and not is_withdrawn

),

-- An article in several columns has one count of clicks: the highest, and the row that says so.
web_versions as (

    select
        web.month,
        web.department_id,
        web.site,
        versions.clicks,
        versions.words,
        versions.file_id as source_file_id,
        versions.source_sheet,
        versions.source_row,
        row_number() over (
            partition by versions.site, versions.item_id
            order by versions.clicks desc nulls last, versions.as_of desc, versions.file_id, versions.source_row
        ) as clicks_choice,
        row_number() over (
            partition by versions.site, versions.item_id
            order by versions.words desc nulls last, versions.as_of desc, versions.file_id, versions.source_row
        ) as words_choice
    from {{ ref('int_web_articles__versions') }} as versions
    inner join web on versions.site = web.site and versions.item_id = web.article_id
    where versions.in_current

),

-- What is counted from server logs has no row of its own: it stands on all lines of the site's logs.
from_logs as (

    select
        figures.metric_id,
        figures.month,
        figures.department_id,
        figures.account_id,
        figures.value
    from {{ ref('int_metric_values') }} as figures
    inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
    where metrics.dataset = 'web_traffic_day'

),

wechat_articles as (

    select *, file_id as source_file_id from {{ ref('int_wechat_articles__versions') }} where in_current

),

menu as (

    select * from {{ ref('int_menu_clicks') }} where perspective = 'current'

),

contributions as (

    select * from {{ ref('int_wechat_contributions') }} where perspective = 'current'

),

posts as (

    select posts.*, channels.parent_id
    from {{ ref('int_social_posts') }} as posts
    left join {{ ref('channel') }} as channels on posts.channel_id = channels.channel_id
    where not posts.is_withdrawn

),

-- Each count of a post stands in the row of the last export that tells it.
post_counts as (

    select
        posts.month,
        posts.account_id,
        posts.channel_id,
        posts.parent_id,
        counts.count_id,
        counts.value,
        counts.source_file_id,
        counts.source_sheet,
        counts.source_row,
        counts.count_id in ('likes', 'comments', 'shares')
        or (counts.count_id = 'favourites' and posts.parent_id = 'short_video') as is_interaction,
        posts.likes + posts.comments + posts.shares is not null as has_interactions
    from posts
    inner join {{ ref('int_social_post_counts') }} as counts
        on
            posts.channel_id = counts.channel_id
            and posts.account_id = counts.account_id
            and posts.post_id = counts.post_id
            and counts.is_current

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
    from post_counts
    where is_interaction and has_interactions
    group by month, account_id, channel_id, parent_id, source_file_id, source_sheet, source_row

),

-- One meeting reported under two types is one record in the total.
uploads as (

    select
        *,
        min(late_days) over (partition by month, department_id, party_org_id, system, org_name, item_id) as record_late_days,
        row_number() over (
            partition by month, department_id, party_org_id, system, org_name, item_id
            order by source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_party_uploads') }}
    where perspective = 'current' and is_counted

),

submissions as (

    select * from {{ ref('int_submissions') }} where perspective = 'current'

),

placements as (

    select
        submissions.month,
        submissions.department_id,
        submissions.source_file_id,
        submissions.source_sheet,
        submissions.source_row,
        count(*) as quantity
    from {{ ref('int_submission_placements') }} as placements
    inner join submissions on placements.submission_id = submissions.submission_id
    where placements.perspective = 'current'
    group by 1, 2, 3, 4, 5

),

classes as (

    select
        *,
        file_id as source_file_id,
        row_number() over (
            partition by month, class_name, opened_on
            order by file_id, source_sheet, source_row
        ) as choice
    from {{ ref('stg_registers__training_classes') }}
    where not is_superseded

),

days as (

    select
        by_day.*,
        by_day.file_id as source_file_id,
        metrics.additivity,
        by_day.date = max(by_day.date) over (partition by by_day.metric_id, by_day.account_id, by_day.month) as is_last
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('metric') }} as metrics on by_day.metric_id = metrics.metric_id
    where by_day.in_current and metrics.dataset <> 'web_traffic_day' and metrics.additivity <> 'non'

),

contributing as (

    select
        metric_id,
        month,
        cast(null as varchar) as department_id,
        account_id,
        source_file_id,
        source_sheet,
        source_row,
        value
    from days
    where additivity <> 'semi' or is_last
    union all
    {{ source_rows('web_articles_published', 'web', department='department_id', account='site') }}
    union all
    {{ source_rows('web_articles_important', 'web', where="importance = '重要'", department='department_id', account='site') }}
    union all
    {{ source_rows('web_articles_timed', 'web', where='event_at is not null and deadline_hours is not null',
        department='department_id', account='site') }}
    union all
    {{ source_rows('web_articles_on_time', 'web',
        where='deadline_hours is not null and ' ~ within_hours(clock_start('event_at'), 'published_at', 'deadline_hours'),
        department='department_id', account='site') }}
    union all
    {{ source_rows('web_articles_general', 'web', where="importance = '一般'", department='department_id', account='site') }}
    union all
    {{ source_rows('web_article_clicks', 'web_versions', 'clicks', 'clicks_choice = 1', 'department_id', 'site') }}
    union all
    {{ source_rows('article_words_edited', 'web_versions', 'words', 'words_choice = 1', 'department_id', 'site') }}
    union all
    select metric_id, month, department_id, account_id, null, null, null, value from from_logs
    union all
    {{ source_rows('wechat_articles_published', 'wechat_articles', account='account') }}
    union all
    {{ source_rows('wechat_article_reads', 'wechat_articles', 'reads', account='account') }}
    union all
    {{ source_rows('wechat_menu_clicks', 'menu', 'clicks', account='account_id') }}
    union all
    {{ source_rows('wechat_articles_contributed', 'contributions', department='department_id') }}
    union all
    {{ source_rows('weibo_posts', 'posts', where="channel_id = 'weibo'", account='account_id') }}
    union all
    {{ source_rows('weibo_reads', 'post_counts', 'value', "channel_id = 'weibo' and count_id = 'reads'",
        account='account_id') }}
    union all
    {{ source_rows('weibo_interactions', 'post_interactions', 'value', "channel_id = 'weibo'", account='account_id') }}
    union all
    {{ source_rows('qq_posts', 'posts', where="channel_id = 'qq'", account='account_id') }}
    union all
    {{ source_rows('qq_reads', 'post_counts', 'value', "channel_id = 'qq' and count_id = 'reads'",
        account='account_id') }}
    union all
    {{ source_rows('short_videos_published', 'posts', where="parent_id = 'short_video'", account='account_id') }}
    union all
    {{ source_rows('short_video_views', 'post_counts', 'value', "parent_id = 'short_video' and count_id = 'plays'",
        account='account_id') }}
    union all
    {{ source_rows('short_video_interactions', 'post_interactions', 'value', "parent_id = 'short_video'",
        account='account_id') }}
    union all
    {{ source_rows('party_uploads', 'uploads', where='choice = 1', department='department_id') }}
    union all
    {{ source_rows('party_uploads_timed', 'uploads',
        where='choice = 1 and record_late_days is not null and upload_days is not null', department='department_id') }}
    union all
    {{ source_rows('party_uploads_on_time', 'uploads', where='choice = 1 and record_late_days <= upload_days',
        department='department_id') }}
    union all
    {{ source_rows('submissions_received', 'submissions', department='department_id') }}
    union all
    {{ source_rows('articles_adopted', 'submissions', 'case when is_adopted then 1 else 0 end',
        'is_adopted is not null', 'department_id') }}
    union all
    {{ source_rows('submission_placements', 'placements', 'quantity', department='department_id') }}
    union all
    {{ source_rows('training_classes_opened', 'classes', where='choice = 1') }}
    union all
    {{ source_rows('training_participants', 'classes', 'participants') }}
    union all
    select * from {{ ref('int_metric_sources__registers') }}

),

-- Rows of a month in which a system was not in use make no figure. Figures and files are numbered in their order, so
-- that a million rows are sorted by numbers and not by texts.
figures as (

    select
        metric_id,
        month,
        department_id,
        account_id,
        row_number() over (order by metric_id, month, account_id, department_id) as figure_no
    from {{ ref('fct_metric_month') }}
    where value is not null

),

files as (

    select file_id, row_number() over (order by file_id) as file_no
    from (select distinct file_id from {{ ref('stg_ingest__files') }}) as known

)

select
    contributing.metric_id,
    contributing.month,
    contributing.department_id,
    contributing.account_id,
    contributing.source_file_id,
    coalesce(contributing.source_sheet, '') as source_sheet,
    cast(contributing.source_row as integer) as source_row,
    contributing.value
from contributing
inner join figures
    on
        contributing.metric_id = figures.metric_id
        and contributing.month = figures.month
        and contributing.department_id is not distinct from figures.department_id
        and contributing.account_id is not distinct from figures.account_id
left join files on contributing.source_file_id = files.file_id
order by figures.figure_no, files.file_no, source_sheet, source_row
