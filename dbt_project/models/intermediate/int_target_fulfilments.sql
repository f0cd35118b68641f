-- The day on which what was to be done by a deadline was done: the first piece, or as many as the target asks.
with running as (

    select
        targets.target_no,
        events.date,
        coalesce(targets.expected_low, 1) as pieces,
        {{ summed('events.value', over='(partition by targets.target_no order by events.date)') }} as value
    from {{ ref('int_target_periods') }} as targets
    inner join {{ ref('int_target_events') }} as events on targets.target_no = events.target_no
    where targets.comparator = 'deadline' and events.role = 'now'

)

select target_no, min(date) as reached_on
from running
where value >= pieces
group by target_no
