-- The exported windows a month's menu clicks are taken from: they lie in the month and do not overlap. Which they are
-- changes with every window that ends; where none has ended with the cut-off, the bulletin takes the first to end.
with windows as (

    select distinct
        coalesce(menus.account_id, 'wechat') as account_id,
        menus.month,
        menus.period_start,
        menus.period_end
    from {{ source('landing', 'wechat_menu') }} as menus
    inner join {{ ref('int_months') }} as months
        on menus.month = months.month and menus.period_end <= months.month_end

),

days as (

    select
        account_id,
        month,
        period_end as known_from,
        lead(period_end) over (partition by account_id, month order by period_end) as known_to,
        min(period_end) over (partition by account_id, month) as first_known_on
    from (select distinct account_id, month, period_end from windows) as ends

),

-- The longest window of those that begin together, then each later one that begins after it: windows that tile add up.
longest as (

    select
        days.account_id,
        days.month,
        days.known_from,
        days.known_to,
        days.first_known_on,
        windows.period_start,
        max(windows.period_end) as period_end
    from days
    inner join windows
        on days.account_id = windows.account_id and days.month = windows.month and windows.period_end <= days.known_from
    group by days.account_id, days.month, days.known_from, days.known_to, days.first_known_on, windows.period_start

),

chained as (

    select
        *,
        max(period_end) over (
            partition by account_id, month, known_from
            order by period_start
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from longest

)

select
    chained.account_id,
    chained.month,
    chained.period_start,
    chained.period_end,
    chained.known_from,
    chained.known_to,
    greatest(cutoffs.cutoff_on, chained.first_known_on) as bulletin_on
from chained
inner join {{ ref('int_cutoffs') }} as cutoffs on chained.month = cutoffs.month and cutoffs.channel_id = 'wechat'
where chained.covered_until is null or chained.period_start > chained.covered_until
