-- Known, zero, missing and not-started figures: metric x month x department x account without holes.
with frame as (

    select * from {{ ref('int_metric_coverage') }}

),

whole as (

    select
        metric_id,
        month,
        bool_and(status in ('full', 'not_started')) and bool_or(status = 'full') as is_complete,
        bool_or(status in ('full', 'partial')) as is_known,
        bool_and(status = 'not_started') as is_not_started,
        min(days_covered) as days_covered,
        min(days_from_first) as days_from_first,
        max(days_expected) as days_expected,
        max(as_of) as as_of
    from frame
    group by metric_id, month

),

figures as (

    select
        frame.metric_id,
        frame.month,
        figures.department_id,
        frame.account_id,
        figures.value,
        case when figures.value = 0 then 'zero' else 'measured' end as status,
        figures.as_of,
        figures.is_capped,
        figures.is_provisional,
        frame.status = 'full' as is_complete,
        frame.days_covered,
        frame.days_from_first,
        frame.days_expected
    from {{ ref('int_metric_values') }} as figures
    inner join frame
        on
            figures.metric_id = frame.metric_id
            and figures.month = frame.month
            and figures.account_id is not distinct from frame.account_id
    where frame.status <> 'not_started'

),

-- What a figure of values is counted over: no articles, then no reads; articles without reads, then unknown.
carriers as (

    select metrics.metric_id, figures.month, figures.department_id, figures.account_id, figures.value
    from {{ ref('metric') }} as metrics
    inner join {{ ref('int_metric_values') }} as figures on metrics.counted_by = figures.metric_id

),

empty_accounts as (

    select
        frame.*,
        frame.status in ('full', 'partial') and carriers.metric_id is null as is_zero
    from frame
    left join (select distinct metric_id, month, account_id from figures) as known
        on
            frame.metric_id = known.metric_id
            and frame.month = known.month
            and frame.account_id is not distinct from known.account_id
    left join (select distinct metric_id, month, account_id from carriers) as carriers
        on
            frame.metric_id = carriers.metric_id
            and frame.month = carriers.month
            and frame.account_id is not distinct from carriers.account_id
    where known.metric_id is null

),

roster as (

    select distinct months.month, departments.department_id
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_departments') }} as departments
        on months.month_end between departments.valid_from and departments.valid_to
    where months.is_in_data and departments.in_roster

),

empty_departments as (

    select
        whole.*,
        roster.department_id,
        whole.is_known and carriers.metric_id is null as is_zero
    from {{ ref('metric') }} as metrics
    inner join whole on metrics.metric_id = whole.metric_id
    inner join roster on whole.month = roster.month
    left join (select distinct metric_id, month, department_id from figures) as known
        on
            whole.metric_id = known.metric_id
            and whole.month = known.month
            and roster.department_id = known.department_id
    left join (select distinct metric_id, month, department_id from carriers) as carriers
        on
            whole.metric_id = carriers.metric_id
            and whole.month = carriers.month
            and roster.department_id = carriers.department_id
    where metrics.has_departments and known.metric_id is null

)

select * from figures
union all
select
    metric_id,
    month,
    cast(null as varchar),
    account_id,
    case when is_zero then cast(0 as double) end,
    case when is_zero then 'zero' when status in ('not_started', 'retired') then status else 'missing' end,
    as_of,
    false,
    false,
    status = 'full' and is_zero,
    days_covered,
    days_from_first,
    days_expected
from empty_accounts
union all
select
    metric_id,
    month,
    department_id,
    cast(null as varchar),
    case when is_zero then cast(0 as double) end,
    case when is_zero then 'zero' when is_not_started then 'not_started' else 'missing' end,
    as_of,
    false,
    false,
    is_complete and is_zero,
    days_covered,
    days_from_first,
    days_expected
from empty_departments
