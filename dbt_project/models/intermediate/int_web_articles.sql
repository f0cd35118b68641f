-- One row per perspective, site and article: several columns of one site are one article.
with versions as (

    {{ perspectives(ref('int_web_articles__versions')) }}

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

-- Nearly all articles stand in one column; sorting all of them for the few others would take longer than the rest.
beside as (

    select
        versions.perspective,
        versions.item_id,
        versions.column_name,
        versions.file_id,
        versions.source_sheet,
        versions.source_row,
        row_number() over (
            partition by versions.perspective, versions.site, versions.item_id
            order by case versions.importance when '重要' then 1 when '一般' then 2 else 3 end, versions.column_name,
                versions.as_of desc, versions.file_id, versions.source_row
        ) as choice
    from versions
    inner join together
        on
            versions.perspective = together.perspective
            and versions.site = together.site
            and versions.item_id = together.item_id
            and together.column_count > 1

)

select
    main.perspective,
    main.item_id as article_id,
    main.site,
    main.column_name,
    main.importance,
    together.column_count,
    coalesce(main.department_id, case when main.department_name is null then sites.department_id end, 'unrecognised')
        as department_id,
    main.contributing_department_id,
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
from versions as main
inner join together
    on main.perspective = together.perspective and main.site = together.site and main.item_id = together.item_id
left join beside
    on
        main.perspective = beside.perspective
        and main.item_id = beside.item_id
        and main.column_name is not distinct from beside.column_name
        and main.file_id = beside.file_id
        and main.source_sheet is not distinct from beside.source_sheet
        and main.source_row = beside.source_row
left join {{ ref('int_account_versions') }} as sites
    on main.site = sites.account_id and main.published_on between sites.applies_from and sites.applies_to
where coalesce(beside.choice, 1) = 1
