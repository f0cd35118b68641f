-- What each row of an export adds to a monthly figure, as known now: the only place that says how a metric is made.
-- Of a stock only the last day stands here; what several rows report is given to the first of them.
-- First the rows that may count, source by source; then one call of macro contributions a metric. A metric that is not
-- named here comes by day (`days`, from int_daily_values), from server logs (__traffic), from ledgers (__registers, by
-- seed register_metric), from what lasts (__states) or from different things (__distinct). Rates divide two of these figures and are made in the reports (seed metric_rate).
{%- set unsettled = 'as_of < ' ~ add_days('published_on', var('settling_days')) %}
{%- set interactions_as_of = 'least(likes_as_of, comments_as_of, shares_as_of)' %}
{%- set on_weibo = "channel_id = 'weibo'" %}
{%- set on_qq = "channel_id = 'qq'" %}
{%- set on_notes = "channel_id = 'xiaohongshu'" %}
{%- set in_video = "parent_id = 'short_video'" %}

with web as (

    select * from {{ ref('int_web_articles') }} where in_current and not is_withdrawn

),

-- An article in several columns has one count of clicks and of words: the highest, and the row that says so.
web_beside as (

    select
        web.month,
        web.department_id,
        web.site,
        web.published_on,
        web.as_of,
        web.is_capped,
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
    inner join web on versions.site = web.site and versions.item_id = web.article_id and web.column_count > 1
    where versions.in_current

),

web_counts as (

    select
        month, department_id, site, published_on, as_of, is_capped, clicks, words, source_file_id, source_sheet,
        source_row, 1 as clicks_choice, 1 as words_choice
    from web
    where column_count = 1
    union all
    select * from web_beside

),

wechat_articles as (

    select *, file_id as source_file_id from {{ ref('int_wechat_articles__versions') }} where in_current

),

wechat_counters as (

    select * from {{ ref('int_wechat_article_counters') }}

),

menu as (

    select * from {{ ref('int_menu_clicks') }} where perspective = 'current'

),

wechat_contributions as (

    select * from {{ ref('int_wechat_contributions') }} where in_current

),

posts as (

    select posts.*, cast(posts.published_at as date) as published_on, channels.parent_id
    from {{ ref('int_social_posts') }} as posts
    left join {{ ref('channel') }} as channels on posts.channel_id = channels.channel_id
    where not posts.is_withdrawn

),

counts as (

    select * from {{ ref('int_social_post_counts') }} where is_current

),

-- Each count of a post stands in the row of the last export that tells it; one that none tells, in the post's own row.
post_counts as (

    select
        posts.month,
        posts.account_id,
        posts.channel_id,
        posts.parent_id,
        posts.published_on,
        counted.count_id,
        counts.value,
        counts.is_capped,
        counts.as_of,
        coalesce(counts.source_file_id, posts.source_file_id) as source_file_id,
        case when counts.post_id is null then posts.source_sheet else counts.source_sheet end as source_sheet,
        coalesce(counts.source_row, posts.source_row) as source_row
    from posts
    cross join (select 'reads' as count_id union all select 'plays') as counted
    left join counts
        on
            posts.channel_id = counts.channel_id
            and posts.account_id = counts.account_id
            and posts.post_id = counts.post_id
            and counted.count_id = counts.count_id

),

-- Likes, comments and shares make interactions together or not at all; favourites are no habit of every platform.
post_interactions as (

    select
        posts.month,
        posts.account_id,
        posts.channel_id,
        posts.parent_id,
        posts.published_on,
        sum(counts.value) as value,
        bool_or(counts.is_capped) as is_capped,
        min({{ interactions_as_of }}) as as_of,
        counts.source_file_id,
        counts.source_sheet,
        counts.source_row
    from posts
    inner join counts
        on
            posts.channel_id = counts.channel_id
            and posts.account_id = counts.account_id
            and posts.post_id = counts.post_id
            and (
                counts.count_id in ('likes', 'comments', 'shares')
                or (counts.count_id = 'favourites' and (posts.parent_id = 'short_video' or posts.{{ on_notes }}))
            )
    where posts.likes + posts.comments + posts.shares is not null
    group by
        posts.post_id, posts.month, posts.account_id, posts.channel_id, posts.parent_id, posts.published_on,
        counts.source_file_id, counts.source_sheet, counts.source_row
    union all
    select
        month, account_id, channel_id, parent_id, published_on, null, false, {{ interactions_as_of }}, source_file_id,
        source_sheet, source_row
    from posts
    where likes + comments + shares is null

),

-- One meeting reported under two types is one record in the total.
uploads as (

    select
        *,
        min(late_days) over same_record as record_late_days,
        min(upload_days) over same_record as record_upload_days,
        max(as_of) over same_record as record_as_of,
        row_number() over (
            partition by month, department_id, party_org_id, system, org_name, item_id
            order by source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_party_uploads') }}
    where in_current and is_counted
    window same_record as (partition by month, department_id, party_org_id, system, org_name, item_id)

),

submissions as (

    select * from {{ ref('int_submissions') }} where in_current

),

placements as (

    select
        submissions.month,
        submissions.department_id,
        submissions.as_of,
        submissions.source_file_id,
        submissions.source_sheet,
        submissions.source_row
    from submissions
    inner join {{ ref('int_platforms_written') }} as written on submissions.platforms = written.platforms

),

classes as (

    select
        *,
        file_id as source_file_id,
        row_number() over (
            partition by month, class_name, opened_on
            order by file_id, source_sheet, source_row
        ) as choice
    from {{ source('landing', 'training_class') }}
    where not is_superseded

),

-- A stock is what the last day says; a flow is the sum of the days; a rate of a day makes no month. What is counted
-- from server logs has no row of its own: it stands on all lines of the site's logs.
days as (

    select
        by_day.metric_id,
        by_day.account_id,
        by_day.month,
        by_day.value,
        by_day.is_capped,
        by_day.as_of,
        metrics.additivity,
        case when metrics.dataset <> 'web_traffic_day' then by_day.file_id end as source_file_id,
        case when metrics.dataset <> 'web_traffic_day' then by_day.source_sheet end as source_sheet,
        case when metrics.dataset <> 'web_traffic_day' then by_day.source_row end as source_row,
        by_day.date = max(by_day.date) over same_month as is_last,
        count(*) over same_month as days_measured
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('metric') }} as metrics on by_day.metric_id = metrics.metric_id
    where by_day.in_current and metrics.additivity <> 'non'
    window same_month as (partition by by_day.metric_id, by_day.account_id, by_day.month)

),

-- People of a day are no people of a month; only their mean can be told of it.
reader_days as (

    select
        *,
        file_id as source_file_id,
        count(*) over (partition by account_id, month) as days_measured
    from {{ ref('int_daily_values') }}
    where in_current and metric_id = 'wechat_readers'

)

{{ contributions(none, 'days', 'value', "additivity <> 'semi' or is_last", account='account_id', capped='is_capped',
    days_measured='days_measured', several='source_row is null') }}
union all
{{ contributions('web_articles_published', 'web', department='department_id', account='site', date='published_on') }}
union all
{{ contributions('web_articles_important', 'web', where="importance = '重要'", department='department_id',
    account='site', date='published_on') }}
union all
{{ contributions('web_articles_general', 'web', where="importance = '一般'", department='department_id', account='site',
    date='published_on') }}
union all
{{ contributions('web_articles_timed', 'web', where='event_at is not null and deadline_hours is not null',
    department='department_id', account='site') }}
union all
{{ contributions('web_articles_on_time', 'web',
    'case when ' ~ within_hours(clock_start('event_at'), 'published_at', 'deadline_hours') ~ ' then 1 else 0 end',
    'event_at is not null and deadline_hours is not null', department='department_id', account='site') }}
union all
{{ contributions('web_article_clicks', 'web_counts', 'clicks', 'clicks_choice = 1', department='department_id',
    account='site', capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('article_words_edited', 'web_counts', 'words', 'words_choice = 1', department='department_id',
    account='site') }}
union all
{{ contributions('wechat_articles_published', 'wechat_articles', account='account', date='published_on') }}
union all
{{ contributions('wechat_article_reads', 'wechat_articles', 'reads', account='account',
    capped="capped like '%reads%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_readers', 'wechat_articles', 'readers', account='account',
    capped="capped like '%readers%'", provisional=unsettled) }}
union all
{{ contributions('wechat_readers_daily_mean', 'reader_days', 'value', account='account_id', capped='is_capped',
    days_measured='days_measured', whole='1') }}
union all
{{ contributions('wechat_article_reads_to_date', 'wechat_counters', 'reads', 'reads is not null', account='account',
    capped="capped like '%reads%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_wows_to_date', 'wechat_counters', 'wows', 'wows is not null', account='account',
    capped="capped like '%wows%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_finish_share', 'wechat_articles', 'finish_share * readers',
    'finish_share is not null and readers > 0', account='account', whole='readers') }}
union all
{{ contributions('original_articles_published', 'wechat_articles', 'case when is_original then 1 else 0 end',
    'is_original is not null', account='account', date='published_on') }}
union all
{{ contributions('original_article_share', 'wechat_articles', 'case when is_original then 1 else 0 end',
    'is_original is not null', account='account', whole='1') }}
union all
{{ contributions('wechat_delivered_read_share', 'wechat_articles', 'delivered_read_share * delivered',
    'delivered_read_share is not null and delivered > 0', account='account', whole='delivered') }}
union all
{{ contributions('wechat_menu_clicks', 'menu', 'clicks', account='account_id', capped='is_capped') }}
union all
{{ contributions('wechat_articles_contributed', 'wechat_contributions', department='department_id',
    date='published_on') }}
union all
{{ contributions('weibo_posts', 'posts', where=on_weibo, account='account_id', date='published_on') }}
union all
{{ contributions('weibo_reads', 'post_counts', 'value', on_weibo ~ " and count_id = 'reads'", account='account_id',
    capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('weibo_interactions', 'post_interactions', 'value', on_weibo, account='account_id',
    capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('qq_posts', 'posts', where=on_qq, account='account_id', date='published_on') }}
union all
{{ contributions('qq_reads', 'post_counts', 'value', on_qq ~ " and count_id = 'reads'", account='account_id',
    capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('xiaohongshu_notes', 'posts', where=on_notes, account='account_id', date='published_on') }}
union all
{{ contributions('xiaohongshu_views', 'post_counts', 'value', on_notes ~ " and count_id = 'reads'",
    account='account_id', capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('xiaohongshu_interactions', 'post_interactions', 'value', on_notes, account='account_id',
    capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('short_videos_published', 'posts', where=in_video, account='account_id', date='published_on') }}
union all
{{ contributions('short_video_views', 'post_counts', 'value', in_video ~ " and count_id = 'plays'",
    account='account_id', capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('short_video_interactions', 'post_interactions', 'value', in_video, account='account_id',
    capped='is_capped', provisional=unsettled) }}
union all
{{ contributions('party_uploads', 'uploads', where='choice = 1', department='department_id', as_of='record_as_of',
    date='activity_date', party_org='party_org_id') }}
union all
{{ contributions('party_uploads_timed', 'uploads',
    where='choice = 1 and record_late_days is not null and record_upload_days is not null',
    department='department_id', as_of='record_as_of', party_org='party_org_id') }}
union all
{{ contributions('party_uploads_on_time', 'uploads',
    'case when record_late_days <= record_upload_days then 1 else 0 end',
    'choice = 1 and record_late_days is not null and record_upload_days is not null',
    department='department_id', as_of='record_as_of', party_org='party_org_id') }}
union all
{{ contributions('submissions_received', 'submissions', department='department_id', date='received_on') }}
union all
{{ contributions('articles_adopted', 'submissions', 'case when is_adopted then 1 else 0 end', 'is_adopted is not null',
    department='department_id', date='received_on') }}
union all
{{ contributions('submission_placements', 'placements', department='department_id', several='true') }}
union all
{{ contributions('training_classes_opened', 'classes', where='choice = 1') }}
union all
{{ contributions('training_participants', 'classes', 'participants') }}
union all
select * from {{ ref('int_metric_contributions__traffic') }}
union all
select * from {{ ref('int_metric_contributions__registers') }}
union all
select * from {{ ref('int_metric_contributions__states') }}
union all
select * from {{ ref('int_metric_contributions__distinct') }}
union all
select * from {{ ref('int_metric_contributions__reviews') }}
