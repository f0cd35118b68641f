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
    file_id as source_file_id,
    source_row
from {{ ref('int_printed_figures') }}
order by month, bulletin, table_id, source_row
