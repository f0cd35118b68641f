-- Views and visitors of a month, of each section and of the whole site: visitors of days or sections cannot be added up.
with months as (

    select * from {{ source('landing', 'web_traffic_month') }} where not is_superseded

)

select
    months.month,
    months.site_id as site,
    nullif(months.section, '') as section,
    months.section = '' as is_whole_site,
    months.page_views,
    months.visitors,
    months.bot_views,
    months.mobile_views,
    months.as_of,
    months.file_id as source_file_id
from months
