-- Month x dataset x account: how many days of the month the exports speak about.
with months as (

    select * from {{ ref('int_months') }} where is_in_data

),

day_rows as (

    select 'wechat_follower_day' as dataset, account_id, month, date
    from {{ ref('int_daily_values') }}
    where
        metric_id in (
            'wechat_followers_new', 'wechat_followers_cancelled', 'wechat_followers_net', 'wechat_followers_cumulative'
        )
    union
    select 'wechat_read_day', coalesce(account_id, 'wechat'), month, date from {{ source('landing', 'wechat_read_day') }}
    union
    select 'wechat_share_day', coalesce(account_id, 'wechat'), month, date from {{ source('landing', 'wechat_share_day') }}
    union
    select 'account_day', coalesce(account_id, channel_id), month, date from {{ source('landing', 'account_day') }}
    union
    select 'web_traffic_day', site_id, month, date from {{ source('landing', 'web_traffic_day') }}

),

daily_coverage as (

    select
        dataset,
        account_id,
        month,
        cast(count(*) as integer) as days_covered,
        -- The columns of one file of days have gaps of their own: int_metric_coverage looks at each.
        cast(null as integer) as days_from_first,
        max(date) as as_of,
        false as is_end_assumed
    from day_rows
    group by dataset, account_id, month

),

window_coverage as (

    select
        'wechat_menu' as dataset,
        account_id,
        month,
        cast(sum({{ days_inclusive('period_start', 'period_end') }}) as integer) as days_covered,
        null as days_from_first,
        max(period_end) as as_of,
        false as is_end_assumed
    from {{ ref('int_menu_windows') }}
    where {{ known_now() }}
    group by account_id, month

),

covered as (

    select * from {{ ref('int_coverage__lists') }}
    union all
    select * from {{ ref('int_coverage__states') }}
    union all
    select * from daily_coverage
    union all
    select * from window_coverage

),

-- A dataset is expected from the first export on, or from the day its account was opened.
started as (

    select
        covered.dataset,
        covered.account_id,
        min(covered.month) as first_month,
        max(case when accounts.valid_from > date '1900-01-01' then {{ month_of('accounts.valid_from') }} end) as opened_month,
        max(case when accounts.valid_to < date '9999-12-31' then {{ month_of('accounts.valid_to') }} end) as closed_month
    from covered
    left join {{ ref('int_accounts') }} as accounts on covered.account_id = accounts.account_id
    group by covered.dataset, covered.account_id

),

framed as (

    select
        months.month,
        months.month_start,
        months.month_end,
        started.dataset,
        started.account_id,
        least(coalesce(started.opened_month, started.first_month), started.first_month) as start_month,
        datasets.is_expected_monthly
    from months
    cross join started
    inner join {{ ref('dataset') }} as datasets on started.dataset = datasets.dataset
    where started.closed_month is null or months.month <= started.closed_month

)

select
    framed.month,
    framed.dataset,
    framed.account_id,
    case
        when framed.month < framed.start_month then 'not_started'
        when covered.days_covered is null then 'missing'
        when covered.days_covered < {{ days_inclusive('framed.month_start', 'framed.month_end') }} then 'partial'
        else 'full'
    end as status,
    {{ days_inclusive('framed.month_start', 'framed.month_end') }} as days_expected,
    coalesce(covered.days_covered, 0) as days_covered,
    covered.days_from_first,
    covered.as_of,
    coalesce(covered.is_end_assumed, false) as is_end_assumed
from framed
left join covered
    on
        framed.month = covered.month
        and framed.dataset = covered.dataset
        and framed.account_id is not distinct from covered.account_id
where framed.is_expected_monthly or covered.month is not null
