with clicks as (

    select menus.*
    from {{ ref('int_menu_clicks') }} as menus
    inner join {{ ref('int_official_accounts') }} as accounts
        on menus.account_id = accounts.account_id and menus.month = accounts.month
    where {{ known_to_bulletin('menus') }}

),

entries as (

    select
        account_id,
        month,
        level1,
        level2,
        sum(clicks) as clicks,
        max(max(period_end)) over (partition by account_id, month) as period_end,
        min(period_start) as period_start,
        min(source_row) as source_row
    from clicks
    group by account_id, month, level1, level2

),

ordered as (

    select
        entries.*,
        row_number() over (
            partition by entries.month, entries.account_id, entries.level1, entries.level2
            order by menus.valid_from desc nulls last
        ) as choice,
        coalesce(menus.display_order, 9999) as display_order
    from entries
    left join {{ ref('dim_menu') }} as menus
        on
            entries.account_id = menus.account_id
            and entries.level1 = menus.level1
            and entries.level2 = menus.level2
            and entries.period_end between menus.valid_from and menus.valid_to

)

select
    month as {{ adapter.quote('月份') }},
    level1 as {{ adapter.quote('一级菜单') }},
    level2 as {{ adapter.quote('二级菜单') }},
    cast(clicks as bigint) as {{ adapter.quote('菜单点击次数') }},
    period_end as {{ adapter.quote('数据截至') }}
from ordered
where choice = 1
order by month, display_order, period_start, source_row
