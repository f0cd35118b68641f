-- What is counted piece by piece, by day.
select
    metric_id,
    date,
    {{ month_of('date') }} as month,
    channel_id,
    account_id,
    department_id,
    {{ summed('value') }} as value
from {{ ref('int_metric_events') }}
group by metric_id, date, channel_id, account_id, department_id
