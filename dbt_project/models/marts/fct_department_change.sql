select
    department_id,
    predecessor_id,
    changed_on,
    {{ month_of('changed_on') }} as month,
    is_split
from {{ ref('int_department_events') }}
