-- Menus of the accounts: the versions of 菜单表, and every menu seen in data that it does not have.
with seen as (

    select
        coalesce(account_id, 'wechat') as account_id,
        level1,
        level2,
        min(period_start) as first_seen,
        max(period_end) as last_seen
    from {{ source('landing', 'wechat_menu') }}
    group by coalesce(account_id, 'wechat'), level1, level2

),

registered as (

    select
        account_id,
        level1,
        level2,
        cast(display_order as integer) as display_order,
        {{ since('valid_from') }} as valid_from,
        {{ until_next('account_id, level1, level2') }} as valid_to
    from {{ source('landing', 'ref_menu') }}

),

versions as (

    select
        coalesce(registered.account_id, seen.account_id) as account_id,
        coalesce(registered.level1, seen.level1) as level1,
        coalesce(registered.level2, seen.level2) as level2,
        registered.display_order,
        {{ since('registered.valid_from') }} as valid_from,
        {{ until('registered.valid_to') }} as valid_to,
        seen.first_seen,
        seen.last_seen,
        registered.account_id is not null as is_registered
    from registered
    full join seen
        on
            registered.account_id = seen.account_id
            and registered.level1 = seen.level1
            and registered.level2 = seen.level2

)

select
    {{ id_of('menu_', ['account_id', 'level1', 'level2']) }} || '@' || cast(valid_from as string) as menu_key,
    {{ id_of('menu_', ['account_id', 'level1', 'level2']) }} as menu_id,
    account_id,
    level1,
    level2,
    case when level2 = '-' then level1 else level1 || '／' || level2 end as path,
    case when level2 = '-' then 1 else 2 end as menu_level,
    display_order,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current,
    first_seen,
    last_seen,
    is_registered
from versions
order by account_id, display_order, path, valid_from
