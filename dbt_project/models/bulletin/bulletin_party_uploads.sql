with orgs as (

    select * from {{ ref('int_bulletin_party') }}

),

printed as (

    select month, name, quantity, as_of, display_order, party_org_id from orgs where quantity > 0
    union all
    select month, '其它部门', cast(0 as bigint), max(as_of), 9999999, '' from orgs where quantity = 0 group by month

)

select
    month as {{ adapter.quote('月份') }},
    name as {{ adapter.quote('部门') }},
    quantity as {{ adapter.quote('信息量') }},
    as_of as {{ adapter.quote('数据截至') }}
from printed
order by month, display_order, party_org_id
