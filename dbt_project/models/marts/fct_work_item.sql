with histories as (

    select
        item_id,
        min(due_on) as first_due_on,
        min(as_of) as first_seen_on,
        count(case when is_postponed then 1 end) as times_postponed
    from {{ ref('int_work_item_statuses') }}
    group by item_id

),

-- Until when anything is known: an open task of the past is late, whatever the day of its own file. The last day in a
-- ledger may be a deadline that lies ahead.
known as (

    select max(as_of) as last_on
    from {{ source('landing', 'ingest_file') }}
    where status = 'read' and dataset <> 'register_entry'

)

select
    items.item_id,
    items.title,
    items.category,
    items.department_id,
    histories.first_due_on,
    items.due_on,
    {{ month_of('items.due_on') }} as month,
    cast(histories.times_postponed as integer) as times_postponed,
    items.done_on,
    items.status as status_written,
    case when items.state = 'open' and items.due_on < known.last_on then 'overdue' else items.state end as state,
    case when items.done_on > items.due_on then {{ days_between('items.due_on', 'items.done_on') }} end as days_late,
    histories.first_seen_on,
    items.as_of,
    items.source_file_id,
    items.source_row
from {{ ref('int_work_item_statuses') }} as items
inner join histories on items.item_id = histories.item_id
cross join known
where items.recency = 1
