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
    published_at,
    month,
    words,
    clicks,
    delay_hours,
    is_withdrawn,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_web_articles') }}
where in_current
