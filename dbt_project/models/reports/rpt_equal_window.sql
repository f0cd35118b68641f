-- A month known from its first day to day n only, against the same n days of the month before and of the year before.
with metrics as (

    select * from {{ ref('dim_metric') }} where additivity = 'additive'

),

months as (

    select * from {{ ref('dim_month') }}

),

days as (

    select
        figures.account_id,
        figures.channel_id,
        figures.metric_id,
        months.month_index,
        {{ days_inclusive('months.month_start', 'figures.date') }} as day,
        figures.value
    from {{ ref('fct_account_metric_daily') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id
    inner join months on figures.month = months.month

),

scoped as (

    select 'institution' as scope, 'institution' as scope_id, days.* from days
    union all
    select 'channel', channel_id, days.* from days
    union all
    select 'account', account_id, days.* from days

),

numbered as (

    select
        *,
        row_number() over (partition by scope, scope_id, metric_id, account_id, month_index order by day) as day_no
    from scoped

),

-- How far each account is known without a gap; the scope is known as far as the least known of its accounts.
reached as (

    select
        scope,
        scope_id,
        metric_id,
        month_index,
        account_id,
        max(case when day = day_no then day else 0 end) as days_known
    from numbered
    group by scope, scope_id, metric_id, month_index, account_id

),

windows as (

    select
        reached.scope,
        reached.scope_id,
        reached.metric_id,
        reached.month_index,
        months.month,
        min(reached.days_known) as days_known,
        cast(count(*) as integer) as accounts
    from reached
    inner join months on reached.month_index = months.month_index
    group by reached.scope, reached.scope_id, reached.metric_id, reached.month_index, months.month, months.days
    having min(reached.days_known) between 1 and months.days - 1

),

-- The same days of three months, each with how many of them are known.
sums as (

    select
        windows.scope,
        windows.scope_id,
        windows.metric_id,
        windows.month_index,
        windows.month_index - scoped.month_index as months_ago,
        sum(scoped.value) as value,
        count(scoped.value) = max(windows.days_known * windows.accounts)
        and count(distinct scoped.account_id) = max(windows.accounts) as is_complete
    from windows
    inner join scoped
        on
            windows.scope = scoped.scope
            and windows.scope_id = scoped.scope_id
            and windows.metric_id = scoped.metric_id
            and windows.month_index - scoped.month_index in (0, 1, 12)
            and scoped.day <= windows.days_known
    group by windows.scope, windows.scope_id, windows.metric_id, windows.month_index, windows.month_index - scoped.month_index

),

rated as (

    select *, 'measured' as status, false as is_capped from sums

),

paired as (

    select
        windows.scope,
        windows.scope_id,
        windows.metric_id,
        windows.month,
        windows.days_known,
        now.value,
        before.value as previous_value,
        last_year.value as last_year_value,
        {{ comparison_reason('now', 'before') }} as reason,
        {{ comparison_reason('now', 'last_year') }} as yoy_reason
    from windows
    inner join rated as now
        on
            windows.scope = now.scope
            and windows.scope_id = now.scope_id
            and windows.metric_id = now.metric_id
            and windows.month_index = now.month_index
            and now.months_ago = 0
    left join rated as before
        on
            now.scope = before.scope
            and now.scope_id = before.scope_id
            and now.metric_id = before.metric_id
            and now.month_index = before.month_index
            and before.months_ago = 1
    left join rated as last_year
        on
            now.scope = last_year.scope
            and now.scope_id = last_year.scope_id
            and now.metric_id = last_year.metric_id
            and now.month_index = last_year.month_index
            and last_year.months_ago = 12

)

select
    scope,
    scope_id,
    metric_id,
    month,
    cast(days_known as integer) as days,
    value,
    previous_value,
    case when {{ is_subtractable('reason') }} then {{ change('value', 'previous_value') }} end as mom_change,
    case when reason is null then {{ change_pct('value', 'previous_value') }} end as mom_pct,
    last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('value', 'last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('value', 'last_year_value') }} end as yoy_pct,
    reason is null as is_comparable,
    reason,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason
from paired
order by scope, scope_id, metric_id, month
