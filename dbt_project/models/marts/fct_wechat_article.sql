with contributions as (

    select
        published_on,
        title,
        department_id,
        row_number() over (partition by published_on, title order by source_row, contribution_id) as choice
    from {{ ref('int_wechat_contributions') }}
    where {{ known_now() }}

)

select
    articles.item_id as article_id,
    articles.account as account_id,
    articles.title,
    articles.url,
    articles.published_on,
    articles.month,
    contributions.department_id as contributing_department_id,
    articles.readers,
    articles.reads,
    articles.sharers,
    articles.shares,
    articles.delivered,
    articles.followed_after_reading,
    articles.finish_share,
    articles.is_original,
    articles.as_of,
    -- The platform counts seven days; an export before day eight is not final.
    articles.as_of < {{ add_days('articles.published_on', var('settling_days')) }} as is_provisional,
    articles.file_id as source_file_id,
    articles.source_row
from {{ ref('int_wechat_articles__versions') }} as articles
left join contributions
    on
        articles.published_on = contributions.published_on
        and articles.title = contributions.title
        and contributions.choice = 1
where {{ known_now('articles') }}
