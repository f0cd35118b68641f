-- The rank of departments among each other in each metric. Declared tie rule: equal values share the better rank and the
-- next rank is skipped (1, 2, 2, 4). Nobody is first alone, and who has nothing has no rank.
with departments as (

    select department_id, max(in_roster) as in_roster from {{ ref('dim_department') }} group by department_id

),

-- Departments are ranked among each other in each metric; one number stands for who is compared.
peers as (

    select
        scope,
        metric_id,
        row_number() over (order by scope, metric_id) as peers_no
    from (select distinct scope, metric_id from {{ ref('agg_metric_month') }} where scope in ('department', 'department_now')) as known

)

select series_no, month_index, rank
from (
    select
        figures.series_no,
        figures.month_index,
        rank() over (partition by peers.peers_no, figures.month_index order by figures.value desc) as rank,
        figures.value <> 0 and count(*) over (partition by peers.peers_no, figures.month_index) > 1 as has_rank
    from {{ ref('agg_metric_month') }} as figures
    inner join peers on figures.scope = peers.scope and figures.metric_id = peers.metric_id
    inner join departments on figures.scope_id = departments.department_id and departments.in_roster
    where figures.value is not null
) as ranked
where has_rank
