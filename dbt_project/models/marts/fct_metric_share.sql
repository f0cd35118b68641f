select
    figures.metric_id,
    figures.month,
    figures.account_id,
    figures.value * figures.whole as part,
    figures.whole,
    figures.as_of
from {{ ref('int_metric_values') }} as figures
inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
where figures.whole > 0 and metrics.additivity = 'non'
