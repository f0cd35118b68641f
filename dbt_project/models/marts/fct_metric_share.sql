select
    figures.metric_id,
    figures.month,
    figures.account_id,
    {{ rounded('figures.value * figures.whole', 6) }} as part,
    figures.whole,
    figures.as_of
from {{ ref('int_metric_values') }} as figures
inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
where figures.whole > 0 and metrics.additivity = 'non'
