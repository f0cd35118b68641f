{# Tables 1 and 4: units with a figure in display order, then all others folded into one row. #}
{% macro bulletin_departments(channel_id, unit='部门名称', quantity='更新动态数量') -%}
with units as (

    select * from {{ ref('int_bulletin_departments') }} where channel_id = '{{ channel_id }}'

),

printed as (

    select month, label, quantity, display_order, department_id from units where quantity > 0
    union all
    select distinct month, '其它部门', cast(0 as bigint), 9999999, '' from units where quantity = 0

)

select
    month as {{ adapter.quote('月份') }},
    cast(row_number() over (partition by month order by display_order, department_id) as integer) as {{ adapter.quote('序号') }},
    label as {{ adapter.quote(unit) }},
    quantity as {{ adapter.quote(quantity) }}
from printed
order by month, 2
{%- endmacro %}
