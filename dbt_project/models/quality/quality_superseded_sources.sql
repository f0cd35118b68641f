-- Rows whose value a later export replaced: what they said when they were read. They add nothing to any figure. What is
-- counted piece by piece has no value that could be another.
with last_days as (

    select metric_id, account_id, month, max(measured_on) as measured_on
    from {{ ref('int_metric_contributions__daily') }}
    where is_stock
    group by metric_id, account_id, month

)

select
    replaced.metric_id,
    replaced.month,
    replaced.department_id,
    replaced.account_id,
    replaced.source_file_id,
    replaced.source_sheet,
    replaced.source_row,
    {{ summed('replaced.value') }} as value
from {{ ref('int_metric_contributions__versions') }} as replaced
left join last_days
    on
        replaced.metric_id = last_days.metric_id
        and replaced.account_id = last_days.account_id
        and replaced.month = last_days.month
where
    replaced.known_to is not null
    and not replaced.is_taken_back
    and not replaced.is_piece
    and replaced.whole is null
    and replaced.value is not null
    and replaced.source_row is not null
    and (not replaced.is_stock or replaced.measured_on = last_days.measured_on)
group by
    replaced.metric_id, replaced.month, replaced.department_id, replaced.account_id, replaced.source_file_id,
    replaced.source_sheet, replaced.source_row
