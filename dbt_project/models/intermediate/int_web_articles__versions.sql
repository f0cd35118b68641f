-- Every landed row of an article in a column: its class, its departments, when it was known.
with articles as (

    select
        *,
        coalesce(site_id, 'website') as site,
        cast(published_at as date) as published_on
    from {{ ref('stg_website__articles') }}

),

classes as (

    select
        articles.site,
        articles.column_name,
        articles.published_on,
        columns.column_name as known_name,
        columns.importance,
        columns.deadline_hours,
        row_number() over (
            partition by articles.site, articles.column_name, articles.published_on
            order by columns.site_id is null, columns.valid_from desc, columns.source_row
        ) as choice
    from (select distinct site, column_name, published_on from articles) as articles
    inner join {{ ref('int_site_columns') }} as columns
        on
            articles.column_name in (columns.column_name, columns.column_code)
            and (columns.site_id is null or columns.site_id = articles.site)
            and articles.published_on between columns.valid_from and columns.valid_to

),

departments as (

    select name, on_date, department_id
    from {{ ref('int_departments__resolved') }}
    where channel_id = 'website' and position = 1

),

versions as (

    {{ with_versions('articles', ['site', 'item_id', 'column_name'], 'published_on', "'website'") }}

)

select
    articles.site,
    articles.item_id,
    articles.month,
    articles.url,
    articles.title,
    coalesce(classes.known_name, articles.column_name) as column_name,
    articles.department_name,
    articles.contributing_name,
    publisher.department_id,
    contributor.department_id as contributing_department_id,
    articles.published_at,
    articles.published_on,
    articles.event_at,
    articles.clicks,
    articles.words,
    articles.as_of,
    articles.capped,
    articles.is_superseded,
    articles.file_id,
    articles.source_file,
    articles.source_sheet,
    articles.source_row,
    classes.importance,
    classes.deadline_hours,
    not coalesce(statuses.is_published, true) as is_withdrawn,
    coalesce(statuses.is_known, true) as is_status_known,
    articles.known_from,
    articles.known_to,
    articles.bulletin_on
from versions as articles
left join classes
    on
        articles.site = classes.site
        and articles.column_name = classes.column_name
        and articles.published_on = classes.published_on
        and classes.choice = 1
left join {{ ref('int_publication_statuses') }} as statuses
    on statuses.source = 'website' and articles.status = statuses.status
left join departments as publisher
    on articles.department_name = publisher.name and articles.published_on = publisher.on_date
left join departments as contributor
    on articles.contributing_name = contributor.name and articles.published_on = contributor.on_date
