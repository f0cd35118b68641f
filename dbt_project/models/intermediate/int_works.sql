-- Whatever the institution published, piece by piece, with what tells its theme: title, tags, column. Publications in
-- other media are their stories, not the institution's works.
{%- set brackets = ['^【([^】]{1,12})】', '^「([^」]{1,12})」', '^『([^』]{1,12})』', '^([^|｜丨]{1,10}?)\\s*[|｜丨]'] %}

with counters as (

    select account_id, published_on, title, tags, reads
    from (
        select
            coalesce(account_id, 'wechat') as account_id,
            cast(published_at as date) as published_on,
            title,
            tags,
            reads,
            row_number() over (
                partition by account_id, title, cast(published_at as date) order by as_of desc, file_id, source_row
            ) as choice
        from {{ source('landing', 'wechat_article_counter') }}
        where not is_superseded
    ) as listed
    where choice = 1

),

tagged as (

    select coalesce(account_id, 'wechat') as account_id, item_id, max(tags) as tags
    from {{ source('landing', 'wechat_article') }}
    where not is_superseded
    group by coalesce(account_id, 'wechat'), item_id

),

wechat as (

    select
        articles.account as account_id,
        articles.item_id,
        articles.title,
        articles.published_on,
        articles.month,
        coalesce(tagged.tags, counters.tags) as tags,
        coalesce(
            {%- for bracket in brackets %}
            nullif({{ first_match('articles.title', bracket) }}, ''){{ ',' if not loop.last }}
            {%- endfor %}
        ) as column_name,
        articles.reads,
        counters.reads as reads_to_date,
        articles.as_of,
        articles.file_id,
        articles.source_sheet,
        articles.source_row
    from {{ ref('int_wechat_articles__versions') }} as articles
    left join tagged on articles.account = tagged.account_id and articles.item_id = tagged.item_id
    left join counters
        on
            articles.account = counters.account_id
            and articles.title = counters.title
            and articles.published_on = counters.published_on
    where {{ known_now('articles') }}

)

select
    'web_article' as work_kind,
    'website' as channel_id,
    site as account_id,
    article_id as work_id,
    title,
    {{ squeeze('title') }} as title_key,
    published_on,
    month,
    cast(null as string) as tags,
    column_name,
    cast(null as bigint) as reads,
    clicks as reads_to_date,
    as_of,
    source_file_id,
    source_sheet,
    source_row
from {{ ref('int_web_articles') }}
where {{ known_now() }} and not is_withdrawn
union all
select
    'wechat_article', 'wechat', account_id, item_id, title, {{ squeeze('title') }}, published_on, month, tags,
    column_name, reads, reads_to_date, as_of, file_id, source_sheet, source_row
from wechat
union all
select
    'social_post', channel_id, account_id, post_id, title, {{ squeeze('title') }}, cast(published_at as date), month,
    topics, null, null, coalesce(plays, reads), as_of, source_file_id, source_sheet, source_row
from {{ ref('int_social_posts') }}
where not is_withdrawn
