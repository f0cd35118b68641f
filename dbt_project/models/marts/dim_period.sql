select
    period_type,
    period,
    first_day,
    last_day,
    period_no,
    per_year
from {{ ref('int_periods') }}
order by period_type, first_day
