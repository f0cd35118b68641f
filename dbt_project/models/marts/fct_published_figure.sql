select
    bulletin,
    month,
    period,
    table_id,
    row_label,
    metric_id,
    place,
    printed,
    value,
    qualifier,
    bound,
    cast(tolerance as double) as tolerance,
    as_of_printed as as_of,
    also_printed,
    file_id as source_file_id,
    source_row
from {{ ref('int_printed_figures') }}
where not is_repeat
