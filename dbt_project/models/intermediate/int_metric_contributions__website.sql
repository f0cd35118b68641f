-- What articles of websites add to monthly figures, in the columns of int_metric_contributions__versions.
{#- One of a state that no table knows may be published or not. #}
{%- set taken_back = 'is_withdrawn and is_status_known' %}
{%- set is_of_unknown_class = '(importance is null and column_name is not null)' %}
{%- set unsettled = 'as_of < ' ~ add_days('published_on', var('settling_days')) %}

with web as (

    select *, site || '|' || article_id as thing, site as export_of
    from {{ ref('int_web_articles') }}

),

-- An article in several columns has one count of clicks and of words: the highest, and the row that says so.
web_beside as (

    select
        web.month,
        web.department_id,
        web.site,
        web.published_on,
        web.as_of,
        web.is_capped,
        web.is_withdrawn,
        web.is_status_known,
        web.thing,
        web.export_of,
        web.known_from,
        web.known_to,
        web.bulletin_on,
        versions.clicks,
        versions.words,
        versions.file_id as source_file_id,
        versions.source_sheet,
        versions.source_row,
        row_number() over (
            partition by versions.site, versions.item_id, web.known_from
            order by versions.clicks desc nulls last, versions.as_of desc, versions.file_id, versions.source_row
        ) as clicks_choice,
        row_number() over (
            partition by versions.site, versions.item_id, web.known_from
            order by versions.words desc nulls last, versions.as_of desc, versions.file_id, versions.source_row
        ) as words_choice
    from {{ ref('int_web_articles__versions') }} as versions
    inner join web
        on
            versions.site = web.site
            and versions.item_id = web.article_id
            and web.column_count > 1
            and {{ known_at('web.known_from', 'versions') }}

),

web_counts as (

    select
        month, department_id, site, published_on, as_of, is_capped, is_withdrawn, is_status_known, thing, export_of,
        known_from, known_to, bulletin_on, clicks, words, source_file_id, source_sheet, source_row, 1 as clicks_choice, 1 as words_choice
    from web
    where column_count = 1
    union all
    select
        month, department_id, site, published_on, as_of, is_capped, is_withdrawn, is_status_known, thing, export_of,
        known_from, known_to, bulletin_on, clicks, words, source_file_id, source_sheet, source_row, clicks_choice, words_choice
    from web_beside

)

{{ contributions('web_articles_published', 'web', department='department_id', account='site', date='published_on',
    taken_back=taken_back, known='is_status_known') }}
union all
-- A column that stands in no table may be of either class; an article without any column is of neither.
{{ contributions('web_articles_important', 'web', where="importance = '重要' or " ~ is_of_unknown_class, department='department_id',
    account='site', date='published_on', taken_back=taken_back, known='is_status_known and importance is not null') }}
union all
{{ contributions('web_articles_general', 'web', where="importance = '一般' or " ~ is_of_unknown_class, department='department_id',
    account='site', date='published_on', taken_back=taken_back, known='is_status_known and importance is not null') }}
union all
{{ contributions('web_articles_timed', 'web', where='event_at is not null and deadline_hours is not null',
    department='department_id', account='site', taken_back=taken_back, known='is_status_known') }}
union all
{{ contributions('web_articles_on_time', 'web',
    'case when ' ~ within_hours(clock_start('event_at'), 'published_at', 'deadline_hours') ~ ' then 1 else 0 end',
    'event_at is not null and deadline_hours is not null', department='department_id', account='site',
    taken_back=taken_back, known='is_status_known') }}
union all
{{ contributions('web_article_clicks', 'web_counts', 'clicks', 'clicks_choice = 1', department='department_id',
    account='site', capped='is_capped', provisional=unsettled, taken_back=taken_back, known='is_status_known') }}
union all
{{ contributions('article_words_edited', 'web_counts', 'words', 'words_choice = 1', department='department_id',
    account='site', taken_back=taken_back, known='is_status_known') }}
