select
    {{ id_of('outlet_', ['outlet', 'valid_from']) }} as outlet_key,
    {{ id_of('outlet_', ['outlet']) }} as outlet_id,
    outlet as name,
    level,
    case
        when {{ matches('level', '国家|中央') }} then 1
        when {{ matches('level', '省') }} then 2
        when {{ matches('level', '市') }} then 3
        when {{ matches('level', '县|区') }} then 4
        else 9
    end as level_order,
    type,
    {{ since('valid_from') }} as valid_from,
    {{ until_next('outlet') }} as valid_to,
    {{ until_next('outlet') }} = date '9999-12-31' as is_current
from {{ ref('stg_reference__outlets') }}
order by level_order, name, valid_from
