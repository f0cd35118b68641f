-- One row per perspective, site and article: several columns of one site are one article.
with versions as (

    {{ perspectives(ref('int_web_articles__versions')) }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by perspective, site, item_id
            order by case importance when '重要' then 1 when '一般' then 2 else 3 end, column_name, as_of desc, file_id,
                source_row
        ) as choice
    from versions

),

together as (

    select
        perspective,
        site,
        item_id,
        cast(count(*) as bigint) as column_count,
        max(as_of) as as_of,
        max(clicks) as clicks,
        max(words) as words,
        -- An article taken back in one column but standing in another is still published.
        bool_and(is_withdrawn) as is_withdrawn,
        bool_or(capped <> '') as is_capped
    from versions
    group by perspective, site, item_id

),

published as (

    select * from {{ ref('int_departments__resolved') }} where channel_id = 'website' and position = 1

)

select
    main.perspective,
    main.item_id as article_id,
    main.site,
    main.column_name,
    main.importance,
    together.column_count,
    coalesce(publisher.department_id, case when main.department_name is null then sites.department_id end, 'unrecognised')
        as department_id,
    contributor.department_id as contributing_department_id,
    main.department_name,
    main.contributing_name,
    main.title,
    main.url,
    main.published_at,
    main.published_on,
    main.month,
    together.words,
    together.clicks,
    {{ hours_between('main.event_at', 'main.published_at') }} as delay_hours,
    main.event_at,
    main.deadline_hours,
    together.is_withdrawn,
    together.is_capped,
    together.as_of,
    main.file_id as source_file_id,
    main.source_sheet,
    main.source_row
from ranked as main
inner join together
    on main.perspective = together.perspective and main.site = together.site and main.item_id = together.item_id
left join published as publisher
    on main.department_name = publisher.name and main.published_on = publisher.on_date
left join published as contributor
    on main.contributing_name = contributor.name and main.published_on = contributor.on_date
left join {{ ref('stg_reference__sites') }} as sites on main.site = sites.site_id
where main.choice = 1
