-- Menu entries of the chosen windows, per perspective.
with menus as (

    select
        *,
        coalesce(account_id, 'wechat') as account,
        row_number() over (
            partition by coalesce(account_id, 'wechat'), period_start, period_end, level1, level2
            order by is_superseded, as_of desc, file_id, source_row
        ) as choice
    from {{ source('landing', 'wechat_menu') }}

)

select
    windows.perspective,
    menus.account as account_id,
    menus.month,
    menus.period_start,
    menus.period_end,
    menus.level1,
    menus.level2,
    menus.clicks,
    menus.people,
    menus.capped <> '' as is_capped,
    menus.as_of,
    menus.file_id as source_file_id,
    menus.source_sheet,
    menus.source_row
from menus
inner join {{ ref('int_menu_windows') }} as windows
    on
        menus.account = windows.account_id
        and menus.period_start = windows.period_start
        and menus.period_end = windows.period_end
where menus.choice = 1
