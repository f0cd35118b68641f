{#
    What each row of `relation` adds to one metric, in the columns of int_metric_contributions__versions. Without a
    metric_id the relation names it.

    value: null where the row does not tell; the figure is then a floor. known: a condition on a row without which nobody
    knows whether it counts (its state or its column stands in no table). whole: of a share, what the row adds to its base.
    capped / provisional: conditions on a row; one such row makes the figure a floor / not final.
    as_of: until when the value of the row is known. date: the day on which a thing counted piece by piece counts.
    days_measured: of daily figures, over how many days the month is known. several: whether one source row may give this
    metric several things (a cell that names three media): only such rows are added up when they are published.
    taken_back: a condition on a row that ends what was known and adds nothing itself (an article withdrawn).
    measured_on: the last of the days that a measurement is about. stock: whether of a month only the last one counts.
    versions: false where the relation tells only what is known now; it carries none of the following five then.
    `relation` carries month, as_of, source_file_id, source_sheet and source_row; `thing`, what its versions are versions
    of; `export_of`, whose export tells it; known_from and known_to (macros/history.sql), and bulletin_on.
#}
{% macro contributions(metric_id, relation, value='1', where='true', department='null', account='null', capped='false',
                       provisional='false', as_of='as_of', date='null', whole='null', party_org='null', level='null',
                       days_measured='null', several='false', taken_back='false', measured_on='null', stock='false', versions=true,
                       known='true') -%}
    {%- set written = value if known == 'true' else 'case when ' ~ known ~ ' then ' ~ value ~ ' end' %}
    select
        {{ "'" ~ metric_id ~ "'" if metric_id else 'metric_id' }} as metric_id,
        month,
        cast({{ department }} as string) as department_id,
        cast({{ account }} as string) as account_id,
        cast({{ written if taken_back == 'false' else 'case when not (' ~ taken_back ~ ') then ' ~ written ~ ' end' }} as double)
            as value,
        cast({{ whole }} as double) as whole,
        {{ as_of }} as as_of,
        coalesce({{ capped }}, false) as is_capped,
        coalesce({{ provisional }}, false) as is_provisional,
        cast({{ days_measured }} as bigint) as days_measured,
        cast({{ date }} as date) as date,
        cast({{ party_org }} as string) as party_org_id,
        cast({{ level }} as string) as outlet_level,
        source_file_id,
        coalesce(source_sheet, '') as source_sheet,
        cast(source_row as integer) as source_row,
        {{ several }} as is_one_of_several,
        {% if versions -%}
        thing,
        export_of,
        known_from,
        {{ 'known_to' if taken_back == 'false' else 'case when ' ~ taken_back ~ ' then known_from else known_to end' }}
            as known_to,
        bulletin_on,
        {% else -%}
        cast(null as string) as thing,
        cast(null as string) as export_of,
        cast(null as date) as known_from,
        cast(null as date) as known_to,
        cast(null as date) as bulletin_on,
        {% endif -%}
        cast({{ measured_on }} as date) as measured_on,
        {{ stock }} as is_stock,
        {{ taken_back }} as is_taken_back,
        {{ 'true' if value == '1' else 'false' }} as is_piece
    from {{ relation }}
    where {{ where }}
{%- endmacro %}

{# The contributions that hold under `condition`; of a stock the last day that is known then. #}
{% macro contributions_that(condition) -%}
    select * from {{ ref('int_metric_contributions__versions') }}
    where {{ condition }} and not is_stock
    union all
    select stocks.* from {{ ref('int_metric_contributions__daily') }} as stocks
    inner join (
        select metric_id, account_id, month, max(measured_on) as measured_on
        from {{ ref('int_metric_contributions__daily') }}
        where {{ condition }} and is_stock
        group by metric_id, account_id, month
    ) as latest
        on
            stocks.metric_id = latest.metric_id
            and stocks.account_id = latest.account_id
            and stocks.month = latest.month
            and stocks.measured_on = latest.measured_on
    where {{ condition }} and is_stock
{%- endmacro %}

{# What is counted of a class that a table of the institution or a seed gives to its rows: columns, states. #}
{% macro classified_metrics() -%}
    {{- return(['web_articles_published', 'web_articles_important', 'web_articles_general', 'weibo_posts', 'qq_posts',
        'xiaohongshu_notes', 'short_videos_published', 'party_uploads', 'party_tasks_done', 'external_media_items_city_up',
        'contributing_departments']) -}}
{%- endmacro %}
