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
{{ contributions('wechat_menu_clicks', 'menu', 'clicks', account='account_id', capped='is_capped',
    measured_on='period_end') }}
