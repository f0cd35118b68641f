select
    days.date,
    days.month,
    days.site_id as site,
    days.section,
    sections.column_name,
    days.page_views,
    days.visitors,
    days.bot_views,
    days.mobile_views,
    days.as_of,
    days.file_id as source_file_id,
    days.source_row
from {{ source('landing', 'web_traffic_day') }} as days
left join {{ ref('int_web_sections') }} as sections
    on days.site_id = sections.site_id and days.section = sections.section and days.date = sections.date
where not days.is_superseded
