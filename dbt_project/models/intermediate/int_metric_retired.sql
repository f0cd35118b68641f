-- Metric x month x account: the export came and holds what seed metric_instead names in place of the metric, and from
-- here on never the metric itself. That is the end of a series and no gap in it.
with figures as (

    select distinct metric_id, account_id, month from {{ ref('int_metric_values') }}

),

last_known as (

    select metric_id, account_id, max(month) as month from figures group by metric_id, account_id

)

select instead.metric_id, figures.account_id, figures.month, instead.reason
from {{ ref('metric_instead') }} as instead
inner join figures on instead.instead_id = figures.metric_id
left join last_known
    on instead.metric_id = last_known.metric_id and figures.account_id is not distinct from last_known.account_id
where figures.month > coalesce(last_known.month, '')
