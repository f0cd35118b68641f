-- Joint units: every unit named, in the order written; position 1 is the one that counts.
with articles as (

    select * from {{ ref('int_web_articles') }} where {{ known_now() }}

),

roles as (

    select article_id, site, published_on, 'publishing' as role, department_name as name from articles
    union all
    select article_id, site, published_on, 'contributing', contributing_name from articles

)

select
    roles.article_id,
    roles.site,
    roles.role,
    departments.position,
    departments.department_id,
    departments.part as name_written
from roles
inner join {{ ref('int_departments__resolved') }} as departments
    on
        departments.channel_id = 'website'
        and roles.name = departments.name
        and roles.published_on = departments.on_date
