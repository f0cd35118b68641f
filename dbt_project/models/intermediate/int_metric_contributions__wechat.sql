-- What articles and menus of Official Accounts add to monthly figures, in the columns of
-- int_metric_contributions__versions. Counters that run for ever are told as known now only.
{%- set unsettled = 'as_of < ' ~ add_days('published_on', var('settling_days')) %}

with wechat_articles as (

    select *, file_id as source_file_id, account || '|' || item_id as thing, account as export_of
    from {{ ref('int_wechat_articles__versions') }}

),

wechat_counters as (

    select
        *,
        account || '|' || item_id as thing,
        account as export_of,
        cast(null as date) as known_from,
        cast(null as date) as known_to,
        cast(null as date) as bulletin_on
    from {{ ref('int_wechat_article_counters') }}

),

regular_readers as (

    select *, file_id as source_file_id
    from {{ source('landing', 'wechat_regular_reader') }}
    where not is_superseded

),

-- Who read, as far as sex and age are told: of an article the window that ends last, of an account its regular readers.
audiences as (

    select
        'wechat_regular' as family,
        account_id,
        month,
        '' as title,
        dimension,
        label,
        people,
        capped,
        as_of,
        file_id as source_file_id,
        source_sheet,
        source_row
    from {{ source('landing', 'wechat_regular_audience') }}
    where not is_superseded and user_type like '%常读%'
    union all
    select 'wechat_article', account_id, month, title, dimension, label, people, capped, as_of, file_id, source_sheet, source_row
    from (
        select
            *,
            rank() over (
                partition by account_id, title, period_start, dimension order by period_end desc
            ) as choice
        from {{ source('landing', 'wechat_article_audience') }}
        where not is_superseded
    ) as windows
    where choice = 1

),

readers_by_band as (

    select
        *,
        case
            when dimension = '性别' then case when label like '%女%' then people else 0 end
            when cast(nullif({{ first_match('label', '([0-9]+)[^0-9]*$') }}, '') as integer) <= 25
                and not {{ matches('label', '以上|大于|超过') }}
                then people
            when cast(nullif({{ first_match('label', '([0-9]+)') }}, '') as integer) > 25
                and not {{ matches('label', '以下|小于|不到|未满') }}
                then 0
        end as of_them
    from audiences
    where
        people > 0
        and (
            (dimension = '性别' and {{ matches('label', '男|女') }})
            or (dimension = '年龄' and {{ matches('label', '[0-9]') }})
        )

),

-- A band of ages that reaches over 25 cannot be divided: what is told with such a band tells nothing of this.
readers_by_trait as (

    select *
    from (
        select
            *,
            bool_or(of_them is null) over (partition by family, account_id, month, title, dimension) as is_undivided
        from readers_by_band
    ) as bands
    where not is_undivided

),

menu as (

    select
        *,
        concat_ws('|', period_start, period_end, level1, level2) as thing,
        account_id as export_of
    from {{ ref('int_menu_clicks') }}

)

{{ contributions('wechat_articles_published', 'wechat_articles', account='account', date='published_on') }}
union all
{{ contributions('wechat_article_reads', 'wechat_articles', 'reads', account='account',
    capped="capped like '%reads%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_readers', 'wechat_articles', 'readers', account='account',
    capped="capped like '%readers%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_reads_to_date', 'wechat_counters', 'reads', 'reads is not null', account='account',
    capped="capped like '%reads%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_wows_to_date', 'wechat_counters', 'wows', 'wows is not null', account='account',
    capped="capped like '%wows%'", provisional=unsettled) }}
union all
{{ contributions('wechat_article_finish_share', 'wechat_articles', 'finish_share * readers',
    'finish_share is not null and readers > 0', account='account', whole='readers') }}
union all
{{ contributions('original_articles_published', 'wechat_articles', 'case when is_original then 1 else 0 end',
    'is_original is not null', account='account', date='published_on') }}
union all
{{ contributions('original_article_share', 'wechat_articles', 'case when is_original then 1 else 0 end',
    'is_original is not null', account='account', whole='1') }}
union all
{{ contributions('wechat_delivered_read_share', 'wechat_articles', 'delivered_read_share * delivered',
    'delivered_read_share is not null and delivered > 0', account='account', whole='delivered') }}
union all
{{ contributions('wechat_regular_readers', 'regular_readers', 'readers', account="coalesce(account_id, 'wechat')",
    capped="capped like '%readers%'", versions=false) }}
union all
{{ contributions('wechat_regular_reader_share', 'regular_readers', 'readers', 'reader_share > 0',
    account="coalesce(account_id, 'wechat')", whole='readers / reader_share', versions=false) }}
union all
{{ contributions('wechat_regular_female_share', 'readers_by_trait', 'of_them',
    "family = 'wechat_regular' and dimension = '性别'", account="coalesce(account_id, 'wechat')", whole='people',
    versions=false) }}
union all
{{ contributions('wechat_regular_young_share', 'readers_by_trait', 'of_them',
    "family = 'wechat_regular' and dimension = '年龄'", account="coalesce(account_id, 'wechat')", whole='people',
    versions=false) }}
union all
{{ contributions('wechat_article_female_share', 'readers_by_trait', 'of_them',
    "family = 'wechat_article' and dimension = '性别'", account="coalesce(account_id, 'wechat')", whole='people',
    versions=false) }}
union all
{{ contributions('wechat_article_young_share', 'readers_by_trait', 'of_them',
    "family = 'wechat_article' and dimension = '年龄'", account="coalesce(account_id, 'wechat')", whole='people',
    versions=false) }}
union all
{{ contributions('wechat_menu_clicks', 'menu', 'clicks', account='account_id', capped='is_capped',
    measured_on='period_end') }}
