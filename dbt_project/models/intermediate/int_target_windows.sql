-- The spans of days that a target looks at: its period (now), the period it is set against (base), the days up to its
-- deadline (due), each of its weeks, or each two weeks of teaching that end in it.
with targets as (

    select * from {{ ref('int_target_periods') }} where first_day is not null and metric_id is not null

),

periods as (

    select * from {{ ref('int_periods') }}

),

spans as (

    select targets.*, 'now' as role, targets.counted_from as from_day, targets.last_day as to_day
    from targets
    union all
    select targets.*, 'base', bases.first_day, bases.last_day
    from targets
    inner join periods as bases
        on
            targets.period_type = bases.period_type
            and bases.period_no = targets.period_no
            - case targets.comparator
                when 'more_than_last_year' then targets.per_year
                when 'more_than_previous' then 1
            end
    union all
    select targets.*, 'due', targets.counted_from, targets.deadline
    from targets
    where targets.comparator = 'deadline' and targets.deadline >= targets.counted_from

)

select
    target_no,
    role,
    metric_id,
    scope,
    subject_id,
    outlet_levels,
    title_words,
    audience_words,
    case role when 'now' then denominator_metric_id end as denominator_metric_id,
    false as is_week,
    from_day as first_day,
    to_day as last_day
from spans
where period_type <> 'week' and comparator not in ('weekly', 'fortnightly')
union all
select
    spans.target_no,
    spans.role,
    spans.metric_id,
    spans.scope,
    spans.subject_id,
    spans.outlet_levels,
    spans.title_words,
    spans.audience_words,
    null,
    true,
    weeks.first_day,
    weeks.last_day
from spans
inner join periods as weeks
    on
        weeks.period_type = 'week'
        and {{ add_days('weeks.first_day', 3) }} between spans.from_day and spans.to_day
        -- The week in which counting begins is whole or not asked for.
        and (spans.role = 'base' or spans.counted_from = spans.first_day or weeks.first_day >= spans.counted_from)
        and not (
            spans.is_vacation_exempt
            and exists (
                select 1 from {{ ref('int_terms') }} as vacations
                where
                    vacations.kind = '假期'
                    and {{ add_days('weeks.first_day', 3) }} between vacations.start_on and vacations.end_on
            )
        )
where spans.period_type = 'week' or spans.comparator = 'weekly'
union all
-- Counted from the Monday of the week in which a term begins; what is left at its end is no two weeks.
select
    spans.target_no,
    spans.role,
    spans.metric_id,
    spans.scope,
    spans.subject_id,
    spans.outlet_levels,
    spans.title_words,
    spans.audience_words,
    null,
    true,
    weeks.first_day,
    {{ add_days('weeks.first_day', 13) }}
from spans
inner join {{ ref('int_terms') }} as terms on terms.kind = '学期'
inner join periods as weeks
    on
        weeks.period_type = 'week'
        and weeks.first_day >= {{ week_start('terms.start_on') }}
        and {{ add_days('weeks.first_day', 13) }} <= terms.end_on
        and mod({{ days_between(week_start('terms.start_on'), 'weeks.first_day') }}, 14) = 0
        and {{ add_days('weeks.first_day', 13) }} between spans.from_day and spans.to_day
        and (spans.counted_from = spans.first_day or weeks.first_day >= spans.counted_from)
where spans.comparator = 'fortnightly'
