-- One row per site, article and span of time in which the exports told the same of it: several columns of one site are
-- one article.
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

rows_of_several as (

    select versions.*
    from versions
    inner join several on versions.site = several.site and versions.item_id = several.item_id

),

states as (

    {{ with_states('rows_of_several', ['site', 'item_id']) }}

),

beside as (

    select
        {% for column in kept -%}
            {{ column }},
        {% endfor -%}
        state_from,
        state_to,
        row_number() over (
            partition by site, item_id, state_from
            order by case importance when '重要' then 1 when '一般' then 2 else 3 end, column_name, as_of desc, file_id,
                source_row
        ) as choice,
        count(*) over article as column_count,
        max(as_of) over article as as_of,
        max(clicks) over article as clicks,
        max(words) over article as words,
        -- An article taken back in one column but standing in another is still published.
        bool_and(is_withdrawn) over article as is_withdrawn,
        bool_or(not is_withdrawn) over article or bool_and(is_status_known) over article as is_status_known,
        bool_or(capped <> '') over article as is_capped,
        min(bulletin_on) over article as bulletin_on
    from states
    window article as (partition by site, item_id, state_from)

),

articles as (

    select
        {% for column in kept -%}
            versions.{{ column }},
        {% endfor -%}
        1 as column_count, versions.as_of, versions.clicks, versions.words, versions.is_withdrawn, versions.is_status_known,
        versions.capped <> '' as is_capped, versions.known_from, versions.known_to, versions.bulletin_on
    from versions
    left join several on versions.site = several.site and versions.item_id = several.item_id
    where several.item_id is null
    union all
    select
        {{ kept | join(', ') }},
        column_count, as_of, clicks, words, is_withdrawn, is_status_known, is_capped, state_from, state_to, bulletin_on
    from beside
    where choice = 1

)

select
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
    articles.is_status_known,
    articles.is_capped,
    articles.as_of,
    articles.known_from,
    articles.known_to,
    articles.bulletin_on,
    articles.file_id as source_file_id,
    articles.source_sheet,
    articles.source_row
from articles
left join {{ ref('int_account_versions') }} as sites
    on articles.site = sites.account_id and articles.published_on between sites.applies_from and sites.applies_to
