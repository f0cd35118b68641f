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
    half_width,
    qualifier,
    as_of_printed as as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_registers__published_figures') }}
where not is_superseded
order by month, bulletin, table_id, source_row
