select
    date,
    month,
    site_id as site,
    section,
    page_views,
    visitors,
    bot_views,
    mobile_views,
    as_of,
    file_id as source_file_id,
    source_row
from {{ ref('stg_website__traffic_days') }}
where not is_superseded
order by date, site_id, section
