-- Every figure beside its comparisons: previous month, same month of last year, year to date, rank.
with months as (

    select * from {{ ref('dim_month') }}

),

measured as (

    select
        figures.month,
        figures.metric_id,
        figures.department_id,
        figures.channel_id,
        figures.account_id,
        figures.value,
        figures.status,
        figures.as_of,
        figures.days_covered,
        figures.days_expected,
        figures.is_complete,
        figures.is_capped,
        figures.is_provisional,
        figures.source_kind,
        figures.corrected_from is not null as is_corrected,
        -- Distinct people of two accounts are not the people of both.
        metrics.additivity = 'non'
        and count(figures.account_id) over (partition by figures.metric_id, figures.month) > 1 as is_apart
    from {{ ref('fct_metric_month') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id

),

-- Heads of each department on the last day of the month. Without one of the roster there is no sum of all.
heads as (

    select
        months.month,
        departments.department_id,
        departments.headcount,
        months.month_start,
        months.month_end,
        bool_or(departments.headcount is null) over (partition by months.month) as is_apart
    from months
    inner join {{ ref('dim_department') }} as departments
        on months.month_end between departments.valid_from and departments.valid_to
    where months.is_in_data and departments.in_roster

),

leaves as (

    select * from measured
    union all
    select
        month,
        'department_headcount',
        department_id,
        null,
        null,
        cast(headcount as double),
        'measured',
        month_end,
        {{ days_inclusive('month_start', 'month_end') }},
        {{ days_inclusive('month_start', 'month_end') }},
        true,
        false,
        false,
        'export',
        false,
        is_apart
    from heads
    where headcount is not null

),

metrics as (

    select * from {{ ref('dim_metric') }}

),

departments as (

    select department_id, max(in_roster) as in_roster from {{ ref('dim_department') }} group by department_id

),

-- The type of each department in each month: its last one, so that a department that ended in the month is not lost.
types as (

    select
        months.month,
        departments.department_id,
        departments.type,
        row_number() over (
            partition by months.month, departments.department_id
            order by departments.valid_from desc
        ) as choice
    from months
    inner join {{ ref('dim_department') }} as departments
        on departments.valid_from <= months.month_end and departments.valid_to >= months.month_start
    where months.is_in_data and departments.in_roster

),

-- One row of a figure belongs to several scopes. Printed figures of departments do not make up a total.
scoped as (

    select leaves.*, 'institution' as scope, 'institution' as scope_id
    from leaves
    where (source_kind is distinct from 'printed' or department_id is null) and not is_apart
    union all
    select leaves.*, 'channel', channel_id
    from leaves
    where account_id is not null and not is_apart
    union all
    select leaves.*, 'account', account_id
    from leaves
    where account_id is not null
    union all
    select leaves.*, 'department', department_id
    from leaves
    where department_id is not null
    union all
    select leaves.*, 'department_now', succession.department_now_id
    from leaves
    inner join {{ ref('bridge_department_succession') }} as succession on leaves.department_id = succession.department_id
    union all
    -- A department with all its units, as the hierarchy was at the end of the month; only where there are units.
    select leaves.*, 'department_tree', tree.ancestor_id
    from leaves
    inner join months on leaves.month = months.month
    inner join {{ ref('bridge_department_tree') }} as tree
        on
            leaves.department_id = tree.department_id
            and months.month_end between tree.valid_from and tree.valid_to
    where tree.ancestor_id in (select ancestor_id from {{ ref('bridge_department_tree') }} where depth > 0)
    union all
    select leaves.*, 'department_type', types.type
    from leaves
    inner join types
        on leaves.department_id = types.department_id and leaves.month = types.month and types.choice = 1
    where types.type is not null and not leaves.is_apart

),

-- Whether all accounts that should have reported did so; a department may publish on any of them.
whole as (

    select metric_id, month, bool_and(is_complete or status = 'not_started') as is_complete
    from leaves
    where source_kind is distinct from 'printed' and account_id is not null
    group by metric_id, month

),

totals as (

    select
        scoped.scope,
        scoped.scope_id,
        case when scoped.scope in ('channel', 'account') then max(scoped.channel_id) else max(metrics.channel_id) end
            as channel_id,
        scoped.metric_id,
        scoped.month,
        max(metrics.additivity) as additivity,
        coalesce(
            -- Nothing known of one part and a zero of another do not make a zero of the whole.
            case
                when not bool_or(scoped.status = 'missing') or bool_or(scoped.value <> 0)
                    then sum(case when scoped.source_kind = 'export' then scoped.value end)
            end,
            max(case when scoped.source_kind = 'printed' then scoped.value end)
        ) as value,
        case
            when sum(case when scoped.source_kind = 'export' then scoped.value end) <> 0 then 'measured'
            when bool_or(scoped.source_kind = 'export') and bool_or(scoped.value > 0) then 'measured'
            when bool_or(scoped.source_kind = 'export') and not bool_or(scoped.status = 'missing') then 'zero'
            when bool_or(scoped.status = 'published') then 'published'
            when bool_or(scoped.status = 'masked') then 'masked'
            when bool_or(scoped.status = 'missing') then 'missing'
            else 'not_started'
        end as status,
        max(scoped.as_of) as as_of,
        min(scoped.days_covered) as days_covered,
        max(scoped.days_expected) as days_expected,
        bool_and(scoped.is_complete or scoped.status = 'not_started' or scoped.source_kind = 'printed')
        and bool_or(scoped.is_complete)
        and coalesce(bool_and(whole.is_complete) or scoped.scope in ('account', 'channel'), true) as is_complete,
        bool_or(scoped.is_capped) as is_capped,
        bool_or(scoped.is_provisional) as is_provisional,
        bool_or(scoped.is_corrected) as is_corrected
    from scoped
    inner join metrics on scoped.metric_id = metrics.metric_id
    left join whole on scoped.metric_id = whole.metric_id and scoped.month = whole.month
    group by scoped.scope, scoped.scope_id, scoped.metric_id, scoped.month

),

-- A rate is formed in each scope from what its two parts are there; rates are never added or averaged.
rates as (

    select
        parts.scope,
        parts.scope_id,
        parts.channel_id,
        rates.metric_id,
        parts.month,
        rates.additivity,
        {{ ratio('parts.value', 'wholes.value') }} * rates.scale as value,
        case
            when parts.value is null then parts.status
            when wholes.value is null then wholes.status
            when wholes.value = 0 then 'undefined'
            when 'published' in (parts.status, wholes.status) then 'published'
            when parts.value = 0 then 'zero'
            else 'measured'
        end as status,
        least(parts.as_of, wholes.as_of) as as_of,
        least(parts.days_covered, wholes.days_covered) as days_covered,
        parts.days_expected,
        parts.is_complete and wholes.is_complete as is_complete,
        parts.is_capped or wholes.is_capped as is_capped,
        parts.is_provisional or wholes.is_provisional as is_provisional,
        parts.is_corrected or wholes.is_corrected as is_corrected
    from totals as parts
    inner join metrics as rates on parts.metric_id = rates.numerator_id
    inner join totals as wholes
        on
            rates.denominator_id = wholes.metric_id
            and parts.scope = wholes.scope
            and parts.scope_id = wholes.scope_id
            and parts.month = wholes.month

),

figures as (

    select * from totals
    union all
    select * from rates

),

series as (

    select
        scope,
        scope_id,
        metric_id,
        row_number() over (order by scope, scope_id, metric_id) as series_no
    from (select distinct scope, scope_id, metric_id from figures) as known

),

-- Numbers stand for the series from here on: what follows sorts and compares them and not four texts.
numbered as (

    select
        figures.*,
        series.series_no,
        months.month_index,
        months.year,
        figures.value is not null or figures.status = 'not_started' as is_known
    from figures
    inner join series
        on
            figures.scope = series.scope
            and figures.scope_id = series.scope_id
            and figures.metric_id = series.metric_id
    inner join months on figures.month = months.month

),

-- Declared tie rule: equal values share the better rank and the next rank is skipped (1, 2, 2, 4).
ranks as (

    select
        numbered.series_no,
        numbered.month_index,
        rank() over (
            partition by numbered.scope, numbered.metric_id, numbered.month_index
            order by numbered.value desc
        ) as rank
    from numbered
    inner join departments on numbered.scope_id = departments.department_id and departments.in_roster
    where numbered.scope in ('department', 'department_now') and numbered.value is not null

),

-- Only what adds up has a year to date and a moving year.
running as (

    select
        series_no,
        month_index,
        year,
        value,
        sum(value) over year_so_far as value_so_far,
        bool_and(is_known) over year_so_far as is_known_so_far,
        bool_and(is_complete) over year_so_far as ytd_is_complete,
        bool_or(is_capped) over year_so_far as ytd_is_capped,
        case when count(value) over twelve_months = 12 then sum(value) over twelve_months end as moving_12_value,
        count(case when is_complete then 1 end) over twelve_months = 12 as moving_12_is_complete,
        bool_or(is_capped) over twelve_months as moving_12_is_capped
    from numbered
    where additivity = 'additive'
    window
        year_so_far as (
            partition by series_no, year
            order by month_index
            rows between unbounded preceding and current row
        ),
        twelve_months as (
            partition by series_no
            order by month_index
            range between 11 preceding and current row
        )

),

-- The year to date exists when every month since January is in the warehouse and none of them is unknown.
cumulated as (

    select
        numbered.series_no,
        numbered.month_index,
        numbered.value,
        numbered.is_complete,
        numbered.is_capped,
        case
            when
                running.value is not null
                and running.is_known_so_far
                and first_month.month_index <= running.year * 12
                then running.value_so_far
        end as ytd_value,
        running.ytd_is_complete,
        running.ytd_is_capped,
        running.moving_12_value,
        running.moving_12_is_complete,
        running.moving_12_is_capped,
        ranks.rank
    from numbered
    cross join (select min(month_index) as month_index from months where is_in_data) as first_month
    left join running on numbered.series_no = running.series_no and numbered.month_index = running.month_index
    left join ranks on numbered.series_no = ranks.series_no and numbered.month_index = ranks.month_index

),

marked as (

    {{ with_breaks('numbered') }}

),

dated as (

    select
        marked.*,
        cumulated.ytd_value,
        cumulated.ytd_is_complete,
        cumulated.ytd_is_capped,
        cumulated.moving_12_value,
        cumulated.moving_12_is_complete,
        cumulated.moving_12_is_capped,
        cumulated.rank
    from marked
    inner join cumulated on marked.series_no = cumulated.series_no and marked.month_index = cumulated.month_index

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        last_year.ytd_value as last_year_ytd_value,
        before.rank as previous_rank,
        last_year.moving_12_value as last_moving_12_value,
        {{ comparison_reason('now', 'before', 'now.month_index - 1') }} as mom_reason,
        {{ comparison_reason('now', 'last_year', 'now.month_index - 12') }} as yoy_reason,
        case
            when now.ytd_value is not null
                then {{ comparison_reason('now', 'last_year', '(now.year - 1) * 12', 'ytd_') }}
        end as ytd_reason,
        case
            when now.moving_12_value is not null
                then {{ comparison_reason('now', 'last_year', 'now.month_index - 23', 'moving_12_') }}
        end as moving_12_reason
    from dated as now
    left join cumulated as before
        on now.series_no = before.series_no and now.month_index = before.month_index + 1
    left join cumulated as last_year
        on now.series_no = last_year.series_no and now.month_index = last_year.month_index + 12

),

names as (

    select scopes.scope, then_names.scope_id, then_names.month, then_names.name
    from (select 'department' as scope union all select 'department_tree') as scopes
    cross join (
        select
            departments.department_id as scope_id,
            months.month,
            departments.name,
            row_number() over (
                partition by departments.department_id, months.month
                order by departments.valid_from > months.month_end, departments.valid_from desc
            ) as choice
        from {{ ref('dim_department') }} as departments
        cross join months
    ) as then_names
    where choice = 1
    union all
    select 'department_now', now_names.department_id, months.month, now_names.name
    from (
        select
            department_id,
            name,
            row_number() over (partition by department_id order by valid_from desc) as choice
        from {{ ref('dim_department') }}
    ) as now_names
    cross join months
    where now_names.choice = 1
    union all
    select distinct 'department_type', type, month, type from types where choice = 1 and type is not null
    union all
    select 'channel', channels.channel_id, months.month, channels.name
    from {{ ref('dim_channel') }} as channels
    cross join months
    union all
    select 'account', accounts.account_id, months.month, accounts.name
    from {{ ref('dim_account') }} as accounts
    inner join months on months.month_end between accounts.applies_from and accounts.applies_to

)

select
    paired.scope,
    paired.scope_id,
    coalesce(names.name, '全校') as scope_name,
    paired.channel_id,
    paired.metric_id,
    paired.month,
    paired.value,
    paired.status,
    paired.as_of,
    paired.days_covered,
    paired.days_expected,
    paired.is_complete,
    paired.is_provisional,
    paired.is_capped,
    paired.is_corrected,
    paired.previous_value,
    case when {{ is_subtractable('mom_reason') }} then {{ change('paired.value', 'paired.previous_value') }} end as mom_change,
    case when mom_reason is null then {{ change_pct('paired.value', 'paired.previous_value') }} end as mom_pct,
    paired.last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('paired.value', 'paired.last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('paired.value', 'paired.last_year_value') }} end as yoy_pct,
    paired.ytd_value,
    case when ytd_reason is null then {{ change_pct('paired.ytd_value', 'paired.last_year_ytd_value') }} end as ytd_yoy_pct,
    ytd_reason,
    paired.moving_12_value,
    case when moving_12_reason is null then {{ change_pct('paired.moving_12_value', 'paired.last_moving_12_value') }} end
        as moving_12_yoy_pct,
    moving_12_reason,
    cast(paired.rank as integer) as rank,
    case when {{ is_subtractable('mom_reason') }} then cast(paired.previous_rank - paired.rank as integer) end as rank_change,
    mom_reason is null as is_comparable,
    mom_reason as reason,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.month = names.month
order by paired.series_no, paired.month_index
