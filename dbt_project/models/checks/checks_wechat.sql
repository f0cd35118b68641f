-- Tables 2 to 4 of each bulletin, as of its cut-off: followers, menus and contributions of the official account.
with totals as (

    {{ bulletin_totals({
        'followers_new': 'wechat_followers_new', 'followers_cancelled': 'wechat_followers_cancelled',
        'followers_net': 'wechat_followers_net', 'followers_closing': 'wechat_followers_cumulative',
        'wechat_articles': 'wechat_articles_published', 'menu_clicks': 'wechat_menu_clicks',
        'contributions': 'wechat_articles_contributed'}) }}

),

cells as (

    {{ table_sums() }}

),

followers_net as (

    select
        month,
        {{ check(
            id="'wechat_net'",
            subject="'公众号新增减取消与净增'",
            left='followers_new - followers_cancelled',
            right='followers_net',
            rule="'新增关注减取消关注应等于净增关注'"
        ) }}
    from totals
    where followers_net is not null

),

opening as (

    select
        {{ month_of(add_days('days.date', 1)) }} as month,
        max(days.value) as value
    from {{ ref('int_daily_values') }} as days
    -- The stock a month opens with is that of the account it is about.
    inner join {{ ref('int_official_accounts') }} as accounts
        on days.account_id = accounts.account_id and {{ month_of(add_days('days.date', 1)) }} = accounts.month
    where
        days.metric_id = 'wechat_followers_cumulative'
        and {{ known_now('days') }}
        and days.date = {{ month_end('days.month') }}
    group by 1

),

followers_stock as (

    select
        totals.month,
        {{ check(
            id="'wechat_stock'",
            subject="case when opening.value is null then '公众号期初加净增与期末（期初由期末推算）' else '公众号期初加净增与期末' end",
            left='coalesce(opening.value, totals.followers_closing - totals.followers_net) + totals.followers_net',
            right='totals.followers_closing',
            rule="'期初累计加当期净增应等于期末累计'"
        ) }}
    from totals
    left join opening on totals.month = opening.month
    where totals.followers_closing is not null

),

menus as (

    select
        totals.month,
        {{ check(
            id="'wechat_menu_sum'",
            subject="'表3各菜单之和与菜单点击总数'",
            left='cells.value',
            right='totals.menu_clicks',
            rule="'表3各菜单点击次数之和应等于公众号菜单点击总数'"
        ) }}
    from totals
    inner join cells on totals.month = cells.month and cells.table_id = '表3'
    where totals.menu_clicks is not null

),

-- Menus with clicks that the menu table of their account does not know.
unknown_menus as (

    select
        clicks.month,
        {{ check(
            id="'menus_resolved'",
            subject="'没有登记的菜单：' || clicks.level1 || '／' || clicks.level2",
            left='count(*)',
            right='0',
            rule="'菜单表里没有这个菜单，排在最后；请在菜单表登记'",
            severity='warn'
        ) }}
    from {{ ref('int_menu_clicks') }} as clicks
    left join {{ source('landing', 'ref_menu') }} as menus
        on
            clicks.account_id = menus.account_id
            and clicks.level1 = menus.level1
            and clicks.level2 = menus.level2
            and clicks.period_end between {{ since('menus.valid_from') }} and {{ until('menus.valid_to') }}
    where
        {{ known_now('clicks') }}
        and menus.account_id is null
        and clicks.account_id in (select account_id from {{ source('landing', 'ref_menu') }})
    group by clicks.month, clicks.level1, clicks.level2

),

contributions as (

    select
        month,
        {{ check(
            id="'wechat_contributions_sum'",
            subject="'表4供稿之和与公众号发稿数'",
            left='contributions',
            right='wechat_articles',
            rule="'每篇公众号文章都应登记供稿单位'",
            severity='warn'
        ) }}
    from totals
    where contributions is not null and wechat_articles is not null

)

select * from followers_net
union all
select * from followers_stock
union all
select * from menus
union all
select * from unknown_menus
union all
select * from contributions
