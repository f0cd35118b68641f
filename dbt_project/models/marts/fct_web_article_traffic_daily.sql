select
    days.date,
    days.month,
    days.site_id as site,
    days.article_key,
    articles.article_id,
    days.section,
    sections.column_name,
    days.views,
    days.visitors,
    days.as_of,
    days.file_id as source_file_id,
    days.source_row
from {{ source('landing', 'web_article_traffic_day') }} as days
left join {{ ref('int_web_article_keys') }} as articles
    on days.site_id = articles.site and days.article_key = articles.article_key
left join {{ ref('int_web_sections') }} as sections
    on days.site_id = sections.site_id and days.section = sections.section and days.date = sections.date
where not days.is_superseded
