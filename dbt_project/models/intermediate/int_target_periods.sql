-- Target x judged period x subject, numbered: who is asked for what, and from which day on it is counted.
with horizon as (

    select min(month) as data_from, max(case when value is not null then as_of end) as data_until
    from {{ ref('int_metric_figures') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

-- A period longer than the judged one stands for every judged period inside it; a week belongs where its Thursday is.
spread as (

    select
        targets.*,
        coalesce(judged.period, targets.period) as judged_period,
        judged.first_day,
        judged.last_day,
        judged.period_no,
        judged.per_year,
        horizon.data_from,
        horizon.data_until,
        -- A revised target is the one valid when its period ends, or as far as the data reach.
        row_number() over (
            partition by targets.target_id, targets.scope, targets.scope_id, targets.period_type,
                coalesce(judged.period, targets.period)
            order by
                case when targets.valid_from <= least(judged.last_day, horizon.data_until) then 0 else 1 end,
                abs({{ days_inclusive('targets.valid_from', 'least(judged.last_day, horizon.data_until)') }}),
                targets.valid_from
        ) as choice
    from {{ ref('int_targets') }} as targets
    cross join horizon
    left join periods as stated on targets.period = stated.period
    left join periods as judged
        on
            targets.period_type = judged.period_type
            and case judged.period_type when 'week' then {{ add_days('judged.first_day', 3) }} else judged.first_day end
            between stated.first_day and stated.last_day

),

chosen as (

    select * from spread where choice = 1

),

scoped as (

    select chosen.*, coalesce(chosen.scope_id, 'institution') as subject_id
    from chosen
    where chosen.scope_id is not null or chosen.scope = 'institution'
    union all
    select chosen.*, subjects.subject_id
    from chosen
    inner join {{ ref('int_subjects') }} as subjects
        on
            chosen.scope = subjects.scope
            and subjects.in_roster
            and (chosen.subject_types is null or {{ is_listed('subjects.type', 'chosen.subject_types') }})
            and coalesce(chosen.last_day, date '9999-12-31') between subjects.valid_from and subjects.valid_to
    where chosen.scope_id is null and chosen.scope in ('department', 'party_org')

),

-- The first month of which anything was to be known. A unit begins with its institution.
started as (

    select metric_id, scope, scope_id, min(month) as first_month
    from {{ ref('int_subject_months') }}
    where scope in ('institution', 'channel', 'account') and not is_not_started
    group by metric_id, scope, scope_id

),

starts as (

    select metric_id, account_id, min(start_month) as start_month
    from {{ source('landing', 'ref_metric_start') }}
    group by metric_id, account_id

),

general_starts as (

    select metric_id, min(start_month) as start_month from starts group by metric_id

),

begun as (

    select
        scoped.*,
        started.first_month,
        coalesce(own_starts.start_month, general_starts.start_month) as start_month
    from scoped
    left join general_starts on scoped.metric_id = general_starts.metric_id
    left join starts as own_starts
        on scoped.metric_id = own_starts.metric_id and scoped.scope = 'account' and scoped.subject_id = own_starts.account_id
    left join started
        on
            scoped.metric_id = started.metric_id
            and case when scoped.scope in ('channel', 'account') then scoped.scope else 'institution' end = started.scope
            and case when scoped.scope in ('channel', 'account') then scoped.subject_id else 'institution' end
            = started.scope_id

),

-- Vacations are excused where the target says so: a month that is mostly vacation, a week whose Thursday is in one.
excused as (

    select distinct judged.period_type, judged.period
    from periods as judged
    inner join {{ ref('int_calendar') }} as calendar on calendar.month_start between judged.first_day and judged.last_day
    where judged.period_type <> 'week'
    group by judged.period_type, judged.period
    having bool_and(calendar.is_vacation)
    union all
    select distinct weeks.period_type, weeks.period
    from periods as weeks
    inner join {{ ref('int_terms') }} as vacations
        on
            vacations.kind = '假期'
            and {{ add_days('weeks.first_day', 3) }} between vacations.start_on and vacations.end_on
    where weeks.period_type = 'week'

)

select
    begun.*,
    begun.is_vacation_exempt and begun.comparator not in ('weekly', 'fortnightly') and excused.period is not null as is_exempt,
    row_number() over (order by target_id, scope, subject_id, first_day, judged_period, source_file_id, source_row)
        as target_no,
    -- Where the office has said since when a figure is kept, the months before are no gap: it is counted from there.
    case
        when {{ month_start('start_month') }} between first_day and last_day and not first_month < start_month
            then {{ month_start('start_month') }}
        else first_day
    end as counted_from
from begun
left join excused on begun.period_type = excused.period_type and begun.judged_period = excused.period
