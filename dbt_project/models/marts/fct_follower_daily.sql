with days as (

    select * from {{ ref('int_daily_values') }} where {{ known_now() }}

),

wechat as (

    select
        account_id,
        'wechat' as channel_id,
        date,
        month,
        max(case when metric_id = 'wechat_followers_new' then value end) as followers_new,
        max(case when metric_id = 'wechat_followers_cancelled' then value end) as followers_cancelled,
        max(case when metric_id = 'wechat_followers_net' then value end) as followers_net,
        max(case when metric_id = 'wechat_followers_cumulative' then value end) as followers_total,
        max(as_of) as as_of,
        min(file_id) as source_file_id,
        min(source_row) as source_row
    from days
    where metric_id in (
        'wechat_followers_new', 'wechat_followers_cancelled', 'wechat_followers_net', 'wechat_followers_cumulative'
    )
    group by account_id, date, month

),

social as (

    select
        account_id,
        channel_id,
        date,
        month,
        cast(null as double) as followers_new,
        max(case when metric_id = channel_id || '_followers_cancelled' then value end) as followers_cancelled,
        max(case when metric_id = channel_id || '_followers_net' then value end) as followers_net,
        max(case when metric_id = channel_id || '_followers_cumulative' then value end) as followers_total,
        max(as_of) as as_of,
        min(file_id) as source_file_id,
        min(source_row) as source_row
    from days
    where metric_id in (
        channel_id || '_followers_cancelled', channel_id || '_followers_net', channel_id || '_followers_cumulative'
    ) and channel_id <> 'wechat'
    group by account_id, channel_id, date, month

),

everything as (

    select * from wechat
    union all
    select * from social

)

select
    account_id,
    channel_id,
    date,
    month,
    cast(followers_new as bigint) as followers_new,
    cast(followers_cancelled as bigint) as followers_cancelled,
    cast(followers_net as bigint) as followers_net,
    cast(followers_total as bigint) as followers_total,
    as_of,
    source_file_id,
    source_row
from everything
