-- One row per site and article: several columns of one site are one article. As known now (in_current) and as the
-- bulletin of its month knew it (in_bulletin); where the two differ there are two rows.
{%- set kept = [
    'site', 'item_id', 'title', 'url', 'column_name', 'department_name', 'contributing_name', 'department_id',
    'contributing_department_id', 'published_at', 'published_on', 'month', 'event_at', 'importance', 'deadline_hours',
    'file_id', 'source_sheet', 'source_row'
] %}

with versions as (

    select * from {{ ref('int_web_articles__versions') }}

),

-- Nearly all articles stand in one column of one export; grouping all of them for the few others would take longer
-- than the rest.
several as (

    select site, item_id from versions group by site, item_id having count(*) > 1

),

seen as (

    select 'current' as perspective, * from versions where in_current
    union all
    select 'bulletin' as perspective, * from versions where in_bulletin

),

beside as (

    select
        seen.perspective,
        {% for column in kept -%}
            seen.{{ column }},
        {% endfor -%}
        row_number() over (
            partition by seen.perspective, seen.site, seen.item_id
            order by case seen.importance when '重要' then 1 when '一般' then 2 else 3 end, seen.column_name,
                seen.as_of desc, seen.file_id, seen.source_row
        ) as choice,
        count(*) over article as column_count,
        max(seen.as_of) over article as as_of,
        max(seen.clicks) over article as clicks,
        max(seen.words) over article as words,
        -- An article taken back in one column but standing in another is still published.
        bool_and(seen.is_withdrawn) over article as is_withdrawn,
        bool_or(seen.capped <> '') over article as is_capped
    from seen
    inner join several on seen.site = several.site and seen.item_id = several.item_id
    window article as (partition by seen.perspective, seen.site, seen.item_id)

),

articles as (

    select
        {% for column in kept -%}
            versions.{{ column }},
        {% endfor -%}
        1 as column_count, versions.as_of, versions.clicks, versions.words, versions.is_withdrawn,
        versions.capped <> '' as is_capped, versions.in_current, versions.in_bulletin
    from versions
    left join several on versions.site = several.site and versions.item_id = several.item_id
    where several.item_id is null
    union all
    select
        {{ kept | join(', ') }},
        column_count, as_of, clicks, words, is_withdrawn, is_capped, perspective = 'current', perspective = 'bulletin'
    from beside
    where choice = 1

)

select
    articles.in_current,
    articles.in_bulletin,
    articles.item_id as article_id,
    articles.site,
    articles.column_name,
    articles.importance,
    cast(articles.column_count as bigint) as column_count,
    coalesce(articles.department_id, case when articles.department_name is null then sites.department_id end, 'unrecognised')
        as department_id,
    articles.contributing_department_id,
    articles.department_name,
    articles.contributing_name,
    articles.title,
    articles.url,
    articles.published_at,
    articles.published_on,
    articles.month,
    articles.words,
    articles.clicks,
    {{ hours_between('articles.event_at', 'articles.published_at') }} as delay_hours,
    articles.event_at,
    articles.deadline_hours,
    articles.is_withdrawn,
    articles.is_capped,
    articles.as_of,
    articles.file_id as source_file_id,
    articles.source_sheet,
    articles.source_row
from articles
left join {{ ref('int_account_versions') }} as sites
    on articles.site = sites.account_id and articles.published_on between sites.applies_from and sites.applies_to
