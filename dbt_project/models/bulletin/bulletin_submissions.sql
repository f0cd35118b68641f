select
    month as "月份",
    cast(row_number() over (
        partition by month
        order by display_order, department_id, form, platforms
    ) as integer) as "序号",
    label as "供稿单位",
    form as "形式",
    platforms as "平台",
    quantity as "数量"
from {{ ref('int_bulletin_submissions') }}
order by month, 2
