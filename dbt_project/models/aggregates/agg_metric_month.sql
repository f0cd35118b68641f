-- Figures of the leaves summed to every scope that is compared, and the rates formed there.
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

summed as (

    select
        scoped.scope,
        scoped.scope_id,
        case when scoped.scope in ('channel', 'account') then max(scoped.channel_id) else max(metrics.channel_id) end
            as channel_id,
        scoped.metric_id,
        scoped.month,
        months.month_index,
        months.year,
        max(metrics.additivity) as additivity,
        coalesce(
            -- Nothing known of one part and a zero of another do not make a zero of the whole.
            case
                when not bool_or(scoped.status in ('missing', 'retired')) or bool_or(scoped.value <> 0)
                    then sum(case when scoped.source_kind = 'export' then scoped.value end)
            end,
            max(case when scoped.source_kind = 'printed' then scoped.value end)
        ) as value,
        case
            when sum(case when scoped.source_kind = 'export' then scoped.value end) <> 0 then 'measured'
            when bool_or(scoped.source_kind = 'export') and bool_or(scoped.value > 0) then 'measured'
            when bool_or(scoped.source_kind = 'export') and not bool_or(scoped.status in ('missing', 'retired')) then 'zero'
            when bool_or(scoped.status = 'published') then 'published'
            when bool_or(scoped.status = 'masked') then 'masked'
            when bool_or(scoped.status = 'missing') then 'missing'
            when bool_or(scoped.status = 'retired') then 'retired'
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
    inner join months on scoped.month = months.month
    left join whole on scoped.metric_id = whole.metric_id and scoped.month = whole.month
    group by scoped.scope, scoped.scope_id, scoped.metric_id, scoped.month, months.month_index, months.year

),

-- One number stands for the scope, the subject and the metric: what follows sorts and compares it and not three texts.
series as (

    select
        *,
        row_number() over (order by scope, scope_id, metric_id) as series_no
    from (select distinct scope, scope_id, metric_id from summed) as known

),

totals as (

    select series.series_no, summed.*
    from summed
    inner join series
        on
            summed.scope = series.scope
            and summed.scope_id = series.scope_id
            and summed.metric_id = series.metric_id

),

rate_series as (

    {{ rate_series('series') }}

),

-- A rate is formed in each scope from what its two parts are there; rates are never added or averaged.
rates as (

    select
        rate_series.series_no,
        rate_series.scope,
        rate_series.scope_id,
        parts.channel_id,
        rate_series.metric_id,
        parts.month,
        parts.month_index,
        parts.year,
        rate_series.additivity,
        {{ ratio('parts.value', 'wholes.value') }} * rate_series.scale as value,
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
    from rate_series
    inner join totals as parts on rate_series.numerator_no = parts.series_no
    inner join totals as wholes
        -- As one pair, so that the two large sides are never joined by their month alone.
        on (rate_series.denominator_no, parts.month_index) = (wholes.series_no, wholes.month_index)

)

select * from totals
union all
select * from rates
-- Whoever reads the months of a series in order need not sort them again.
order by series_no, month_index
