-- The tables of each month's bulletin, as of its cut-off, against each other.
with totals as (

    select
        month,
        max(case when metric_id = 'web_articles_published' then value end) as web_total,
        coalesce(max(case when metric_id = 'web_articles_important' then value end), 0) as web_important,
        coalesce(max(case when metric_id = 'web_articles_general' then value end), 0) as web_general,
        max(case when metric_id = 'wechat_followers_new' then value end) as followers_new,
        max(case when metric_id = 'wechat_followers_cancelled' then value end) as followers_cancelled,
        max(case when metric_id = 'wechat_followers_net' then value end) as followers_net,
        max(case when metric_id = 'wechat_followers_cumulative' then value end) as followers_closing,
        max(case when metric_id = 'wechat_articles_published' then value end) as wechat_articles,
        max(case when metric_id = 'wechat_menu_clicks' then value end) as menu_clicks,
        max(case when metric_id = 'wechat_articles_contributed' then value end) as contributions
    from {{ ref('int_bulletin_totals') }}
    group by month

),

cells as (

    select table_id, month, sum(value) as value
    from {{ ref('int_bulletin_cells') }}
    group by table_id, month

),

web_departments as (

    select
        totals.month,
        {{ check(
            id="'web_departments_sum'",
            subject="'表1各部门之和与网站总数'",
            left='cells.value',
            right='totals.web_total',
            rule="'表1各部门更新数之和应等于网站稿件总数'"
        ) }}
    from totals
    inner join cells on totals.month = cells.month and cells.table_id = '表1'
    where totals.web_total is not null

),

web_classes as (

    select
        month,
        {{ check(
            id="'web_classes_sum'",
            subject="'重要与一般之和与网站总数'",
            left='web_important + web_general',
            right='web_total',
            rule="'重要加一般应等于总数；差额是栏目没有归类的稿件，请在栏目表里登记栏目'",
            severity='warn'
        ) }}
    from totals
    where web_total is not null

),

web_duplicates as (

    select
        month,
        {{ check(
            id="'web_counted_once'",
            subject="'同一稿件不重复计数'",
            left='count(*)',
            right="count(distinct site || '|' || title || '|' || cast(published_on as string))",
            rule="'同一网站同一天同一标题的稿件应只算一条'",
            severity='warn'
        ) }}
    from {{ ref('int_web_articles') }}
    where {{ known_to_bulletin() }} and not is_withdrawn
    group by month

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

),

-- Every submission of Table 5 has one form, and the forms make up the total.
received as (

    select month, count(*) as quantity
    from {{ ref('int_submissions') }}
    where {{ known_to_bulletin() }}
    group by month

),

submission_forms as (

    select
        received.month,
        {{ check(
            id="'submissions_sum'",
            subject="'表5各行之和与供稿总数'",
            left='cells.value',
            right='received.quantity',
            rule="'表5各行之和应等于同期登记的供稿件数；差额是单位信息里写明不列入的单位，或没有写平台的供稿'",
            severity='warn'
        ) }}
    from received
    inner join cells on received.month = cells.month and cells.table_id = '表5'

),

uploads as (

    select month, count(distinct (party_org_id, record_id)) as quantity
    from {{ ref('int_party_uploads') }}
    where {{ known_to_bulletin() }} and is_counted
    group by month

),

party_uploads as (

    select
        cells.month,
        {{ check(
            id="'party_uploads_sum'",
            subject="'表6各党组织之和与上传记录'",
            left='cells.value',
            right='coalesce(uploads.quantity, 0)',
            rule="'表6各党组织信息量之和应等于计入的上传记录；差额是当月不在党组织表起止日期之内的党组织上传的'",
            severity='warn'
        ) }}
    from cells
    left join uploads on cells.month = uploads.month
    where cells.table_id = '表6'

),

-- Table 4 counts published articles, Table 5 submissions: per unit they should tell the same story.
submitters as (

    select
        submissions.month,
        submissions.department_id,
        max(labels.name) as name,
        sum(case when {{ matches('submissions.platforms', '公众号') }} then submissions.quantity else 0 end) as wechat_items,
        sum(case when {{ matches('submissions.platforms', '官网') }} then submissions.quantity else 0 end) as website_items
    from {{ ref('int_bulletin_submissions') }} as submissions
    inner join {{ ref('int_department_labels') }} as labels
        on
            submissions.month = labels.month
            and submissions.department_id = labels.department_id
            and labels.channel_id = 'submissions'
    group by submissions.month, submissions.department_id

),

units as (

    select
        submitters.*,
        coalesce(contributed.quantity, 0) as contributed,
        coalesce(published.quantity, 0) as published
    from submitters
    left join {{ ref('int_bulletin_departments') }} as contributed
        on
            submitters.month = contributed.month
            and submitters.department_id = contributed.department_id
            and contributed.channel_id = 'wechat'
    left join {{ ref('int_bulletin_departments') }} as published
        on
            submitters.month = published.month
            and submitters.department_id = published.department_id
            and published.channel_id = 'website'

),

wechat_units as (

    select
        month,
        {{ check(
            id="'contributions_vs_submissions'",
            subject="'表4与表5公众号：' || name",
            left='contributed',
            right='wechat_items',
            rule="'表4的供稿数与表5里投到公众号的件数应相同'",
            severity='warn'
        ) }}
    from units
    where contributed > 0 or wechat_items > 0

),

website_units as (

    select
        month,
        {{ check(
            id="'submissions_within_articles'",
            subject="'表5官网与表1：' || name",
            left='website_items',
            right='published',
            rule="'表5里投到官网的件数不应多于表1的更新数'",
            severity='warn',
            bound='at_most'
        ) }}
    from units
    where website_items > 0

),

cutoffs as (

    select
        cutoffs.month,
        cutoffs.is_stated,
        case when cutoffs.is_stated then cast(cutoffs.cutoff_on as string) else '未注明' end as cutoff,
        channels.name,
        cast(channels.display_order as integer) as display_order
    from {{ ref('int_cutoffs') }} as cutoffs
    inner join {{ ref('channel') }} as channels on cutoffs.channel_id = channels.channel_id
    where cutoffs.channel_id in ('website', 'wechat', 'submissions', 'party')

),

one_cutoff as (

    select
        month,
        {{ check(
            id="'one_cutoff'",
            subject="'一份通报一个截止日'",
            left='count(distinct cutoff)',
            right='1',
            rule="'各表截止日应一致：' || " ~ join_texts('name || cutoff', '，', 'display_order'),
            severity='warn'
        ) }}
    from cutoffs
    group by month
    having bool_or(is_stated)

),

two_names as (

    select
        month,
        {{ check(
            id="'names_resolved'",
            subject="'一处多名：' || " ~ join_distinct('label', '＝'),
            left='count(distinct label)',
            right='1',
            rule="'同一部门在各表里应只用一个名称'",
            severity='warn'
        ) }}
    from {{ ref('int_department_labels') }}
    group by month, department_id
    having count(distinct label) > 1

),

unknown_names as (

    select
        {{ month_of('on_date') }} as month,
        {{ check(
            id="'names_resolved'",
            subject="'不认识的部门：' || part",
            left='count(*)',
            right='0',
            rule="'部门表和别名表里当天没有这个名称，记在未识别'",
            severity='warn'
        ) }}
    from {{ ref('int_departments__resolved') }}
    where department_id = 'unrecognised' and channel_id <> 'bulletins'
    group by 1, part

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

)

{% for checks in ['web_departments', 'web_classes', 'web_duplicates', 'followers_net', 'followers_stock', 'menus',
    'contributions', 'submission_forms', 'party_uploads', 'wechat_units', 'website_units', 'one_cutoff', 'two_names',
    'unknown_names', 'unknown_menus'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
