-- Figures of the official account as the bulletin of the month knew them.
with days as (

    select
        by_day.*,
        by_day.date = max(by_day.date) over (partition by by_day.metric_id, by_day.month) as is_last
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('int_official_accounts') }} as accounts
        on by_day.account_id = accounts.account_id and by_day.month = accounts.month
    where by_day.in_bulletin and by_day.channel_id = 'wechat'

),

figures as (

    select
        metric_id,
        month,
        sum(case when metric_id <> 'wechat_followers_cumulative' or is_last then value end) as value,
        max(date) as as_of
    from days
    group by metric_id, month
    union all
    -- People of several days are not added up: what can be told of the month is their mean.
    select 'wechat_readers_daily_mean', month, avg(value), max(date)
    from days
    where metric_id = 'wechat_readers'
    group by month
    union all
    select
        'wechat_articles_published',
        articles.month,
        count(*),
        max(articles.published_on)
    from {{ ref('int_wechat_articles__versions') }} as articles
    inner join {{ ref('int_official_accounts') }} as accounts
        on articles.account = accounts.account_id and articles.month = accounts.month
    where articles.in_bulletin
    group by articles.month
    union all
    select
        'wechat_menu_clicks',
        menus.month,
        sum(menus.clicks),
        max(menus.period_end)
    from {{ ref('int_menu_clicks') }} as menus
    inner join {{ ref('int_official_accounts') }} as accounts
        on menus.account_id = accounts.account_id and menus.month = accounts.month
    where menus.perspective = 'bulletin'
    group by menus.month

)

select metric_id, month, cast(value as double) as value, as_of
from figures
