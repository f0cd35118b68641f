select
    department_id || '@' || cast(valid_from as string) as department_key,
    department_id,
    name,
    type,
    parent_id,
    display_order,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current,
    successor_id,
    in_roster,
    headcount,
    note
from {{ ref('int_departments') }}
order by display_order, department_id, valid_from
