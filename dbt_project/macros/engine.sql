{#
    Everything that two SQL engines spell differently, and nothing else: models call these macros and know no engine. Where
    the spellings differ the macro is dispatched; where it is not, one spelling does on both.
#}

{#
    A view of the landing Parquet of every declared dataset, for source('landing', …): made when a command starts, so
    that the folder is the one of this home, whoever parsed the project. What a clerk or a platform left untidy is tidy
    in landing already; only what is more than that has a staging model.
#}
{% macro landing_views() -%} {{ return(adapter.dispatch('landing_views', 'tongbao')()) }} {%- endmacro %}

{% macro landing_folder() -%} {{ return(env_var('TONGBAO_LANDING', '../warehouse/landing')) }} {%- endmacro %}

{# What a pattern of file names would read as its own sign stands in brackets. #}
{% macro duckdb__landing_views() -%}
    {%- set folder = landing_folder() | replace("'", "''") | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') -%}
    create schema if not exists work.landing;
    {% for landed in graph.get('sources', {}).values() if landed.source_name == 'landing' -%}
    create or replace view {{ landed.relation_name }} as
    select * from read_parquet('{{ folder }}/{{ landed.name }}/*.parquet', union_by_name = true);
    {% endfor -%}
{%- endmacro %}

{# date -> 'YYYY-MM' #}
{% macro month_of(day) -%} {{ return(adapter.dispatch('month_of', 'tongbao')(day)) }} {%- endmacro %}
{% macro duckdb__month_of(day) -%} strftime({{ day }}, '%Y-%m') {%- endmacro %}
{% macro spark__month_of(day) -%} date_format({{ day }}, 'yyyy-MM') {%- endmacro %}

{# 'YYYY-MM' -> first day #}
{% macro month_start(month) -%} cast({{ month }} || '-01' as date) {%- endmacro %}

{# 'YYYY-MM' -> last day #}
{% macro month_end(month) -%} last_day(cast({{ month }} || '-01' as date)) {%- endmacro %}

{# 'YYYY-MM' -> a number that counts months, so that neighbours differ by one #}
{% macro month_index(month) -%}
    (cast(substr({{ month }}, 1, 4) as integer) * 12 + cast(substr({{ month }}, 6, 2) as integer) - 1)
{%- endmacro %}

{# rows (month_start date) from one first of month to another, both included #}
{% macro month_spine(first_day, last_day) -%} {{ spine(first_day, last_day, '1 month', 'month_start') }} {%- endmacro %}

{# rows (day date) from one day to another, both included, every `step` days #}
{% macro day_spine(first_day, last_day, step=1) -%} {{ spine(first_day, last_day, step ~ ' day', 'day') }} {%- endmacro %}

{# rows (`name` date) from one day to another, both included, by an interval; none where the last is before the first #}
{% macro spine(first_day, last_day, step, name) -%}
    {{ return(adapter.dispatch('spine', 'tongbao')(first_day, last_day, step, name)) }}
{%- endmacro %}

{% macro duckdb__spine(first_day, last_day, step, name) -%}
    select cast(spine.day as date) as {{ name }}
    from generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval {{ step }})
        as spine (day)
{%- endmacro %}

{% macro spark__spine(first_day, last_day, step, name) -%}
    select explode(sequence(first_day, last_day, interval {{ step }})) as {{ name }}
    from (select cast({{ first_day }} as date) as first_day, cast({{ last_day }} as date) as last_day) as spine
    where first_day <= last_day
{%- endmacro %}

{# whole days from a to b, none when equal #}
{% macro days_between(first_day, last_day) -%}
    {{ return(adapter.dispatch('days_between', 'tongbao')(first_day, last_day)) }}
{%- endmacro %}

{% macro duckdb__days_between(first_day, last_day) -%} cast({{ last_day }} - {{ first_day }} as integer) {%- endmacro %}
{% macro spark__days_between(first_day, last_day) -%} datediff({{ last_day }}, {{ first_day }}) {%- endmacro %}

{# whole days from a to b, one day when equal #}
{% macro days_inclusive(first_day, last_day) -%} {{ days_between(first_day, last_day) }} + 1 {%- endmacro %}

{# hours between two timestamps, with fractions #}
{% macro hours_between(earlier, later) -%}
    {{ return(adapter.dispatch('hours_between', 'tongbao')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__hours_between(earlier, later) -%}
    cast((epoch({{ later }}) - epoch({{ earlier }})) / 3600.0 as double)
{%- endmacro %}

{% macro spark__hours_between(earlier, later) -%}
    (timestampdiff(microsecond, {{ earlier }}, {{ later }}) / 3.6e9)
{%- endmacro %}

{# day + n days #}
{% macro add_days(day, n) -%} {{ return(adapter.dispatch('add_days', 'tongbao')(day, n)) }} {%- endmacro %}
{% macro duckdb__add_days(day, n) -%} cast({{ day }} + ({{ n }}) * interval 1 day as date) {%- endmacro %}
{% macro spark__add_days(day, n) -%} date_add({{ day }}, cast({{ n }} as integer)) {%- endmacro %}

{% macro matches(text, pattern) -%} {{ matches_column(text, "'" ~ pattern ~ "'") }} {%- endmacro %}

{# the same with a pattern that stands in a column #}
{% macro matches_column(text, pattern) -%}
    {{ return(adapter.dispatch('matches_column', 'tongbao')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches_column(text, pattern) -%} regexp_matches({{ text }}, {{ pattern }}) {%- endmacro %}
{% macro spark__matches_column(text, pattern) -%} regexp_like({{ text }}, {{ pattern }}) {%- endmacro %}

{# every match of a pattern replaced by a text #}
{% macro replace_all(text, pattern, with='') -%}
    {{ return(adapter.dispatch('replace_all', 'tongbao')(text, pattern, with)) }}
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, with) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ with }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(text, pattern, with) -%} regexp_replace({{ text }}, '{{ pattern }}', '{{ with }}') {%- endmacro %}

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
{% macro squeeze(text) -%} {{ replace_all(text, '[\\s\\x{00A0}\\x{3000}]+') }} {%- endmacro %}

{# one row per part of a multi-valued cell: (columns of `relation`, part, position) #}
{% macro split_rows(relation, columns, text, separators='[、，,；;\\s\\x{00A0}\\x{3000}]+') -%}
    select
        {{ columns | join(', ') }},
        parts.part,
        cast(row_number() over (partition by {{ columns | join(', ') }} order by parts.ordinal) as integer) as position
    from {{ relation }}
    {{ parts_of(text, separators) }}
    where parts.part <> ''
{%- endmacro %}

{# joins `parts` (part, ordinal) of a text cut at a pattern #}
{% macro parts_of(text, separators) -%} {{ return(adapter.dispatch('parts_of', 'tongbao')(text, separators)) }} {%- endmacro %}

{% macro duckdb__parts_of(text, separators) -%}
    cross join lateral (
        select unnest(list_parts.parts) as part, generate_subscripts(list_parts.parts, 1) as ordinal
        from (select regexp_split_to_array({{ text }}, '{{ separators }}') as parts) as list_parts
    ) as parts
{%- endmacro %}

{% macro spark__parts_of(text, separators) -%}
    lateral view posexplode(split({{ text }}, '{{ separators }}')) parts as ordinal, part
{%- endmacro %}

{# texts of a group joined in a stated order #}
{% macro join_texts(text, separator, order, where='true') -%}
    {{ return(adapter.dispatch('join_texts', 'tongbao')(text, separator, order, where)) }}
{%- endmacro %}

{% macro duckdb__join_texts(text, separator, order, where) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }}){{ of_rows(where) }}
{%- endmacro %}

{% macro spark__join_texts(text, separator, order, where) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ order }}){{ of_rows(where) }}
{%- endmacro %}

{% macro of_rows(where) -%} {% if where != 'true' %} filter (where {{ where }}){% endif %} {%- endmacro %}

{# the different texts of a group in their order; null where there is none #}
{% macro join_distinct(text, separator, where='true') -%}
    {{ return(adapter.dispatch('join_distinct', 'tongbao')(text, separator, where)) }}
{%- endmacro %}

{% macro duckdb__join_distinct(text, separator, where) -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }}){{ of_rows(where) }}
{%- endmacro %}

{# listagg(distinct …) fails beside other aggregates (Spark 4.3). #}
{% macro spark__join_distinct(text, separator, where) -%}
    nullif(array_join(array_sort(collect_set({{ text }}){{ of_rows(where) }}), '{{ separator }}'), '')
{%- endmacro %}

{#
    The value of the row whose `key` is the largest, or the smallest, of those whose value is known: DuckDB leaves out rows
    without a value, Spark would return that null.
#}
{% macro value_at_last(value, key) -%}
    {{ return(adapter.dispatch('value_at', 'tongbao')('max_by', value, key)) }}
{%- endmacro %}

{% macro value_at_first(value, key) -%}
    {{ return(adapter.dispatch('value_at', 'tongbao')('min_by', value, key)) }}
{%- endmacro %}

{% macro duckdb__value_at(by, value, key) -%} {{ by }}({{ value }}, {{ key }}) {%- endmacro %}
{% macro spark__value_at(by, value, key) -%}
    {{ by }}({{ value }}, {{ key }}) filter (where ({{ value }}) is not null)
{%- endmacro %}

{# before `over (…)`: the last value that is known #}
{% macro last_known(value) -%} {{ return(adapter.dispatch('last_known', 'tongbao')(value)) }} {%- endmacro %}
{% macro duckdb__last_known(value) -%} last_value({{ value }} ignore nulls) {%- endmacro %}
{% macro spark__last_known(value) -%} last_value({{ value }}) ignore nulls {%- endmacro %}

{# first group of a pattern, empty text when it does not match #}
{% macro first_match(text, pattern) -%} regexp_extract({{ text }}, '{{ pattern }}', 1) {%- endmacro %}

{# date -> 'YYYY-Www', the week and year of ISO 8601 #}
{% macro iso_week_of(day) -%} {{ return(adapter.dispatch('iso_week_of', 'tongbao')(day)) }} {%- endmacro %}
{% macro duckdb__iso_week_of(day) -%} strftime({{ day }}, '%G-W%V') {%- endmacro %}
{% macro spark__iso_week_of(day) -%}
    extract(yearofweek from {{ day }}) || '-W' || lpad(cast(weekofyear({{ day }}) as string), 2, '0')
{%- endmacro %}

{# date -> Monday of its week #}
{% macro week_start(day) -%} cast(date_trunc('week', {{ day }}) as date) {%- endmacro %}

{# at most n hours between two timestamps, to the second #}
{% macro within_hours(earlier, later, hours) -%} {{ later }} - {{ earlier }} <= {{ hours }} * interval 1 hour {%- endmacro %}

{# whether a text is one of the parts of a multi-valued cell; an empty cell says nothing #}
{% macro is_listed(text, cell) -%}
    {{ return(adapter.dispatch('is_listed', 'tongbao')(text, cell, '[、，,；;\\s\\x{00A0}\\x{3000}]+')) }}
{%- endmacro %}

{% macro duckdb__is_listed(text, cell, separators) -%}
    list_contains(regexp_split_to_array({{ cell }}, '{{ separators }}'), {{ text }})
{%- endmacro %}

{% macro spark__is_listed(text, cell, separators) -%} array_contains(split({{ cell }}, '{{ separators }}'), {{ text }}) {%- endmacro %}

{# the next midnight when only a day was noted, else the timestamp itself #}
{% macro clock_start(moment) -%}
    case when {{ moment }} = date_trunc('day', {{ moment }}) then {{ moment }} + interval 1 day else {{ moment }} end
{%- endmacro %}

{# A double to so many decimals, halves away from zero. DuckDB rounds the number, Spark its decimal text (1.005). #}
{% macro rounded(value, digits) -%} {{ return(adapter.dispatch('rounded', 'tongbao')(value, digits)) }} {%- endmacro %}
{% macro duckdb__rounded(value, digits) -%} round(cast({{ value }} as double), {{ digits }}) {%- endmacro %}
{% macro spark__rounded(value, digits) -%}
    (sign(cast({{ value }} as double)) * floor(abs(cast({{ value }} as double)) * 1e{{ digits }} + 5e-1) / 1e{{ digits }})
{%- endmacro %}

{# 10.0 -> '10', 0.5 -> '0.5' #}
{% macro number_text(value) -%} {{ return(adapter.dispatch('number_text', 'tongbao')(value)) }} {%- endmacro %}
{% macro duckdb__number_text(value) -%} regexp_replace(cast({{ value }} as string), '\.0$', '') {%- endmacro %}

{# Spark writes 1.0E7 from there on, and below a thousandth. #}
{% macro spark__number_text(value) -%}
    regexp_replace(case
        when cast({{ value }} as string) like '%E%' then regexp_replace(cast(cast({{ value }} as decimal(38, 12)) as string), '0+$', '')
        else cast({{ value }} as string)
    end, '\.0?$', '')
{%- endmacro %}

{# one JSON object of the named columns that hold something; null where none does #}
{% macro json_of(texts, numbers, relation) -%}
    {%- set members = [] -%}
    {%- for column in texts %}{% do members.append("'\"" ~ column ~ "\": ' || " ~ json_text(relation ~ '.' ~ column)) %}{% endfor -%}
    {%- for column in numbers %}{% do members.append("'\"" ~ column ~ "\": ' || " ~ number_text(relation ~ '.' ~ column)) %}{% endfor -%}
    '{' || nullif(concat_ws(', ', {{ members | join(', ') }}), '') || '}'
{%- endmacro %}

{# a value as JSON writes it #}
{% macro json_text(value) -%} {{ return(adapter.dispatch('json_text', 'tongbao')(value)) }} {%- endmacro %}
{% macro duckdb__json_text(value) -%} to_json({{ value }}) {%- endmacro %}

{# Only an object can be written: `{"v":` and `}` are cut off. #}
{% macro spark__json_text(value) -%}
    case
        when {{ value }} is not null
            then substr(to_json(named_struct('v', {{ value }})), 6, length(to_json(named_struct('v', {{ value }}))) - 6)
    end
{%- endmacro %}

{# behind `name as`: a step that DuckDB works out once where it would not of itself #}
{% macro once() -%} {{ return(adapter.dispatch('once', 'tongbao')()) }} {%- endmacro %}
{% macro duckdb__once() -%} materialized {% endmacro %}
{% macro spark__once() -%}{%- endmacro %}

{# The value below which a share of the rows of a group lies, between two neighbours where it falls between them. #}
{% macro quantile(value, share) -%} {{ return(adapter.dispatch('quantile', 'tongbao')(value, share)) }} {%- endmacro %}
{% macro duckdb__quantile(value, share) -%} quantile_cont({{ value }}, {{ share }}) {%- endmacro %}
{% macro spark__quantile(value, share) -%} percentile({{ value }}, {{ share }}) {%- endmacro %}

{# The same day of the calendar some years later; 29 February becomes the 28th where the year has none. #}
{% macro years_on(day, years) -%} {{ return(adapter.dispatch('years_on', 'tongbao')(day, years)) }} {%- endmacro %}
{% macro duckdb__years_on(day, years) -%} cast({{ day }} + to_years(cast({{ years }} as integer)) as date) {%- endmacro %}
{% macro spark__years_on(day, years) -%} add_months({{ day }}, 12 * cast({{ years }} as integer)) {%- endmacro %}
