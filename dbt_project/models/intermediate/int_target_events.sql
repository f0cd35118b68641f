-- Target x role x span x row: what a target counts day by day, because its span is a week or ends with a deadline, or because
-- it asks for outlets of some levels.
with windows as (

    select
        windows.*,
        {{ is_made_of_rows('windows.scope', 'metrics') }} as is_of_rows
    from {{ ref('int_target_windows') }} as windows
    inner join {{ ref('int_target_periods') }} as targets on windows.target_no = targets.target_no
    inner join {{ ref('metric') }} as metrics on windows.metric_id = metrics.metric_id
    where
        windows.is_week
        or windows.outlet_levels is not null
        or (targets.comparator = 'deadline' and windows.role = 'now')

)

select
    windows.target_no,
    windows.role,
    windows.first_day,
    events.date,
    events.value,
    events.source_file_id,
    events.source_sheet,
    events.source_row
from windows
inner join {{ ref('int_metric_events') }} as events
    on
        windows.metric_id = events.metric_id
        and events.date between windows.first_day and windows.last_day
        and (windows.outlet_levels is null or {{ is_listed('events.outlet_level', 'windows.outlet_levels') }})
        and windows.subject_id = {{ subject_of('windows.scope', 'events') }}
where not windows.is_of_rows
union all
select
    windows.target_no,
    windows.role,
    windows.first_day,
    rows_of.date,
    rows_of.value,
    rows_of.source_file_id,
    rows_of.source_sheet,
    rows_of.source_row
from windows
inner join {{ ref('int_subject_rows') }} as rows_of
    on
        windows.metric_id = rows_of.metric_id
        and windows.scope = rows_of.scope
        and windows.subject_id = rows_of.scope_id
        and rows_of.date between windows.first_day and windows.last_day
where windows.is_of_rows
