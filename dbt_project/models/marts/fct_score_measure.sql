-- Scheme x item of 计分考核表 x unit x period: the value that points are given for. A value stands here once its period
-- is over; what is not known has no row or says why.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

measures as (

    select * from {{ ref('int_score_measures') }}

),

targets as (

    select * from {{ ref('fct_target') }}

),

horizon as (

    select max(as_of) as data_until from {{ ref('int_metric_figures') }} where value is not null

),

periods as (

    select periods.* from {{ ref('int_periods') }} as periods
    inner join horizon on periods.last_day <= horizon.data_until

),

departments as (

    select * from {{ ref('dim_department') }} where in_roster

),

-- Targets and rules of accounts and branches are those of the department that answers for them.
answerable as (

    select scope as subject_kind, subject_id, department_id, valid_from, valid_to
    from {{ ref('int_subjects') }}
    where department_id is not null and (subject_kind <> 'department' or in_roster)

),

target_values as (

    select
        measures.scheme_id,
        measures.measure_id,
        measures.scores_from,
        answerable.department_id,
        targets.period,
        targets.period_end as counted_on,
        case measures.measure
            when 'target_actual' then {{ summed('case when targets.is_final then targets.actual end') }}
            when 'target_shortfall'
                then {{ summed('case when targets.is_met then 0 when not targets.is_met then targets.shortfall end') }}
            when 'target_share'
                then
                    coalesce(
                        {{ ratio(
                            summed("case when targets.is_final and targets.comparator <> 'deadline' then targets.actual end"),
                            summed("case when targets.is_final and targets.comparator <> 'deadline' then targets.expected end")) }},
                        avg(case when targets.comparator = 'deadline' then case when targets.is_met then 1.0 when not targets.is_met then 0.0 end end)
                    )
        end as value,
        count(*) as subjects
    from measures
    inner join targets
        on measures.measure like 'target%' and {{ is_listed('targets.target_id', 'measures.basis_id') }}
    inner join answerable
        on
            targets.scope = answerable.subject_kind
            and targets.scope_id = answerable.subject_id
            and targets.period_end between answerable.valid_from and answerable.valid_to
    inner join horizon on targets.period_end <= horizon.data_until
    where targets.period_end between measures.scores_from and measures.scores_to
    group by
        measures.scheme_id, measures.measure_id, measures.measure, measures.scores_from, answerable.department_id,
        targets.period, targets.period_end

),

rule_values as (

    select
        measures.scheme_id,
        measures.measure_id,
        measures.scores_from,
        results.department_id,
        periods.period,
        periods.last_day as counted_on,
        case measures.measure
            when 'rule_shortfall' then {{ summed('results.shortfall') }}
            else {{ ratio('count(case when results.is_met then 1 end)', 'count(results.is_met)') }}
        end as value,
        count(*) as subjects
    from measures
    inner join {{ ref('fct_rule_result') }} as results
        on measures.measure like 'rule%' and {{ is_listed('results.rule_id', 'measures.basis_id') }}
    inner join periods
        on
            measures.period_type = periods.period_type
            and {{ month_start('results.month') }} between periods.first_day and periods.last_day
            and periods.last_day between measures.scores_from and measures.scores_to
    where results.department_id is not null and not results.is_exempt
    group by
        measures.scheme_id, measures.measure_id, measures.measure, measures.scores_from, results.department_id,
        periods.period, periods.last_day
    having count(results.is_met) > 0

),

everything as (

    select * from target_values
    union all
    select * from rule_values
    union all
    select
        roster.scheme_id,
        roster.measure_id,
        roster.scores_from,
        roster.department_id,
        roster.period,
        roster.last_day,
        counted.value,
        counted.subjects
    from (
        select * from {{ ref('int_score_measure_counts') }}
        union all
        select * from {{ ref('int_score_measure_ratings') }}
    ) as counted
    inner join {{ ref('int_score_measure_roster') }} as roster on counted.roster_no = roster.roster_no

)

select
    everything.scheme_id,
    schemes.name as scheme_name,
    schemes.purpose,
    everything.measure_id,
    everything.scores_from,
    measures.measure,
    nullif(measures.basis_id, '') as basis_id,
    everything.department_id,
    departments.type as department_type,
    everything.period,
    everything.counted_on,
    cast(everything.value as double) as value,
    cast(everything.subjects as integer) as subjects
from everything
inner join measures
    on
        everything.scheme_id = measures.scheme_id
        and everything.measure_id = measures.measure_id
        and everything.scores_from = measures.scores_from
inner join schemes
    on everything.scheme_id = schemes.scheme_id and everything.counted_on between schemes.valid_from and schemes.valid_to
inner join departments
    on
        everything.department_id = departments.department_id
        and everything.counted_on between departments.valid_from and departments.valid_to
where
    {{ takes_part('schemes', 'departments') }}
    and (measures.unit_types is null or {{ is_listed('departments.type', 'measures.unit_types') }})
