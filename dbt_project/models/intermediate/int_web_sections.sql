-- The column behind a section of the server logs, on each day it was visited. The logs know the number of a column,
-- 栏目表 its name then; one entry of the site itself goes before an entry for all sites.
with visited as (

    select site_id, section, date from {{ source('landing', 'web_traffic_day') }} where not is_superseded
    union
    select site_id, section, date from {{ source('landing', 'web_article_traffic_day') }} where not is_superseded

),

candidates as (

    select
        visited.site_id,
        visited.section,
        visited.date,
        columns.column_name,
        row_number() over (
            partition by visited.site_id, visited.section, visited.date
            order by columns.site_id is null, columns.valid_from desc, columns.source_row
        ) as choice
    from visited
    inner join {{ ref('int_site_columns') }} as columns
        on
            visited.section = columns.column_code
            and (columns.site_id is null or columns.site_id = visited.site_id)
            and visited.date between columns.valid_from and columns.valid_to

)

select site_id, section, date, column_name
from candidates
where choice = 1
