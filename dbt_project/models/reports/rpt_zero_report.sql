-- Who has had nothing for how many months in a row. An unread month ends the run, and a run that begins behind one is
-- "at least".
with states as (

    select
        subjects.*,
        months.month_index,
        months.is_vacation
    from {{ ref('fct_subject_month') }} as subjects
    inner join {{ ref('dim_month') }} as months on subjects.month = months.month

),

islands as (

    select
        *,
        lag(state) over (
            partition by subject_kind, subject_id, metric_id order by month
        ) as state_before,
        max(case when state = 'some' then month end) over (
            partition by subject_kind, subject_id, metric_id order by month rows unbounded preceding
        ) as last_active_month,
        -- Neighbouring zeros share a number; a missing calendar month breaks the run as well.
        month_index - row_number() over (partition by subject_kind, subject_id, metric_id, state order by month) as island
    from states

),

runs as (

    select
        *,
        row_number() over (partition by subject_kind, subject_id, metric_id, island order by month) as zero_months,
        first_value(month) over (
            partition by subject_kind, subject_id, metric_id, island order by month rows unbounded preceding
        ) as since_month,
        first_value(state_before) over (
            partition by subject_kind, subject_id, metric_id, island order by month rows unbounded preceding
        ) as state_before_run
    from islands
    where state = 'zero'

)

select
    runs.month,
    runs.subject_kind,
    runs.subject_id,
    runs.subject_name,
    runs.metric_id,
    metrics.name as metric_name,
    cast(runs.zero_months as integer) as zero_months,
    runs.since_month,
    runs.state_before_run is distinct from 'some' as is_at_least,
    runs.last_active_month,
    runs.is_vacation
from runs
inner join {{ ref('dim_metric') }} as metrics on runs.metric_id = metrics.metric_id
