select
    month as {{ adapter.quote('月份') }},
    readers as {{ adapter.quote('日均阅读人数') }},
    readers_until as {{ adapter.quote('数据截至') }}
from {{ ref('int_bulletin_readers') }}
order by month
