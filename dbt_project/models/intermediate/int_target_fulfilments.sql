-- The day on which what was to be done by a deadline was done: the first piece, or as many as the target asks.
with running as (

    select
        asked.target_no,
        events.date,
        coalesce(asked.expected_low, 1) as pieces,
        sum(events.value) over (partition by asked.target_no order by events.date) as value
    from {{ ref('int_target_periods') }} as asked
    inner join {{ ref('int_target_events') }} as events on asked.target_no = events.target_no
    where asked.comparator = 'deadline' and events.role = 'now'

)

select target_no, min(date) as reached_on
from running
where value >= pieces
group by target_no
