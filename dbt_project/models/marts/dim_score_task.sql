select
    scheme_id,
    points,
    unit_types,
    department_id,
    {{ since('valid_from') }} as valid_from,
    {{ until_next('scheme_id, unit_types, department_id') }} as valid_to,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'ref_score_task') }}
order by scheme_id, department_id, unit_types, valid_from
