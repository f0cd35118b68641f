with clicks as (

    select menus.*
    from {{ ref('int_menu_clicks') }} as menus
    inner join {{ ref('int_official_accounts') }} as accounts
        on menus.account_id = accounts.account_id and menus.month = accounts.month
    where menus.perspective = 'bulletin'

),

-- Windows that follow each other are one span; where days between them are missing, each stands by itself.
spans as (

    select
        month,
        max(period_end) as period_end,
        case
            when sum({{ days_inclusive('period_start', 'period_end') }})
                = {{ days_inclusive('min(period_start)', 'max(period_end)') }}
                then {{ span_text('min(period_start)', 'max(period_end)') }}
            else {{ join_texts(span_text('period_start', 'period_end'), '、', 'period_start') }}
        end as said
    from (select distinct month, period_start, period_end from clicks) as windows
    group by month

),

entries as (

    select
        account_id,
        month,
        level1,
        level2,
        sum(clicks) as clicks,
        max(period_end) as period_end,
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
    left join {{ ref('stg_reference__menus') }} as menus
        on
            entries.account_id = menus.account_id
            and entries.level1 = menus.level1
            and entries.level2 = menus.level2
            and entries.period_end between {{ since('menus.valid_from') }} and {{ until('menus.valid_to') }}

)

select
    ordered.month as "月份",
    ordered.level1 as "一级菜单",
    ordered.level2 as "二级菜单",
    cast(ordered.clicks as bigint) as "菜单点击次数",
    spans.period_end as "数据截至",
    spans.said as "统计时段"
from ordered
inner join spans on ordered.month = spans.month
where ordered.choice = 1
order by ordered.month, ordered.display_order, ordered.period_start, ordered.source_row
