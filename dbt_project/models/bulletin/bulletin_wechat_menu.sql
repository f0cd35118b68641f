with clicks as (

    select menus.*
    from {{ ref('int_menu_clicks') }} as menus
    inner join {{ ref('int_official_accounts') }} as accounts
        on menus.account_id = accounts.account_id and menus.month = accounts.month
    where menus.perspective = 'bulletin'

),

ordered as (

    select
        clicks.*,
        row_number() over (
            partition by clicks.month, clicks.account_id, clicks.level1, clicks.level2
            order by menus.valid_from desc nulls last
        ) as choice,
        coalesce(menus.display_order, 9999) as display_order
    from clicks
    left join {{ source('landing', 'ref_menu') }} as menus
        on
            clicks.account_id = menus.account_id
            and clicks.level1 = menus.level1
            and clicks.level2 = menus.level2
            and clicks.period_end between {{ since('menus.valid_from') }} and {{ until('menus.valid_to') }}

)

select
    month as "月份",
    level1 as "一级菜单",
    level2 as "二级菜单",
    clicks as "菜单点击次数",
    period_end as "数据截至"
from ordered
where choice = 1
order by month, display_order, source_row
