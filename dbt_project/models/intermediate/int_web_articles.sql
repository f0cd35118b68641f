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

articles as (

    select
        versions.*,
        together.column_count,
        together.as_of as latest_as_of,
        together.clicks as most_clicks,
        together.words as most_words,
        together.is_withdrawn as is_gone,
        together.is_capped
    from versions
    inner join together
        on
            versions.perspective = together.perspective
            and versions.site = together.site
            and versions.item_id = together.item_id

),

-- Nearly all articles stand in one column; sorting all of them for the few others would take longer than the rest.
main as (

    select *, 1 as choice from articles where column_count = 1
    union all
    select
        *,
        row_number() over (
            partition by perspective, site, item_id
            order by case importance when '重要' then 1 when '一般' then 2 else 3 end, column_name, as_of desc, file_id,
                source_row
        )
    from articles
    where column_count > 1

)

select
    main.perspective,
    main.item_id as article_id,
    main.site,
    main.column_name,
    main.importance,
    main.column_count,
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
    main.most_words as words,
    main.most_clicks as clicks,
    {{ hours_between('main.event_at', 'main.published_at') }} as delay_hours,
    main.event_at,
    main.deadline_hours,
    main.is_gone as is_withdrawn,
    main.is_capped,
    main.latest_as_of as as_of,
    main.file_id as source_file_id,
    main.source_sheet,
    main.source_row
from main
left join {{ ref('int_account_versions') }} as sites
    on main.site = sites.account_id and main.published_on between sites.applies_from and sites.applies_to
where main.choice = 1
