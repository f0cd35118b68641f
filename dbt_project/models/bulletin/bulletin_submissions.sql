select
    month as {{ adapter.quote('月份') }},
    cast(row_number() over (
        partition by month
        order by display_order, department_id, form, platforms
    ) as integer) as {{ adapter.quote('序号') }},
    label as {{ adapter.quote('供稿单位') }},
    form as {{ adapter.quote('形式') }},
    platforms as {{ adapter.quote('平台') }},
    quantity as {{ adapter.quote('数量') }}
from {{ ref('int_bulletin_submissions') }}
order by month, 2
