select
    date,
    month,
    site_id as site,
    article_key,
    section,
    views,
    visitors,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_website__article_traffic_days') }}
where not is_superseded
order by date, site_id, article_key, section
