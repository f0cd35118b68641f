select
    entry_id,
    title,
    department_id,
    month,
    cast(step_no as integer) as step_no,
    step,
    done_on,
    previous_on,
    lag_days,
    due_on,
    is_skipped,
    is_out_of_order,
    is_overdue,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_review_steps') }}
