-- What every landed version of a row said, for the metrics whose rows settle month by month; what accounts measure
-- day by day has its versions in int_daily_values. Only months that came in an edition after the one that settled them
-- can have changed, so only their rows are here. What is no sum of rows (shares, stocks, stories of the press) is told by
-- what was published before.
{%- set relations = ['web', 'wechat', 'traffic', 'menu', 'posts', 'uploads', 'submissions', 'contributions', 'classes',
    'media', 'entries'] %}

with web as (

    select
        *,
        'account' as scope,
        site as scope_id,
        site as export_of,
        as_of as edition_on,
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
        as_of as edition_on,
        concat_ws('|', account, item_id) as version_key
    from {{ ref('int_wechat_articles__versions') }}

),

traffic as (

    select
        *,
        'account' as scope,
        site_id as scope_id,
        site_id as export_of,
        as_of as edition_on,
        concat_ws('|', site_id, date, section) as version_key
    from {{ source('landing', 'web_traffic_day') }}

),

-- Entries of the windows the month is taken from today.
menu as (

    select
        menus.*,
        'account' as scope,
        menus.account as scope_id,
        menus.account as export_of,
        menus.as_of as edition_on,
        concat_ws('|', menus.account, menus.period_start, menus.period_end, menus.level1, menus.level2) as version_key
    from (select *, coalesce(account_id, 'wechat') as account from {{ source('landing', 'wechat_menu') }}) as menus
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
        {{ last_known(count) }} over (
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
        posts.as_of as edition_on,
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
        {{ edition_of_list() }} as edition_on,
        concat_ws('|', system, org_name, item_id) as item_key,
        concat_ws('|', system, org_name, item_id, activity_type_text) as version_key
    from {{ ref('int_party_uploads') }}

),

submissions as (

    select
        versions.*,
        not versions.in_current as is_superseded,
        'department' as scope,
        versions.department_id as scope_id,
        'submissions' as export_of,
        {{ edition_of_ledger('versions.as_of') }} as edition_on,
        versions.submission_id as version_key,
        coalesce(placed.placements, 0) as placements
    from {{ ref('int_submissions') }} as versions
    left join (
        select platforms, count(*) as placements from {{ ref('int_platforms_written') }} group by platforms
    ) as placed
        on versions.platforms = placed.platforms

),

contributions as (

    select
        *,
        not in_current as is_superseded,
        'department' as scope,
        department_id as scope_id,
        'wechat_contributions' as export_of,
        {{ edition_of_ledger() }} as edition_on,
        contribution_id as version_key
    from {{ ref('int_wechat_contributions') }}

),

classes as (

    select
        *,
        'institution' as scope,
        'institution' as scope_id,
        'training_classes' as export_of,
        {{ edition_of_ledger() }} as edition_on,
        concat_ws('|', class_name, opened_on) as item_key,
        concat_ws('|', class_name, opened_on, cohort) as version_key
    from {{ source('landing', 'training_class') }}

),

-- A version belongs to the unit its item belongs to today.
media as (

    select
        *,
        case when level_source <> 'unknown' then level end as known_level,
        max(case when not is_superseded then department_id end) over (partition by item_id) as current_department_id,
        register_id as export_of,
        {{ edition_of_ledger() }} as edition_on,
        item_id as version_key
    from {{ ref('int_media_items__versions') }}
    where left_out is null

),

-- A joint event is one thing of the unit it counts for, however many rows tell of it. A quantity in another unit than
-- the metric's added nothing.
entries as (

    select
        figures.*,
        case when figures.left_out = 'unit' then 0 else figures.numerator end as added,
        coalesce(figures.event_id, figures.entry_id) as item_key,
        figures.metric_id || '|' || figures.entry_id as version_key,
        max(case when figures.left_out is null and not figures.is_superseded then figures.department_id end) over (
            partition by figures.metric_id, coalesce(figures.event_id, figures.entry_id)
        ) as current_department_id,
        figures.register_id as export_of,
        {{ edition_of_ledger('figures.as_of') }} as edition_on
    from {{ ref('int_register_figures__versions') }} as figures
    inner join {{ ref('metric') }} as metrics
        on figures.metric_id = metrics.metric_id and metrics.additivity = 'additive'
    where figures.left_out is null or figures.left_out in ('event', 'unit')

),

editions as (
    {% for relation in relations %}
    select distinct '{{ relation }}' as export_kind, export_of, month, edition_on from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

arrivals as (

    select export_kind, export_of, month, min(edition_on) as first_on, max(edition_on) as last_on
    from editions
    group by export_kind, export_of, month
    having min(edition_on) < max(edition_on)

),

-- A month is settled by the first edition that reaches its end, once anything is known of it: a list at the end of the
-- month, what grows by itself some days later.
settled as (

    select
        arrivals.export_kind,
        arrivals.export_of,
        arrivals.month,
        min(case when editions.edition_on >= {{ month_end('arrivals.month') }} then editions.edition_on end) as listed_on,
        min(case
            when editions.edition_on >= {{ add_days(month_end('arrivals.month'), var('settling_days')) }}
                then editions.edition_on
        end) as counted_on
    from arrivals
    inner join editions
        on
            arrivals.export_kind = editions.export_kind
            and arrivals.export_of = editions.export_of
            and editions.edition_on >= arrivals.first_on
            and editions.edition_on < arrivals.last_on
    group by arrivals.export_kind, arrivals.export_of, arrivals.month

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
{{ value_versions('wechat_article_readers', 'wechat', 'readers') }}
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
{{ value_versions('xiaohongshu_notes', 'posts', if_standing('1'), "channel_id = 'xiaohongshu'") }}
union all
{{ value_versions('xiaohongshu_views', 'posts', if_standing('reads'), "channel_id = 'xiaohongshu'") }}
union all
{{ value_versions('xiaohongshu_interactions', 'posts', if_standing('interactions + coalesce(favourites, 0)'),
    "channel_id = 'xiaohongshu'") }}
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
{{ value_versions('submission_placements', 'submissions', 'placements') }}
union all
{{ value_versions('articles_adopted', 'submissions', 'case when is_adopted then 1 when not is_adopted then 0 end') }}
union all
{{ value_versions('wechat_articles_contributed', 'contributions') }}
union all
{{ value_versions('training_classes_opened', 'classes', item='item_key') }}
union all
{{ value_versions('training_participants', 'classes', 'participants') }}
union all
{{ value_versions('external_media_items', 'media', 'quantity', "register_id <> 'register_xuexi'",
    department='current_department_id') }}
union all
{{ value_versions('external_media_items_city_up', 'media',
    'case when ' ~ matches('known_level', '国家|中央|省|市') ~ ' then quantity when known_level is not null then 0 end',
    "register_id <> 'register_xuexi'", department='null') }}
union all
{{ value_versions('external_media_views', 'media', 'views', "register_id <> 'register_xuexi'",
    department='current_department_id') }}
union all
{{ value_versions('xuexi_adoptions', 'media', 'quantity', "register_id = 'register_xuexi'",
    department='current_department_id') }}
union all
{{ value_versions(none, 'entries', 'added', department='current_department_id', item='item_key') }}
