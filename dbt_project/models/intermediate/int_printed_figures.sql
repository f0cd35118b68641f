-- Printed figures with the span of true values the print allows: 59.2万 is a rounding, 140余 a lower bound.
with figures as (

    select * from {{ ref('stg_registers__published_figures') }} where not is_superseded

),

rounded as (

    select
        *,
        case
            when {{ matches('printed', '亿') }} then 1e8
            when {{ matches('printed', '万') }} then 1e4
            else 1
        end as unit_size,
        case when {{ matches('printed', '万|亿') }} then length({{ first_match('printed', '\\.([0-9]+)') }}) end as decimals,
        case
            when {{ matches("coalesce(qualifier, '') || printed", '余|多|以上|超过|\\+|＋|不少于') }} then 'at_least'
            when {{ matches("coalesce(qualifier, '') || printed", '近|不足|不到') }} then 'below'
            when {{ matches("coalesce(qualifier, '') || printed", '约|左右') }} then 'about'
            else 'exact'
        end as bound
    from figures

)

select
    bulletin,
    month,
    period,
    table_id,
    row_label,
    metric_id,
    place,
    printed,
    value,
    qualifier,
    bound,
    coalesce(half_width, unit_size * power(10.0, -decimals) / 2, 0) + case when bound = 'about' then value * 0.05 else 0 end as tolerance,
    as_of_printed,
    file_id,
    source_row
from rounded
