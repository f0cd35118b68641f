-- The award sheet: the year so far at its last month with data, by group of units.
with standings as (

    select *, max(month) over (partition by scope, scheme_id, year) as last_month from {{ ref('rpt_score') }}

)

select
    scope,
    scheme_id,
    scheme_name,
    year,
    last_month as until_month,
    department_type,
    ytd_group_rank as group_rank,
    count(*) over (partition by scope, scheme_id, year, department_type, ytd_group_rank) > 1 as is_tied,
    department_id,
    department_name,
    ytd_points as points,
    ytd_items as items,
    ytd_rank as overall_rank,
    tie_rule
from standings
where month = last_month
order by scope, scheme_id, year, department_type, group_rank, department_id
