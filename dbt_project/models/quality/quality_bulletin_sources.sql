-- What each row of an export adds to a cell of a printed table, as the bulletin of the month knew it.
with departments as (

    select 'website_updates' as table_name, '更新动态数量' as column_name, 'web_articles_published' as metric_id,
        articles.month, articles.department_id, articles.source_file_id, articles.source_sheet, articles.source_row
    from {{ ref('int_web_articles') }} as articles
    where articles.in_bulletin and not articles.is_withdrawn
    union all
    select 'wechat_contributions', '供稿数量', 'wechat_articles_contributed', month, department_id, source_file_id,
        source_sheet, source_row
    from {{ ref('int_wechat_contributions') }}
    where in_bulletin

),

wechat_days as (

    select
        by_day.*,
        by_day.date = max(by_day.date) over (partition by by_day.metric_id, by_day.month) as is_last
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('int_official_accounts') }} as accounts
        on by_day.account_id = accounts.account_id and by_day.month = accounts.month
    where by_day.in_bulletin and by_day.channel_id = 'wechat'

),

uploads as (

    select
        *,
        row_number() over (
            partition by month, party_org_id, system, org_name, item_id
            order by source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_party_uploads') }}
    where in_bulletin and is_counted

),

platforms as (

    select
        platforms as written,
        {{ join_texts('printed_name', '、', 'printed_order, printed_name') }} as platforms
    from {{ ref('int_platforms_written') }}
    group by platforms

),

submissions as (

    select
        submissions.month,
        submissions.department_id,
        submissions.form,
        submissions.source_file_id,
        submissions.source_sheet,
        submissions.source_row,
        platforms.platforms
    from {{ ref('int_submissions') }} as submissions
    inner join platforms on submissions.platforms = platforms.written
    where submissions.in_bulletin

),

cells as (

    select
        departments.table_name,
        departments.month,
        labels.label as row_label,
        departments.column_name,
        departments.metric_id,
        departments.source_file_id,
        departments.source_sheet,
        departments.source_row,
        1 as value
    from departments
    inner join {{ ref('int_bulletin_departments') }} as labels
        on
            departments.month = labels.month
            and departments.department_id = labels.department_id
            and labels.channel_id = case departments.table_name when 'website_updates' then 'website' else 'wechat' end
    union all
    select
        'wechat_base',
        month,
        '',
        case metric_id
            when 'wechat_followers_new' then '新增关注'
            when 'wechat_followers_cancelled' then '取消关注'
            when 'wechat_followers_net' then '净增关注'
            when 'wechat_followers_cumulative' then '累计关注'
            when 'wechat_reads' then '总阅读数'
        end,
        metric_id,
        file_id,
        source_sheet,
        source_row,
        value
    from wechat_days
    where
        metric_id in ('wechat_followers_new', 'wechat_followers_cancelled', 'wechat_followers_net', 'wechat_reads')
        or (metric_id = 'wechat_followers_cumulative' and is_last)
    union all
    select
        'wechat_readers',
        days.month,
        '',
        '日均阅读人数',
        'wechat_readers_daily_mean',
        days.file_id,
        days.source_sheet,
        days.source_row,
        days.value / count(*) over (partition by days.month)
    from wechat_days as days
    inner join {{ ref('int_bulletin_readers') }} as printed on days.month = printed.month
    where days.metric_id = 'wechat_readers'
    union all
    select
        'wechat_menu',
        menus.month,
        menus.level1 || '/' || menus.level2,
        '菜单点击次数',
        'wechat_menu_clicks',
        menus.source_file_id,
        menus.source_sheet,
        menus.source_row,
        menus.clicks
    from {{ ref('int_menu_clicks') }} as menus
    inner join {{ ref('int_official_accounts') }} as accounts
        on menus.account_id = accounts.account_id and menus.month = accounts.month
    where menus.perspective = 'bulletin'
    union all
    select
        'submissions',
        submissions.month,
        printed.label || '/' || submissions.form || '/' || submissions.platforms,
        '数量',
        'submissions_received',
        submissions.source_file_id,
        submissions.source_sheet,
        submissions.source_row,
        1
    from submissions
    inner join {{ ref('int_bulletin_submissions') }} as printed
        on
            submissions.month = printed.month
            and submissions.department_id = printed.department_id
            and submissions.form = printed.form
            and submissions.platforms = printed.platforms
    union all
    select
        'party_uploads',
        uploads.month,
        orgs.name,
        '信息量',
        'party_uploads',
        uploads.source_file_id,
        uploads.source_sheet,
        uploads.source_row,
        1
    from uploads
    inner join {{ ref('int_bulletin_party') }} as orgs
        on uploads.month = orgs.month and uploads.party_org_id = orgs.party_org_id
    where uploads.choice = 1
    union all
    select
        'training',
        month,
        class_name || '/' || cohort,
        '人数',
        'training_participants',
        file_id,
        source_sheet,
        source_row,
        participants
    from {{ source('landing', 'training_class') }}
    where not is_superseded

)

select
    table_name,
    month,
    row_label,
    column_name,
    metric_id,
    source_file_id,
    coalesce(source_sheet, '') as source_sheet,
    cast(source_row as integer) as source_row,
    cast(value as double) as value
from cells
where value is not null
