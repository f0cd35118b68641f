-- Each department version with everything below it, so that a unit counts once in every one above it.
with recursive versions as (

    select department_id, parent_id, valid_from, valid_to from {{ ref('int_departments') }}

),

tree as (

    select
        department_id as ancestor_id,
        department_id,
        valid_from,
        valid_to,
        0 as depth
    from versions
    union all
    select
        tree.ancestor_id,
        versions.department_id,
        greatest(tree.valid_from, versions.valid_from),
        least(tree.valid_to, versions.valid_to),
        tree.depth + 1
    from tree
    inner join versions
        on
            tree.department_id = versions.parent_id
            and versions.valid_from <= tree.valid_to
            and versions.valid_to >= tree.valid_from
    -- Cycles are refused when the table is read; the bound keeps a broken table from running for ever.
    where tree.depth < 20

)

select
    ancestor_id,
    department_id,
    min(depth) as depth,
    valid_from,
    valid_to
from tree
group by ancestor_id, department_id, valid_from, valid_to
order by ancestor_id, department_id, valid_from
