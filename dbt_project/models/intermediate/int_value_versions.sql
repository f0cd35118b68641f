-- What every landed version of a row said, for the metrics whose rows settle month by month; what accounts measure
-- day by day has its versions in int_daily_values.
with web as (

    select
        *,
        'account' as scope,
        site as scope_id,
        site as export_of,
        concat_ws('|', site, item_id) as item_key,
        concat_ws('|', site, item_id, column_name) as version_key
    from {{ ref('int_web_articles__versions') }}

),

wechat as (

    select
        *,
        'account' as scope,
        account as scope_id,
        account as export_of,
        concat_ws('|', account, item_id) as version_key
    from {{ ref('int_wechat_articles__versions') }}

),

traffic as (

    select
        *,
        'account' as scope,
        site_id as scope_id,
        site_id as export_of,
        concat_ws('|', site_id, date, section) as version_key
    from {{ ref('stg_website__traffic_days') }}

),

-- Entries of the windows the month is taken from today.
menu as (

    select
        menus.*,
        'account' as scope,
        menus.account as scope_id,
        menus.account as export_of,
        concat_ws('|', menus.account, menus.period_start, menus.period_end, menus.level1, menus.level2) as version_key
    from (select *, coalesce(account_id, 'wechat') as account from {{ ref('stg_wechat__menu_windows') }}) as menus
    inner join {{ ref('int_menu_windows') }} as windows
        on
            menus.account = windows.account_id
            and menus.period_start = windows.period_start
            and menus.period_end = windows.period_end
            and windows.perspective = 'current'

),

-- A column that an export has not takes nothing back: a version tells what was known when it had come.
post_versions as (

    select
        post_id,
        channel_id,
        account_id,
        month,
        is_withdrawn,
        as_of,
        is_superseded,
        source_file,
        source_row,
        {% for count in social_counts() %}
        last_value({{ count }} ignore nulls) over (
            partition by channel_id, account_id, post_id
            order by as_of, is_superseded desc, source_file, source_row
            rows between unbounded preceding and current row
        ) as {{ count }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_social_posts__versions') }}

),

posts as (

    select
        posts.*,
        channels.parent_id,
        posts.likes + posts.comments + posts.shares as interactions,
        'account' as scope,
        posts.account_id as scope_id,
        posts.account_id as export_of,
        concat_ws('|', posts.channel_id, posts.account_id, posts.post_id) as version_key
    from post_versions as posts
    left join {{ ref('channel') }} as channels on posts.channel_id = channels.channel_id

),

-- One meeting reported under two types is one record.
uploads as (

    select
        *,
        not in_current as is_superseded,
        'department' as scope,
        coalesce(department_id, 'unrecognised') as scope_id,
        system as export_of,
        concat_ws('|', system, org_name, item_id) as item_key,
        concat_ws('|', system, org_name, item_id, activity_type_text) as version_key
    from {{ ref('int_party_uploads') }}

),

submissions as (

    select
        *,
        not in_current as is_superseded,
        'department' as scope,
        department_id as scope_id,
        'submissions' as export_of,
        submission_id as version_key
    from {{ ref('int_submissions') }}

),

contributions as (

    select
        *,
        not in_current as is_superseded,
        'department' as scope,
        department_id as scope_id,
        'wechat_contributions' as export_of,
        contribution_id as version_key
    from {{ ref('int_wechat_contributions') }}

),

classes as (

    select
        *,
        'institution' as scope,
        'institution' as scope_id,
        'training_classes' as export_of,
        concat_ws('|', class_name, opened_on) as item_key,
        concat_ws('|', class_name, opened_on, cohort) as version_key
    from {{ ref('stg_registers__training_classes') }}

)

{{ value_versions('web_articles_published', 'web', if_standing('1'), item='item_key') }}
union all
{{ value_versions('web_article_clicks', 'web', if_standing('clicks'), item='item_key') }}
union all
{{ value_versions('article_words_edited', 'web', if_standing('words'), item='item_key') }}
union all
{{ value_versions('web_page_views', 'traffic', 'page_views') }}
union all
{{ value_versions('wechat_articles_published', 'wechat') }}
union all
{{ value_versions('wechat_article_reads', 'wechat', 'reads') }}
union all
{{ value_versions('wechat_menu_clicks', 'menu', 'clicks') }}
union all
{{ value_versions('weibo_posts', 'posts', if_standing('1'), "channel_id = 'weibo'") }}
union all
{{ value_versions('weibo_reads', 'posts', if_standing('reads'), "channel_id = 'weibo'") }}
union all
{{ value_versions('weibo_interactions', 'posts', if_standing('interactions'), "channel_id = 'weibo'") }}
union all
{{ value_versions('qq_posts', 'posts', if_standing('1'), "channel_id = 'qq'") }}
union all
{{ value_versions('qq_reads', 'posts', if_standing('reads'), "channel_id = 'qq'") }}
union all
{{ value_versions('short_videos_published', 'posts', if_standing('1'), "parent_id = 'short_video'") }}
union all
{{ value_versions('short_video_views', 'posts', if_standing('plays'), "parent_id = 'short_video'") }}
union all
{{ value_versions('short_video_interactions', 'posts', if_standing('interactions + coalesce(favourites, 0)'),
    "parent_id = 'short_video'") }}
union all
{{ value_versions('party_uploads', 'uploads', 'case when is_counted then 1 else 0 end', item='item_key') }}
union all
{{ value_versions('submissions_received', 'submissions') }}
union all
{{ value_versions('articles_adopted', 'submissions', 'case when is_adopted then 1 when not is_adopted then 0 end') }}
union all
{{ value_versions('wechat_articles_contributed', 'contributions') }}
union all
{{ value_versions('training_classes_opened', 'classes', item='item_key') }}
union all
{{ value_versions('training_participants', 'classes', 'participants') }}
