-- Where a department's figures belong in today's structure. A split has several successors and stays where it was:
-- old figures are never divided.
with recursive ended as (

    select
        department_id,
        successor_id
    from (
        select
            *,
            row_number() over (partition by department_id order by valid_from desc) as latest
        from {{ ref('int_departments') }}
    ) as versions
    where latest = 1 and successor_id is not null and not {{ matches('successor_id', '[、，,；;]') }}

),

steps as (

    select department_id, successor_id as now_id, 1 as depth from ended
    union all
    select steps.department_id, ended.successor_id, steps.depth + 1
    from steps
    inner join ended on steps.now_id = ended.department_id
    where steps.depth < 20

),

reached as (

    select
        department_id,
        now_id,
        row_number() over (partition by department_id order by depth desc) as last_step
    from steps

)

select distinct
    departments.department_id,
    coalesce(reached.now_id, departments.department_id) as department_now_id
from {{ ref('int_departments') }} as departments
left join reached on departments.department_id = reached.department_id and reached.last_step = 1
