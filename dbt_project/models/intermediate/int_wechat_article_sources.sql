-- Every landed row that tells of a published article, whatever it came from: the platform's own list, the statistics
-- API, what the 发表记录 page or a third party lists, and the workbook of a single article. An article that several
-- of them tell is that of the first, because only the list has the figures of seven days for every article.
{%- set columns = ['account_id', 'item_id', 'month', 'title', 'url', 'published_on', 'readers', 'reads', 'sharers', 'shares',
    'followed_after_reading', 'delivered', 'finish_share',
    'delivered_read_share', 'is_original', 'as_of', 'capped', 'is_superseded', 'file_id', 'source_file',
    'source_sheet', 'source_row'] %}
{%- set seventh_day = add_days('published_on', var('settling_days') - 2) %}

with listed as (

    select 1 as priority, coalesce(account_id, 'wechat') as account, *
    from {{ source('landing', 'wechat_article') }}

),

-- Cumulative from publication: the last day within the window of the list, else the first one after it.
totals as (

    select
        *,
        row_number() over (
            partition by account_id, item_id
            order by
                stat_date > {{ seventh_day }},
                case when stat_date <= {{ seventh_day }} then stat_date end desc,
                stat_date
        ) as choice
    from {{ source('landing', 'wechat_article_total') }}
    where not is_superseded

),

-- The workbook of one article has no day of publication but its first day of readers.
detail_days as (

    select *, min(date) over (partition by account_id, item_id) as published_on
    from {{ source('landing', 'wechat_article_day') }}
    where not is_superseded and message_id is null

),

details as (

    select
        *,
        sum(case when scene = '全部' and date <= {{ seventh_day }} then reads end) over same_article as reads_of_seven_days,
        max(date) over same_article as last_date,
        row_number() over (partition by account_id, item_id order by date, source_file, source_row) as choice
    from detail_days
    window same_article as (partition by account_id, item_id)

),

overviews as (

    select
        *,
        {{ add_days('period_start', var('settling_days') - 2) }} as last_of_seven,
        row_number() over (
            partition by account_id, title, period_start order by period_end, source_file, source_row
        ) as choice
    from {{ source('landing', 'wechat_article_overview') }}
    where not is_superseded

),

others as (

    select
        2 as priority,
        coalesce(account_id, 'wechat') as account_id,
        item_id,
        month,
        title,
        url,
        published_on,
        readers,
        reads,
        sharers,
        shares,
        followed_after_reading,
        target_users as delivered,
        finish_share,
        delivered_read_share,
        cast(null as boolean) as is_original,
        -- The seventh day is over when an answer tells of it, and the figure final.
        case
            when stat_date >= {{ seventh_day }} then greatest(as_of, {{ add_days('published_on', var('settling_days')) }})
            else stat_date
        end as as_of,
        capped,
        is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from totals
    where choice = 1
    union all
    -- Counters run for ever: they are no figures of seven days (see int_wechat_article_counters).
    select
        3, coalesce(account_id, 'wechat'), item_id, month, title, url, published_on, null, null, null, null, null,
        delivered, null, null, is_original, as_of, '', is_superseded, file_id, source_file, source_sheet, source_row
    from {{ ref('int_wechat_article_counters') }}
    union all
    select
        4, coalesce(account_id, 'wechat'), item_id, {{ month_of('published_on') }}, title, null, published_on, null,
        cast(reads_of_seven_days as bigint), null, null, null, null, null, null, null, last_date, '',
        is_superseded, file_id, source_file, source_sheet, source_row
    from details
    where choice = 1
    union all
    -- A workbook without its daily section: the sums of a window are figures of seven days only where it is no longer.
    select
        5, coalesce(account_id, 'wechat'), {{ id_of('article_', ['account_id', 'title', 'period_start']) }},
        {{ month_of('period_start') }}, title, null, period_start,
        case when period_end <= last_of_seven then readers end, case when period_end <= last_of_seven then reads end,
        case when period_end <= last_of_seven then sharers end, case when period_end <= last_of_seven then shares end,
        case when period_end <= last_of_seven then followed_after_reading end,
        delivered, case when period_end <= last_of_seven then finish_share end, null, null, period_end,
        capped, is_superseded, file_id, source_file, source_sheet, source_row
    from overviews
    where choice = 1

),

everything as (

    select priority, account as {{ columns | join(', ') }} from listed
    union all
    select priority, {{ columns | join(', ') }} from others

)

select {{ columns | join(', ') }}
from everything
where
    priority = 1
    or (
        -- Asked one by one: with an or between them the engine compares every two articles of an account.
        not exists (
            select 1
            from everything as better
            where
                better.account_id = everything.account_id
                and better.priority < everything.priority
                and better.url = everything.url
        )
        and not exists (
            select 1
            from everything as better
            where
                better.account_id = everything.account_id
                and better.priority < everything.priority
                and better.title = everything.title
                and better.published_on between {{ add_days('everything.published_on', -1) }}
                and {{ add_days('everything.published_on', 1) }}
        )
    )
