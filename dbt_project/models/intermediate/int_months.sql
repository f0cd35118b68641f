-- Calendar months from January of the first year with data to December of the last one.
with seen as (

    select month from {{ ref('stg_website__articles') }}
    union
    select month from {{ source('landing', 'web_traffic_day') }}
    union
    select month from {{ source('landing', 'wechat_follower_day') }}
    union
    select month from {{ source('landing', 'wechat_read_day') }}
    union
    select month from {{ source('landing', 'wechat_share_day') }}
    union
    select month from {{ ref('int_wechat_article_sources') }}
    union
    select month from {{ source('landing', 'wechat_follower_source_day') }}
    union
    select month from {{ source('landing', 'wechat_menu') }}
    union
    select month from {{ source('landing', 'social_post') }}
    union
    select month from {{ source('landing', 'account_day') }}
    union
    select month from {{ source('landing', 'party_upload') }}
    union
    select month from {{ source('landing', 'submission') }}
    union
    select month from {{ source('landing', 'wechat_contribution') }}
    union
    select month from {{ source('landing', 'training_class') }}
    union
    select month from {{ source('landing', 'media_item') }}
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
