select
    month as "月份",
    readers as "日均阅读人数",
    readers_until as "数据截至"
from {{ ref('int_bulletin_readers') }}
order by month
