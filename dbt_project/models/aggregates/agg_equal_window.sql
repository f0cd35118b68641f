-- A month known from its first day to day n only, and the same n days of the month before and of the year before: their
-- sums in each scope.
with metrics as (

    select * from {{ ref('dim_metric') }} where additivity = 'additive'

),

months as (

    select * from {{ ref('dim_month') }}

),

days as (

    select metric_id, date, channel_id, account_id, cast(null as string) as department_id, value
    from {{ ref('fct_account_metric_daily') }}
    union all
    select metric_id, date, channel_id, account_id, department_id, value
    from {{ ref('fct_metric_day') }}

),

figures as (

    select figures.*, months.month_index
    from {{ ref('fct_metric_month') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id
    inner join months on figures.month = months.month
    where
        figures.source_kind is distinct from 'printed'
        and figures.status not in ('not_started', 'retired')
        and figures.metric_id in (select metric_id from days)

),

-- How far each account, or a ledger as a whole, is known without a gap. The zeros of departments repeat the latter.
reached as (

    select metric_id, month_index, account_id, channel_id, max(days_from_first) as days_known
    from figures
    where account_id is not null
    group by metric_id, month_index, account_id, channel_id
    union all
    select metric_id, month_index, null, channel_id, max(days_from_first)
    from figures
    group by metric_id, month_index, channel_id
    having count(account_id) = 0

),

-- A scope is known as far as the least known of its accounts; a department may publish on any of them.
known as (

    {% for scope, scope_id in [('institution', "'institution'"), ('channel', 'channel_id'), ('account', 'account_id')] %}
    select
        '{{ scope }}' as scope,
        {{ scope_id }} as scope_id,
        metric_id,
        month_index,
        min(days_known) as days_known,
        {{ join_texts("coalesce(account_id, '')", ' ', 'account_id') }} as accounts
    from reached
    {%- if scope != 'institution' %}
    where account_id is not null
    {%- endif %}
    group by {{ scope_id }}, metric_id, month_index
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

windows as (

    select known.*, months.month
    from known
    inner join months on known.month_index = months.month_index
    where known.days_known between 1 and months.days - 1

),

-- The same days of three months: whether as many accounts are known for as many days.
bases as (

    select
        windows.scope,
        windows.scope_id,
        windows.metric_id,
        windows.month,
        windows.month_index,
        windows.days_known,
        known.month_index as base_index,
        known.days_known >= windows.days_known as is_complete,
        known.accounts <> windows.accounts as has_other_parts
    from windows
    inner join known
        on
            windows.scope = known.scope
            and windows.scope_id = known.scope_id
            and windows.metric_id = known.metric_id
            and windows.month_index - known.month_index in (0, 1, 12)

),

departments as (

    select distinct 'department' as scope, department_id as scope_id, metric_id, month_index
    from figures
    where department_id is not null
    union
    select 'department_now', succession.department_now_id, figures.metric_id, figures.month_index
    from figures
    inner join {{ ref('bridge_department_succession') }} as succession
        on figures.department_id = succession.department_id

),

subjects as (

    select * from bases
    union all
    select
        departments.scope,
        departments.scope_id,
        bases.metric_id,
        bases.month,
        bases.month_index,
        bases.days_known,
        bases.base_index,
        bases.is_complete,
        bases.has_other_parts
    from bases
    inner join departments
        on
            bases.scope = 'institution'
            and bases.metric_id = departments.metric_id
            and bases.month_index = departments.month_index

),

needed_days as (

    select
        days.*,
        needed.month_index,
        {{ days_inclusive('needed.month_start', 'days.date') }} as day
    from days
    inner join (
        select distinct bases.metric_id, months.month_index, months.month_start, months.month_end
        from bases
        inner join months on bases.base_index = months.month_index
    ) as needed
        on days.metric_id = needed.metric_id and days.date between needed.month_start and needed.month_end

),

scoped_days as (

    select 'institution' as scope, 'institution' as scope_id, metric_id, month_index, day, value from needed_days
    union all
    select 'channel', channel_id, metric_id, month_index, day, value from needed_days where account_id is not null
    union all
    select 'account', account_id, metric_id, month_index, day, value from needed_days where account_id is not null
    union all
    select 'department', department_id, metric_id, month_index, day, value from needed_days where department_id is not null
    union all
    select 'department_now', succession.department_now_id, days.metric_id, days.month_index, days.day, days.value
    from needed_days as days
    inner join {{ ref('bridge_department_succession') }} as succession on days.department_id = succession.department_id

)

select
    subjects.scope,
    subjects.scope_id,
    subjects.metric_id,
    subjects.month,
    subjects.month_index,
    subjects.days_known,
    subjects.month_index - subjects.base_index as months_ago,
    subjects.is_complete,
    subjects.has_other_parts,
    -- Where the days are known, no piece is a zero.
    coalesce({{ summed('scoped_days.value') }}, case when subjects.is_complete then 0 end) as value,
    'measured' as status,
    false as is_capped
from subjects
left join scoped_days
    on
        subjects.scope = scoped_days.scope
        and subjects.scope_id = scoped_days.scope_id
        and subjects.metric_id = scoped_days.metric_id
        and subjects.base_index = scoped_days.month_index
        and scoped_days.day <= subjects.days_known
group by
    subjects.scope, subjects.scope_id, subjects.metric_id, subjects.month, subjects.month_index, subjects.days_known,
    subjects.base_index, subjects.is_complete, subjects.has_other_parts
