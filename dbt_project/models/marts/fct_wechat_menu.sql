select
    menus.account_id,
    menus.period_start,
    menus.period_end,
    menus.month,
    menus.level1,
    menus.level2,
    {{ id_of('menu_', ['menus.account', 'menus.level1', 'menus.level2']) }} as menu_id,
    menus.clicks,
    menus.people,
    windows.account_id is not null as is_in_month,
    menus.as_of,
    menus.file_id as source_file_id,
    menus.source_row
from (
    select *, coalesce(account_id, 'wechat') as account
    from {{ source('landing', 'wechat_menu') }}
    where not is_superseded
) as menus
left join {{ ref('int_menu_windows') }} as windows
    on
        {{ known_now('windows') }}
        and menus.account = windows.account_id
        and menus.period_start = windows.period_start
        and menus.period_end = windows.period_end
