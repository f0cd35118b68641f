{#
    Everything that another SQL engine would spell differently, and nothing else. Models call these macros, so
    moving to another engine means rewriting this file.
#}

{#
    A view of the landing Parquet of every declared dataset, for source('landing', …): made when a command starts, so
    that the folder is the one of this home, whoever parsed the project. What a clerk or a platform left untidy is tidy
    in landing already; only what is more than that has a staging model. What a
    pattern of file names would read as its own sign stands in brackets.
#}
{% macro landing_views() -%}
    {%- set folder = env_var('TONGBAO_LANDING', '../warehouse/landing') | replace("'", "''") | replace('[', '[[]') | replace('*', '[*]') -%}
    create schema if not exists work.landing;
    {% for landed in graph.get('sources', {}).values() if landed.source_name == 'landing' -%}
    create or replace view {{ landed.relation_name }} as
    select * from read_parquet('{{ folder }}/{{ landed.name }}/*.parquet', union_by_name = true);
    {% endfor -%}
{%- endmacro %}

{# date -> 'YYYY-MM' #}
{% macro month_of(day) -%} strftime({{ day }}, '%Y-%m') {%- endmacro %}

{# 'YYYY-MM' -> first day #}
{% macro month_start(month) -%} cast({{ month }} || '-01' as date) {%- endmacro %}

{# 'YYYY-MM' -> last day #}
{% macro month_end(month) -%} last_day(cast({{ month }} || '-01' as date)) {%- endmacro %}

{# 'YYYY-MM' -> a number that counts months, so that neighbours differ by one #}
{% macro month_index(month) -%}
    (cast(substr({{ month }}, 1, 4) as integer) * 12 + cast(substr({{ month }}, 6, 2) as integer) - 1)
{%- endmacro %}

{# rows (month_start date) from one first of month to another, both included #}
{% macro month_spine(first_day, last_day) -%}
    select cast(spine.day as date) as month_start
    from generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval 1 month)
        as spine (day)
{%- endmacro %}

{# whole days from a to b, one day when equal #}
{% macro days_inclusive(first_day, last_day) -%}
    cast({{ last_day }} - {{ first_day }} as integer) + 1
{%- endmacro %}

{# hours between two timestamps, with fractions #}
{% macro hours_between(earlier, later) -%}
    cast((epoch({{ later }}) - epoch({{ earlier }})) / 3600.0 as double)
{%- endmacro %}

{# day + n days #}
{% macro add_days(day, n) -%} cast({{ day }} + ({{ n }}) * interval 1 day as date) {%- endmacro %}

{% macro matches(text, pattern) -%} regexp_matches({{ text }}, '{{ pattern }}') {%- endmacro %}

{# the same with a pattern that stands in a column #}
{% macro matches_column(text, pattern) -%} regexp_matches({{ text }}, {{ pattern }}) {%- endmacro %}

{# every match of a pattern replaced by a text #}
{% macro replace_all(text, pattern, with='') -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ with }}', 'g')
{%- endmacro %}

{#
    Whether the file of a row tells times of day. A platform that gives days alone leaves midnight on every row of its file;
    one row at midnight among others with times was published then. `versions`: every row that was landed.
#}
{% macro has_time(file, versions, versions_file) -%}
    coalesce({{ file }} in (
        select {{ versions_file }} from {{ versions }} where published_at <> date_trunc('day', published_at)
    ), false)
{%- endmacro %}

{# text without the blanks people add: ASCII, full-width and no-break #}
{% macro squeeze(text) -%} regexp_replace({{ text }}, '[\s\x{00A0}\x{3000}]+', '', 'g') {%- endmacro %}

{# one row per part of a multi-valued cell: (columns of `relation`, part, position) #}
{% macro split_rows(relation, columns, text, separators='[、，,；;\\s\\x{00A0}\\x{3000}]+') -%}
    select
        {{ columns | join(', ') }},
        parts.part,
        cast(row_number() over (partition by {{ columns | join(', ') }} order by parts.ordinal) as integer) as position
    from {{ relation }}
    cross join lateral (
        select unnest(list_parts.parts) as part, generate_subscripts(list_parts.parts, 1) as ordinal
        from (select regexp_split_to_array({{ text }}, '{{ separators }}') as parts) as list_parts
    ) as parts
    where parts.part <> ''
{%- endmacro %}

{# distinct texts of a group joined in a stated order #}
{% macro join_texts(text, separator, order, where='true') -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }}){% if where != 'true' %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{# the different texts of a group in their order #}
{% macro join_distinct(text, separator, where='true') -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }}) filter (where {{ where }})
{%- endmacro %}

{# first group of a pattern, empty text when it does not match #}
{% macro first_match(text, pattern) -%} regexp_extract({{ text }}, '{{ pattern }}', 1) {%- endmacro %}

{# rows (day date) from one day to another, both included, every `step` days #}
{% macro day_spine(first_day, last_day, step=1) -%}
    select cast(spine.day as date) as day
    from generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval {{ step }} day)
        as spine (day)
{%- endmacro %}

{# date -> 'YYYY-Www', the week and year of ISO 8601 #}
{% macro iso_week_of(day) -%} strftime({{ day }}, '%G-W%V') {%- endmacro %}

{# date -> Monday of its week #}
{% macro week_start(day) -%} cast(date_trunc('week', {{ day }}) as date) {%- endmacro %}

{# at most n hours between two timestamps, to the second #}
{% macro within_hours(earlier, later, hours) -%} {{ later }} - {{ earlier }} <= {{ hours }} * interval 1 hour {%- endmacro %}

{# whether a text is one of the parts of a multi-valued cell; an empty cell says nothing #}
{% macro is_listed(text, cell) -%}
    list_contains(regexp_split_to_array({{ cell }}, '[、，,；;\s\x{00A0}\x{3000}]+'), {{ text }})
{%- endmacro %}

{# the next midnight when only a day was noted, else the timestamp itself #}
{% macro clock_start(moment) -%}
    case when {{ moment }} = date_trunc('day', {{ moment }}) then {{ moment }} + interval 1 day else {{ moment }} end
{%- endmacro %}

{# 10.0 -> '10', 0.5 -> '0.5' #}
{% macro number_text(value) -%} regexp_replace(cast({{ value }} as varchar), '\.0$', '') {%- endmacro %}

{# one JSON object of the named columns that hold something #}
{% macro json_of(texts, numbers, relation) -%}
    '{' || array_to_string([
        {%- for column in texts %}
        '"{{ column }}": ' || to_json({{ relation }}.{{ column }}),
        {%- endfor %}
        {%- for column in numbers %}
        '"{{ column }}": ' || {{ number_text(relation ~ '.' ~ column) }}{{ ',' if not loop.last }}
        {%- endfor %}
    ], ', ') || '}'
{%- endmacro %}
