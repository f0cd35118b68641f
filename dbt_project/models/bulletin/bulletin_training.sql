select
    month as {{ adapter.quote('月份') }},
    class_name as {{ adapter.quote('班次') }},
    opened_on as {{ adapter.quote('开班日期') }},
    cohort as {{ adapter.quote('类别') }},
    participants as {{ adapter.quote('人数') }}
from {{ ref('fct_training') }}
order by month, opened_on, class_name, source_row
