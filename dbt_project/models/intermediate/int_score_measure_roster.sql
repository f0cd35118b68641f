-- Pieces, lateness, entries and ratings are asked of every unit that takes part: none of them is a zero, except of ratings.
-- A number stands for the unit, the item and the period.
with measures as (

    select * from {{ ref('int_score_measures') }}

),

periods as (

    select periods.*
    from {{ ref('int_periods') }} as periods
    inner join (
        select max(as_of) as data_until from {{ ref('int_metric_figures') }} where value is not null
    ) as horizon on periods.last_day <= horizon.data_until

),

departments as (

    select * from {{ ref('int_subjects') }} where subject_kind = 'department' and in_roster

)

select
    *,
    row_number() over (order by scheme_id, measure_id, scores_from, department_id, period) as roster_no
from (
    select distinct
        measures.scheme_id,
        measures.measure_id,
        measures.measure,
        measures.basis_id,
        measures.scores_from,
        departments.subject_id as department_id,
        periods.period,
        periods.first_day,
        periods.last_day
    from measures
    inner join periods
        on
            measures.period_type = periods.period_type
            and periods.last_day between measures.scores_from and measures.scores_to
    inner join (select min(month_start) as first_day, max(month_end) as last_day from {{ ref('int_calendar') }} where is_in_data)
        as data
        -- Pieces of a period that began before the data are not all known.
        on measures.measure <> 'items' or (periods.first_day >= data.first_day and periods.last_day <= data.last_day)
    inner join departments on periods.last_day between departments.valid_from and departments.valid_to
    where measures.measure in ('items', 'late_entries', 'entries', 'rating', 'rated_items')
) as all_of_them
