-- Days on which a department took over another one (wholly, or a part of a split one).
with ended as (

    select
        department_id,
        successor_id,
        {{ add_days('valid_to', 1) }} as changed_on
    from {{ ref('int_departments') }}
    where successor_id is not null and valid_to < date '9999-12-31'

),

successors as (

    {{ split_rows('ended', ['department_id', 'successor_id', 'changed_on'], 'successor_id') }}

)

select
    part as department_id,
    department_id as predecessor_id,
    changed_on,
    {{ month_index(month_of('changed_on')) }} as month_index,
    {{ matches('successor_id', '[、，,；;]') }} as is_split
from successors
