-- The exported windows a month's menu clicks are taken from: they start with the month and do not overlap.
with windows as (

    select distinct
        coalesce(menus.account_id, 'wechat') as account_id,
        menus.month,
        menus.period_start,
        menus.period_end,
        cutoffs.cutoff_on,
        months.month_start
    from {{ source('landing', 'wechat_menu') }} as menus
    inner join {{ ref('int_months') }} as months
        on menus.month = months.month and menus.period_end <= months.month_end
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on menus.month = cutoffs.month and cutoffs.channel_id = 'wechat'

),

-- As known now: the longest window from the first of the month, then each later one that begins after it.
longest as (

    select account_id, month, month_start, period_start, max(period_end) as period_end
    from windows
    group by account_id, month, month_start, period_start

),

chained as (

    select
        *,
        max(period_end) over (
            partition by account_id, month
            order by period_start
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from longest

),

current_windows as (

    select account_id, month, period_start, period_end
    from chained
    where covered_until is null or period_start > covered_until

),

-- As printed: one window from the first of the month, the longest up to the cut-off, else the shortest after it.
bulletin_windows as (

    select
        *,
        row_number() over (
            partition by account_id, month
            order by
                case when period_end <= cutoff_on then 0 else 1 end,
                case when period_end <= cutoff_on then period_end end desc nulls last,
                period_end
        ) as choice
    from windows
    where period_start = month_start

)

select 'current' as perspective, account_id, month, period_start, period_end
from current_windows
union all
select 'bulletin', account_id, month, period_start, period_end
from bulletin_windows
where choice = 1
