with starts as (

    select metric_id, min(start_month) as start_month
    from {{ ref('stg_reference__metric_starts') }}
    group by metric_id

)

select
    metrics.metric_id,
    metrics.name,
    metrics.unit,
    metrics.additivity,
    metrics.channel_id,
    metrics.definition,
    metrics.direction,
    cast(metrics.display_order as integer) as display_order,
    metrics.is_headline,
    metrics.has_departments,
    metrics.dataset,
    starts.start_month
from {{ ref('metric') }} as metrics
left join starts on metrics.metric_id = starts.metric_id
order by metrics.display_order
