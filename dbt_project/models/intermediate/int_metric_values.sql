-- Every computed monthly figure at its finest grain: metric x month x department x account, as known now.
-- A figure without department or account leaves that column empty. A value that some rows do not tell is a floor.
{%- set settled_on = add_days('published_on', var('settling_days')) %}
{%- set unsettled = 'as_of < ' ~ settled_on %}
{%- set interactions_as_of = 'least(likes_as_of, comments_as_of, shares_as_of)' %}

with web as (

    select * from {{ ref('int_web_articles') }} where perspective = 'current' and not is_withdrawn

),

wechat_articles as (

    select * from {{ ref('int_wechat_articles__versions') }} where in_current

),

menu as (

    select * from {{ ref('int_menu_clicks') }} where perspective = 'current'

),

contributions as (

    select * from {{ ref('int_wechat_contributions') }} where perspective = 'current'

),

posts as (

    select posts.*, cast(posts.published_at as date) as published_on, channels.parent_id
    from {{ ref('int_social_posts') }} as posts
    left join {{ ref('channel') }} as channels on posts.channel_id = channels.channel_id
    where not posts.is_withdrawn

),

-- One meeting reported under two types is one record in the total.
uploads as (

    select
        month,
        department_id,
        party_org_id,
        system,
        org_name,
        item_id,
        min(late_days) as late_days,
        min(upload_days) as upload_days,
        max(as_of) as as_of
    from {{ ref('int_party_uploads') }}
    where perspective = 'current' and is_counted
    group by month, department_id, party_org_id, system, org_name, item_id

),

submissions as (

    select * from {{ ref('int_submissions') }} where perspective = 'current'

),

placements as (

    select submissions.month, submissions.department_id, submissions.as_of
    from {{ ref('int_submission_placements') }} as placements
    inner join submissions on placements.submission_id = submissions.submission_id
    where placements.perspective = 'current'

),

classes as (

    select * from {{ ref('stg_registers__training_classes') }} where not is_superseded

),

days as (

    select
        by_day.*,
        metrics.additivity,
        by_day.date = max(by_day.date) over (partition by by_day.metric_id, by_day.account_id, by_day.month) as is_last
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('metric') }} as metrics on by_day.metric_id = metrics.metric_id
    where by_day.in_current and metrics.additivity <> 'non'

),

-- A stock is what the last day says; a flow is the sum of the days; a rate of a day makes no month.
daily_values as (

    select
        metric_id,
        month,
        cast(null as varchar) as department_id,
        account_id,
        sum(case when additivity <> 'semi' or is_last then value end) as value,
        max(as_of) as as_of,
        coalesce(bool_or(is_capped and (additivity <> 'semi' or is_last)), false) as is_capped,
        false as is_provisional,
        cast(count(*) as bigint) as days_measured
    from days
    group by metric_id, month, account_id

)

select * from daily_values
union all
{{ metric_rows('web_articles_published', 'web', department='department_id', account='site') }}
union all
{{ metric_rows('web_articles_important', 'web', where="importance = '重要'", department='department_id', account='site') }}
union all
{{ metric_rows('web_articles_general', 'web', where="importance = '一般'", department='department_id', account='site') }}
union all
{{ metric_rows('web_articles_timed', 'web', where='event_at is not null and deadline_hours is not null',
    department='department_id', account='site') }}
union all
{{ metric_rows('web_articles_on_time', 'web',
    'sum(case when ' ~ within_hours(clock_start('event_at'), 'published_at', 'deadline_hours') ~ ' then 1 else 0 end)',
    'event_at is not null and deadline_hours is not null', department='department_id', account='site') }}
union all
{{ metric_rows('web_article_clicks', 'web', 'sum(clicks)', department='department_id', account='site',
    capped='is_capped or clicks is null', provisional=unsettled) }}
having count(clicks) > 0
union all
{{ metric_rows('article_words_edited', 'web', 'sum(words)', department='department_id', account='site',
    capped='words is null') }}
having count(words) > 0
union all
{{ metric_rows('wechat_articles_published', 'wechat_articles', account='account') }}
union all
{{ metric_rows('wechat_article_reads', 'wechat_articles', 'sum(reads)', account='account',
    capped="capped like '%reads%' or reads is null", provisional=unsettled) }}
having count(reads) > 0
union all
{{ metric_rows('wechat_menu_clicks', 'menu', 'sum(clicks)', account='account_id', capped='is_capped') }}
union all
{{ metric_rows('wechat_articles_contributed', 'contributions', department='department_id') }}
union all
{{ metric_rows('weibo_posts', 'posts', where="channel_id = 'weibo'", account='account_id') }}
union all
{{ metric_rows('weibo_reads', 'posts', 'sum(reads)', "channel_id = 'weibo'", account='account_id',
    capped="capped like '%reads%' or reads is null", as_of='reads_as_of',
    provisional='reads_as_of < ' ~ settled_on) }}
having count(reads) > 0
union all
{{ metric_rows('weibo_interactions', 'posts', 'sum(likes + comments + shares)', "channel_id = 'weibo'",
    account='account_id', capped="capped <> '' or likes + comments + shares is null", as_of=interactions_as_of,
    provisional=interactions_as_of ~ ' < ' ~ settled_on) }}
having count(likes + comments + shares) > 0
union all
{{ metric_rows('qq_posts', 'posts', where="channel_id = 'qq'", account='account_id') }}
union all
{{ metric_rows('qq_reads', 'posts', 'sum(reads)', "channel_id = 'qq'", account='account_id',
    capped="capped like '%reads%' or reads is null", as_of='reads_as_of',
    provisional='reads_as_of < ' ~ settled_on) }}
having count(reads) > 0
union all
{{ metric_rows('short_videos_published', 'posts', where="parent_id = 'short_video'", account='account_id') }}
union all
{{ metric_rows('short_video_views', 'posts', 'sum(plays)', "parent_id = 'short_video'", account='account_id',
    capped="capped like '%plays%' or plays is null", as_of='plays_as_of',
    provisional='plays_as_of < ' ~ settled_on) }}
having count(plays) > 0
union all
{{ metric_rows('short_video_interactions', 'posts', 'sum(likes + comments + shares + coalesce(favourites, 0))',
    "parent_id = 'short_video'", account='account_id',
    capped="capped <> '' or likes + comments + shares is null", as_of=interactions_as_of,
    provisional=interactions_as_of ~ ' < ' ~ settled_on) }}
having count(likes + comments + shares) > 0
union all
{{ metric_rows('party_uploads', 'uploads', department='department_id') }}
union all
{{ metric_rows('party_uploads_timed', 'uploads', where='late_days is not null and upload_days is not null',
    department='department_id') }}
union all
{{ metric_rows('party_uploads_on_time', 'uploads', 'sum(case when late_days <= upload_days then 1 else 0 end)',
    'late_days is not null and upload_days is not null', department='department_id') }}
union all
{{ metric_rows('submissions_received', 'submissions', department='department_id') }}
union all
{{ metric_rows('articles_adopted', 'submissions', 'sum(case when is_adopted then 1 else 0 end)',
    where='is_adopted is not null', department='department_id') }}
union all
{{ metric_rows('submission_placements', 'placements', department='department_id') }}
union all
{{ metric_rows('training_classes_opened', 'classes', "count(distinct class_name || cast(opened_on as varchar))") }}
union all
{{ metric_rows('training_participants', 'classes', 'sum(participants)') }}
union all
select * from {{ ref('int_metric_values__traffic') }}
union all
select * from {{ ref('int_metric_values__registers') }}
