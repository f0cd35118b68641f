-- Calendar months from January of the first year with data to December of the last one.
with seen as (

    {% for landed in [
        'web_traffic_day', 'web_traffic_month', 'wechat_follower_day', 'wechat_read_day', 'wechat_share_day',
        'wechat_follower_source_day', 'wechat_menu', 'wechat_article_audience', 'wechat_regular_reader',
        'wechat_regular_audience', 'social_post', 'account_day', 'party_upload', 'party_task', 'submission',
        'wechat_contribution', 'training_class', 'media_item'
    ] -%}
        select month from {{ source('landing', landed) }}
        union
    {% endfor -%}
    select month from {{ ref('stg_website__articles') }}
    union
    select month from {{ ref('int_wechat_article_sources') }}
    union
    -- A deadline may lie ahead; a month is in the data when something was fulfilled in it.
    select month from {{ ref('stg_registers__entries') }} where due_on is null
    union
    select month from {{ ref('stg_registers__published_figures') }}
    union
    -- A ledger that is complete for a year speaks about its quiet months too.
    select {{ month_of('starts_on') }} from {{ ref('int_complete_ledgers') }}
    union
    select {{ month_of('ends_on') }} from {{ ref('int_complete_ledgers') }}

),

bounds as (

    select min(month) as first_month, max(month) as last_month from seen where month is not null

),

spine as (

    {{ month_spine(
        "(select cast(substr(first_month, 1, 4) || '-01-01' as date) from bounds)",
        "(select cast(substr(last_month, 1, 4) || '-12-01' as date) from bounds)") }}

)

select
    {{ month_of('spine.month_start') }} as month,
    {{ month_index(month_of('spine.month_start')) }} as month_index,
    spine.month_start,
    {{ month_end(month_of('spine.month_start')) }} as month_end,
    {{ month_of('spine.month_start') }} between bounds.first_month and bounds.last_month as is_in_data
from spine
cross join bounds
where spine.month_start is not null
