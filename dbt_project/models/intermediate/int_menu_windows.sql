-- The exported windows a month's menu clicks are taken from: they lie in the month and do not overlap.
with windows as (

    select distinct
        coalesce(menus.account_id, 'wechat') as account_id,
        menus.month,
        menus.period_start,
        menus.period_end,
        cutoffs.cutoff_on
    from {{ source('landing', 'wechat_menu') }} as menus
    inner join {{ ref('int_months') }} as months
        on menus.month = months.month and menus.period_end <= months.month_end
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on menus.month = cutoffs.month and cutoffs.channel_id = 'wechat'

),

-- As printed only what ends with the cut-off; where no window does, the shortest one after it.
perspectives as (

    select 'current' as perspective, windows.* from windows
    union all
    select 'bulletin', windows.* from windows where period_end <= cutoff_on
    union all
    select 'bulletin', account_id, month, period_start, period_end, cutoff_on
    from (
        select *, row_number() over (partition by account_id, month order by period_end, period_start) as choice
        from windows
        where not exists (
            select 1
            from windows as in_time
            where
                windows.account_id = in_time.account_id
                and windows.month = in_time.month
                and in_time.period_end <= in_time.cutoff_on
        )
    ) as later
    where choice = 1

),

-- The longest window of those that begin together, then each later one that begins after it: windows that tile add up.
longest as (

    select perspective, account_id, month, period_start, max(period_end) as period_end
    from perspectives
    group by perspective, account_id, month, period_start

),

chained as (

    select
        *,
        max(period_end) over (
            partition by perspective, account_id, month
            order by period_start
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from longest

)

select perspective, account_id, month, period_start, period_end
from chained
where covered_until is null or period_start > covered_until
