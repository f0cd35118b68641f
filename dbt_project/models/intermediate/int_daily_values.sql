-- Account x day x metric in long form, every landed version. A day without a known value has no row.
with follower_days as (

    select * from {{ source('landing', 'wechat_follower_day') }}

),

reads_of_all as (

    select * from {{ source('landing', 'wechat_read_day') }} where scene = '全部'

),

traffic_days as (

    -- Sections of a site share no page view, so a site's views are their sum; visitors are not.
    select
        site_id,
        date,
        month,
        sum(page_views) as page_views,
        '' as capped,
        as_of,
        is_superseded,
        file_id,
        min(source_file) as source_file,
        min(source_sheet) as source_sheet,
        min(source_row) as source_row
    from {{ source('landing', 'web_traffic_day') }}
    group by site_id, date, month, as_of, is_superseded, file_id

),

account_days as (

    select days.*, metrics.metric_id as canonical_metric_id
    from {{ source('landing', 'account_day') }} as days
    left join {{ ref('account_day_metric') }} as metrics
        on days.channel_id = metrics.channel_id and days.metric_id = metrics.daily_metric_id

),

-- An account that is known by the API alone: what the export of 用户增长 does not tell of a day. Sources of one day are
-- people who came by different ways, so they add up.
source_days as (

    select
        sources.account_id,
        sources.date,
        sources.month,
        sum(sources.followers_new) as followers_new,
        sum(sources.followers_cancelled) as followers_cancelled,
        sum(sources.followers_new) - sum(sources.followers_cancelled) as followers_net,
        '' as capped,
        sources.as_of,
        sources.is_superseded,
        sources.file_id,
        min(sources.source_file) as source_file,
        min(sources.source_sheet) as source_sheet,
        min(sources.source_row) as source_row
    from {{ source('landing', 'wechat_follower_source_day') }} as sources
    where not exists (
        select 1
        from follower_days as exported
        where exported.account_id is not distinct from sources.account_id and exported.date = sources.date
    )
    group by
        sources.account_id, sources.date, sources.month, sources.as_of, sources.is_superseded, sources.file_id

),

api_levels as (

    select *
    from account_days as levels
    where
        levels.canonical_metric_id = 'wechat_followers_cumulative_api'
        and not exists (
            select 1
            from follower_days as exported
            where exported.account_id is not distinct from levels.account_id and exported.date = levels.date
        )

),

long as (

    {%- set followers = [('wechat_followers_new', 'followers_new'), ('wechat_followers_cancelled', 'followers_cancelled'),
        ('wechat_followers_net', 'followers_net')] %}
    {%- set of_account = "coalesce(account_id, 'wechat')" %}
    {%- for relation, channel, account, figures in [
        ('follower_days', "'wechat'", of_account, followers + [('wechat_followers_cumulative', 'followers_total')]),
        ('reads_of_all', "'wechat'", of_account, [('wechat_reads', 'reads'), ('wechat_readers', 'readers')]),
        ('source_days', "'wechat'", of_account, followers),
        ('api_levels', "'wechat'", of_account, [('wechat_followers_cumulative', 'value')]),
        ('traffic_days', "'website'", 'site_id', [('web_page_views', 'page_views')]),
        ('account_days', 'channel_id', 'coalesce(account_id, channel_id)', [(none, 'value')]),
    ] -%}
    {%- set sections = loop %}
    {%- for metric, column in figures %}
    select
        {{ "'" ~ metric ~ "'" if metric else "coalesce(canonical_metric_id, channel_id || '_' || metric_id || '_daily')" }}
            as metric_id,
        {{ channel }} as channel_id,
        {{ account }} as account_id,
        date,
        month,
        cast({{ column }} as double) as value,
        as_of,
        capped like '%{{ column }}%' as is_capped,
        is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from {{ relation }}
    {{ 'union all' if not (loop.last and sections.last) }}
    {%- endfor %}
    {%- endfor %}

),

given as {{ once() }}(

    select * from long where value is not null

)

{{ with_versions('given', ['metric_id', 'account_id', 'date'], 'date', 'landed.channel_id') }}
