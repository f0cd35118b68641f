-- Month x dataset x account: which days the exports of lists and ledgers speak about.
with months as (

    select * from {{ ref('int_months') }} where is_in_data

),

files as (

    select
        datasets.dataset,
        case when datasets.is_per_account then coalesce(files.account_id, files.site_id) end as account_id,
        datasets.coverage_kind,
        files.period_start,
        files.period_end,
        -- An export with a stated period and no rows says that there was nothing.
        coalesce(files.first_date, files.period_start) as first_date,
        coalesce(files.last_date, files.period_end) as last_date,
        files.last_date is null as is_empty,
        files.as_of
    from {{ source('landing', 'ingest_file') }} as files
    inner join {{ ref('dataset') }} as datasets
        on
            datasets.dataset = case
                -- Whatever lists the articles of an account speaks of what it published.
                when files.dataset in ('wechat_article_counter', 'wechat_article_total') then 'wechat_article'
                else files.dataset
            end
    where
        files.status = 'read'
        and coalesce(files.last_date, files.period_end) is not null
        and datasets.coverage_kind not in ('register', 'figures', 'states')
    union all
    select * from {{ ref('int_coverage__registers') }}

),

-- A list without a stated period is silent about quiet days after its last record; see var list_tail_days.
spans as (

    select
        dataset,
        account_id,
        -- The same holds for quiet days before its first record.
        case
            when
                coverage_kind = 'ledger'
                or {{ add_days('first_date', -var('list_tail_days')) }} <= {{ month_start(month_of('first_date')) }}
                then least(coalesce(period_start, first_date), {{ month_start(month_of('first_date')) }})
            else coalesce(period_start, first_date)
        end as covers_from,
        case
            -- A period beyond the last record was stated by the folder, the name or the title of the file.
            when period_end > last_date or is_empty then period_end
            when coverage_kind = 'ledger' then {{ month_end(month_of('last_date')) }}
            when
                {{ add_days('greatest(last_date, coalesce(as_of, last_date))', var('list_tail_days')) }}
                >= {{ month_end(month_of('greatest(last_date, coalesce(as_of, last_date))')) }}
                then {{ month_end(month_of('greatest(last_date, coalesce(as_of, last_date))')) }}
            else greatest(last_date, coalesce(as_of, last_date))
        end as covers_until,
        coalesce(period_end, last_date) <= last_date and not is_empty as is_end_assumed
    from files
    where coverage_kind in ('list', 'ledger')

),

span_days as (

    select
        spans.dataset,
        spans.account_id,
        months.month,
        greatest(spans.covers_from, months.month_start) as from_day,
        least(spans.covers_until, months.month_end) as until_day,
        spans.is_end_assumed
    from spans
    inner join months on spans.covers_from <= months.month_end and spans.covers_until >= months.month_start
    union all
    -- The workbook of one article speaks of the day of that article and of no other.
    select distinct 'wechat_article', details.account_id, months.month, details.published_on, details.published_on, false
    from (
        select account_id, min(date) as published_on
        from {{ source('landing', 'wechat_article_day') }}
        where message_id is null and not is_superseded
        group by account_id, item_id
    ) as details
    inner join months on details.published_on between months.month_start and months.month_end

),

-- Overlapping exports must not be counted twice, so spans are merged before their days are added.
span_islands as (

    select
        *,
        max(until_day) over (
            partition by dataset, account_id, month
            order by from_day, until_day
            rows between unbounded preceding and 1 preceding
        ) as reached
    from span_days

)

select
    dataset,
    account_id,
    month,
    cast(sum(greatest(
        0,
        {{ days_inclusive("greatest(from_day, coalesce(" ~ add_days('reached', 1) ~ ", from_day))", 'until_day') }}
    )) as integer) as days_covered,
    -- The first gap, if there is one, begins the day after all that was reached before it.
    {{ days_inclusive(month_start('month'), "coalesce(min(case when from_day > coalesce("
        ~ add_days('reached', 1) ~ ', ' ~ month_start('month') ~ ") then coalesce(reached, "
        ~ add_days(month_start('month'), -1) ~ ") end), max(until_day))") }} as days_from_first,
    max(until_day) as as_of,
    bool_and(is_end_assumed) as is_end_assumed
from span_islands
group by dataset, account_id, month
