select
    department_id,
    department_now_id
from {{ ref('int_department_succession') }}
