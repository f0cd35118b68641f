-- What each row of an export adds to a cell of a printed table, as the bulletin of the month knew it.
with parts as {{ once() }}(

    select * from {{ ref('int_bulletin_contributions') }}

),

of_account as (

    select parts.*
    from parts
    inner join {{ ref('int_official_accounts') }} as accounts
        on parts.account_id = accounts.account_id and parts.month = accounts.month

),

platforms as (

    select
        platforms as written,
        {{ join_texts('printed_name', '、', 'printed_order, printed_name') }} as platforms
    from {{ ref('int_platforms_written') }}
    group by platforms

),

cells as (

    select
        case labels.channel_id when 'website' then 'website_updates' else 'wechat_contributions' end as table_name,
        parts.month,
        labels.label as row_label,
        case labels.channel_id when 'website' then '更新动态数量' else '供稿数量' end as column_name,
        parts.metric_id,
        parts.source_file_id,
        parts.source_sheet,
        parts.source_row,
        parts.value
    from parts
    inner join {{ ref('int_bulletin_departments') }} as labels
        on
            parts.month = labels.month
            and parts.department_id = labels.department_id
            and parts.metric_id = case labels.channel_id
                when 'website' then 'web_articles_published' else 'wechat_articles_contributed'
            end
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
        source_file_id,
        source_sheet,
        source_row,
        value
    from of_account
    where metric_id in ('wechat_followers_new', 'wechat_followers_cancelled', 'wechat_followers_net',
        'wechat_followers_cumulative', 'wechat_reads')
    union all
    select
        'wechat_readers',
        days.month,
        '',
        '日均阅读人数',
        days.metric_id,
        days.source_file_id,
        days.source_sheet,
        days.source_row,
        days.value / {{ summed('days.whole', '(partition by days.month)') }}
    from of_account as days
    inner join {{ ref('int_bulletin_readers') }} as printed on days.month = printed.month
    where days.metric_id = 'wechat_readers_daily_mean'
    union all
    select
        'wechat_menu',
        clicks.month,
        menus.level1 || '/' || menus.level2,
        '菜单点击次数',
        clicks.metric_id,
        clicks.source_file_id,
        clicks.source_sheet,
        clicks.source_row,
        clicks.value
    from of_account as clicks
    inner join {{ ref('int_menu_clicks') }} as menus
        on
            clicks.account_id = menus.account_id
            and clicks.source_file_id = menus.source_file_id
            and clicks.source_row = menus.source_row
            and clicks.source_sheet = coalesce(menus.source_sheet, '')
            and {{ known_to_bulletin('menus') }}
    where clicks.metric_id = 'wechat_menu_clicks'
    union all
    select
        'submissions',
        parts.month,
        printed.label || '/' || submissions.form || '/' || platforms.platforms,
        '数量',
        parts.metric_id,
        parts.source_file_id,
        parts.source_sheet,
        parts.source_row,
        parts.value
    from parts
    inner join {{ ref('int_submissions') }} as submissions
        on
            parts.thing = submissions.submission_id
            and parts.known_from = submissions.known_from
            and parts.source_file_id = submissions.source_file_id
            and parts.source_row = submissions.source_row
    inner join platforms on submissions.platforms = platforms.written
    inner join {{ ref('int_bulletin_submissions') }} as printed
        on
            parts.month = printed.month
            and parts.department_id = printed.department_id
            and submissions.form = printed.form
            and platforms.platforms = printed.platforms
    where parts.metric_id = 'submissions_received'
    union all
    select
        'party_uploads',
        parts.month,
        orgs.name,
        '信息量',
        parts.metric_id,
        parts.source_file_id,
        parts.source_sheet,
        parts.source_row,
        parts.value
    from parts
    inner join {{ ref('int_bulletin_party') }} as orgs
        on parts.month = orgs.month and parts.party_org_id = orgs.party_org_id
    where parts.metric_id = 'party_uploads'
    union all
    -- Training is printed as it is known now.
    select
        'training',
        month,
        class_name || '/' || cohort,
        '人数',
        'training_participants',
        source_file_id,
        source_sheet,
        source_row,
        participants
    from {{ ref('int_training_classes') }}
    where {{ known_now() }}

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
