-- The longest time without an update, for each subject and period of a rule that limits it. Silence reaches from one update
-- to the next, or to the last day the exports speak about.
with spans as (

    select
        rules.*,
        least(periods.read_until, rules.last_day) as read_until
    from {{ ref('int_rule_periods') }} as rules
    inner join {{ ref('int_subject_periods') }} as periods
        on
            rules.metric_id = periods.metric_id
            and rules.read_scope = periods.scope
            and rules.read_id = periods.subject_id
            and rules.first_day = periods.first_day
            and rules.last_day = periods.last_day
    where rules.rule_kind = 'no_update'

),

months as (

    select * from {{ ref('int_subject_months') }}

),

-- Before the first update silence is counted from the first month that was read, which can only be too little.
openings as (

    select
        subjects.subject_kind,
        subjects.subject_id,
        greatest(min(subjects.exists_from), min({{ month_start('months.month') }})) as opened_on
    from {{ ref('int_subjects') }} as subjects
    inner join months
        on
            subjects.metric_id = months.metric_id
            and subjects.read_scope = months.scope
            and subjects.read_id = months.scope_id
            and months.is_read
    where subjects.in_roster
    group by subjects.subject_kind, subjects.subject_id

),

update_days as (

    select distinct subject_kind, subject_id, on_date from {{ ref('int_rule_evidence') }} where evidence = 'publish'

),

updates as (

    select
        subject_kind,
        subject_id,
        on_date,
        lead(on_date) over (partition by subject_kind, subject_id order by on_date) as next_on
    from update_days
    union all
    select
        openings.subject_kind,
        openings.subject_id,
        {{ add_days('openings.opened_on', -1) }},
        min(update_days.on_date)
    from openings
    left join update_days
        on openings.subject_kind = update_days.subject_kind and openings.subject_id = update_days.subject_id
    group by openings.subject_kind, openings.subject_id, openings.opened_on

),

silences as (

    select
        spans.rule_no,
        spans.is_vacation_exempt,
        updates.on_date,
        least(coalesce(updates.next_on, spans.read_until), spans.read_until) as until_day
    from spans
    inner join updates
        on
            spans.subject_kind = updates.subject_kind
            and spans.subject_id = updates.subject_id
            and updates.on_date <= spans.read_until
            and coalesce(updates.next_on, date '9999-12-31') >= spans.first_day

),

silent_days as (

    select
        silences.rule_no,
        silences.on_date,
        silences.until_day,
        {{ days_between('silences.on_date', 'silences.until_day') }}
        - coalesce(sum(case
            when silences.is_vacation_exempt and vacations.start_on is not null
                then {{ days_inclusive(
                    'greatest(vacations.start_on, ' ~ add_days('silences.on_date', 1) ~ ')',
                    'least(vacations.end_on, silences.until_day)') }}
        end), 0) as days
    from silences
    left join {{ ref('int_terms') }} as vacations
        on
            vacations.kind = '假期'
            and vacations.start_on <= silences.until_day
            and vacations.end_on > silences.on_date
    group by silences.rule_no, silences.on_date, silences.until_day

),

longest as (

    select *, row_number() over (partition by rule_no order by days desc, on_date) as choice
    from silent_days

),

-- Months inside the longest silence that were not read: an update may hide there.
unread as (

    select longest.rule_no, bool_and(coalesce(months.is_read_whole, false)) as is_read
    from longest
    inner join spans on longest.rule_no = spans.rule_no
    inner join {{ ref('int_calendar') }} as calendar
        on calendar.month_start > longest.on_date and calendar.month_start < spans.first_day
    left join months
        on
            spans.metric_id = months.metric_id
            and spans.read_scope = months.scope
            and spans.read_id = months.scope_id
            and calendar.month = months.month
    where longest.choice = 1
    group by longest.rule_no

)

select
    longest.rule_no,
    cast(longest.days as double) as days,
    longest.on_date as since_day,
    longest.until_day,
    coalesce(unread.is_read, true) as is_read
from longest
left join unread on longest.rule_no = unread.rule_no
where longest.choice = 1
