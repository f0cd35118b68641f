-- Every version of a menu entry, as long as its window was one that the month is taken from. The first version is known
-- with the window, whenever it was exported.
{%- set entry = ['account', 'period_start', 'period_end', 'level1', 'level2'] %}

with menus as (

    select *, coalesce(account_id, 'wechat') as account
    from {{ source('landing', 'wechat_menu') }}

),

versions as (

    {{ with_versions('menus', entry) }}

),

chosen as (

    select
        versions.account,
        versions.month,
        versions.period_start,
        versions.period_end,
        versions.level1,
        versions.level2,
        versions.clicks,
        versions.people,
        versions.capped,
        versions.as_of,
        case
            when versions.known_from = min(versions.known_from) over (
                partition by versions.{{ entry | join(', versions.') }}
            )
                then windows.known_from
            else greatest(versions.known_from, windows.known_from)
        end as known_from,
        least(versions.known_to, windows.known_to) as known_to,
        windows.bulletin_on,
        versions.file_id,
        versions.source_sheet,
        versions.source_row
    from versions
    inner join {{ ref('int_menu_windows') }} as windows
        on
            versions.account = windows.account_id
            and versions.period_start = windows.period_start
            and versions.period_end = windows.period_end

)

select
    account as account_id,
    month,
    period_start,
    period_end,
    level1,
    level2,
    clicks,
    people,
    capped <> '' as is_capped,
    as_of,
    known_from,
    known_to,
    bulletin_on,
    file_id as source_file_id,
    source_sheet,
    source_row
from chosen
