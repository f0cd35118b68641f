with articles as (

    select *, {{ has_time('source_file_id', ref('int_web_articles__versions'), 'file_id') }} as has_time
    from {{ ref('int_web_articles') }}
    where {{ known_now() }}

)

select
    article_id,
    site,
    column_name,
    column_count,
    importance,
    department_id,
    contributing_department_id,
    title,
    url,
    case when has_time then published_at end as published_at,
    published_on,
    case when has_time then 'time' else 'day' end as published_precision,
    month,
    words,
    clicks,
    case when has_time then delay_hours end as delay_hours,
    is_withdrawn,
    as_of,
    source_file_id,
    source_row
from articles
