select
    item_id,
    cast(status_no as integer) as status_no,
    as_of,
    due_on,
    done_on,
    state,
    status as status_written,
    is_postponed,
    source_file_id,
    source_row
from {{ ref('int_work_item_statuses') }}
