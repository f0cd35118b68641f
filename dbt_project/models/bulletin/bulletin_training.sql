select
    month as "月份",
    class_name as "班次",
    opened_on as "开班日期",
    cohort as "类别",
    participants as "人数"
from {{ ref('fct_training') }}
order by month, opened_on, class_name, source_row
