-- What is counted piece by piece, by day.
select
    metric_id,
    date,
    {{ month_of('date') }} as month,
    channel_id,
    account_id,
    department_id,
    cast(sum(value) as double) as value
from {{ ref('int_metric_events') }}
group by metric_id, date, channel_id, account_id, department_id
