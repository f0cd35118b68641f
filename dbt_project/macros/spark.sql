{# What dbt has to do otherwise on Spark. How SQL is spelled there stands in engine.sql. #}

{#
    Tables instead of views: a view of files is told its columns anew at each reading. Spark would look for a relative
    folder below its own tables and not where dbt is called. One statement at a time; what stays for dbt to run does nothing.
#}
{% macro spark__landing_views() -%}
    {%- if execute %}
    {%- set folder = landing_folder() -%}
    {%- if target.type == 'spark' and not folder.startswith('/') and ':' not in folder -%} {%- set folder = env_var('PWD') ~ '/' ~ folder -%} {%- endif -%}
    {%- set folder = folder | replace("'", "''") -%}
    {%- do run_query('drop schema if exists landing cascade') -%}
    {%- do run_query('create schema landing') -%}
    {%- do run_query('create schema if not exists steps') -%}
    {%- for landed in graph.get('sources', {}).values() if landed.source_name == 'landing' -%}
    {%- do run_query('create table ' ~ landed.relation_name ~ " using parquet location '" ~ folder ~ '/' ~ landed.name ~ "'") -%}
    {%- endfor -%}
    {%- endif -%}
    select 1
{%- endmacro %}

{#
    A table is dropped and made anew, in the types of its contract: what is counted has another width on each engine. Tables
    of Parquet enforce no constraint, so a null where none may be is an error of the query that writes them.
#}
{% materialization table, adapter='spark' %}
    {{ return(table_of_model()) }}
{% endmaterialization %}

{# What many read would be worked out at each reading. #}
{% materialization view, adapter='spark' %}
    {{ return(table_of_model()) }}
{% endmaterialization %}

{% macro table_of_model() -%}
    {%- set relation = api.Relation.create(schema=schema, identifier=model['alias'], type='table') -%}
    {%- set sql = written_once(compiled_code) -%}
    {% do run_query('drop table if exists ' ~ relation) %}
    {%- if config.get('contract').enforced -%}
        {% do run_query('create table ' ~ relation ~ ' (' ~ contracted_columns() ~ ') using parquet ' ~ comment_of(model.description)) %}
        {% call statement('main') -%} insert into {{ relation }} {{ in_contracted_types(sql) }} {%- endcall %}
    {%- else -%}
        {% call statement('main') -%} create table {{ relation }} using parquet as {{ sql }} {%- endcall %}
    {%- endif -%}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}

{% macro comment_of(text) -%} {{ return("comment '" ~ (text or '') | replace("'", "''") ~ "'") }} {%- endmacro %}

{# name, type and note of each column #}
{% macro contracted_columns() -%}
    {%- set columns = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do columns.append(adapter.quote(column.name) ~ ' ' ~ column.data_type ~ ' ' ~ comment_of(column.description)) -%}
    {%- endfor -%}
    {{ return(columns | join(', ')) }}
{%- endmacro %}

{% macro in_contracted_types(sql) -%}
    select
    {%- for column in model.columns.values() %}
        {{ in_contracted_type(column) }} as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
    {%- endfor %}
    from (
        {{ sql }}
    ) as contracted
{%- endmacro %}

{% macro in_contracted_type(column) -%}
    {%- set value = 'cast(' ~ adapter.quote(column.name) ~ ' as ' ~ column.data_type ~ ')' -%}
    {%- if column.constraints | selectattr('type', 'equalto', 'not_null') | list -%}
        coalesce({{ value }}, raise_error('not_null: {{ model['alias'] }}.{{ column.name }}'))
    {%- else -%}
        {{ value }}
    {%- endif -%}
{%- endmacro %}

{#
    Spark puts a step in at each place that reads it, steps of steps included, before it thinks about any of them: some
    models would be planned as thousands of scans. Where a model holds many, each step that is read twice or more and is
    more than a scan or two is written to a table first, in the order of the model. Returns the SQL that reads those.
    Steps are known by the layout: `name as (` and `)` at the margin.
#}
{% macro written_once(sql) -%}
    {%- set re = modules.re -%}
    {%- if re.search('(?i)with\\s+recursive', sql) -%} {{ return(sql) }} {%- endif -%}
    {%- set heads = re.finditer('(?m)^(?:with )?(\\w+) as \\(\\n', sql) | list -%}
    {%- set steps, weights = [], {} -%}
    {%- for head in heads -%}
        {%- set end = re.compile('(?m)^\\)').search(sql, head.end()).start() -%}
        {%- do steps.append({'name': head.group(1), 'start': head.end(), 'end': end, 'body': sql[head.end():end]}) -%}
    {%- endfor -%}
    {%- set last = sql[steps[-1].end:] if steps else sql -%}
    {%- for step in steps -%} {%- do weights.update({step.name: scans(step.body, weights)}) -%} {%- endfor -%}
    {%- if scans(last, weights) < 45 -%} {{ return(sql) }} {%- endif -%}

    {%- set weights, known = {}, [] -%}
    {%- for step in steps -%}
        {%- set weight = scans(step.body, weights) -%}
        {%- set readers = re.findall('(?i)\\b(?:from|join)\\s+' ~ step.name ~ '\\b', sql[step.end:]) | length -%}
        {%- if readers > 1 and weight > 2 -%}
            {%- set table = 'steps.' ~ model['alias'] ~ '__' ~ step.name -%}
            {%- do run_query('drop table if exists ' ~ table) -%}
            {%- do run_query('create table ' ~ table ~ ' using parquet as ' ~ with_steps(known) ~ step.body) -%}
            {%- do known.append(step.name ~ ' as (select * from ' ~ table ~ ')') -%}
            {%- do weights.update({step.name: 1}) -%}
        {%- else -%}
            {%- do known.append(step.name ~ ' as (' ~ step.body ~ ')') -%}
            {%- do weights.update({step.name: weight}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(with_steps(known) ~ last[1:]) }}
{%- endmacro %}

{% macro with_steps(known) -%} {{ return('with ' ~ known | join(',\n') ~ '\n' if known else '') }} {%- endmacro %}

{# How many tables are read when every step is put in where it is read. #}
{% macro scans(sql, weights) -%}
    {%- set counts = [0] -%}
    {%- for name in modules.re.findall('(?i)\\b(?:from|join)\\s+([`\\w.]+)', sql) -%}
        {%- do counts.append(weights.get(name, 1)) -%}
    {%- endfor -%}
    {{ return(counts | sum) }}
{%- endmacro %}

{# Texts as texts and empty cells as null: what the adapter makes of them is 'None', and a quote ends the text. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        (
            {%- for column in agate_table.column_names -%}
                {%- set type = types.get(column, adapter.convert_type(agate_table, loop.index0)) -%}
                {%- set value = row[loop.index0] -%}
                cast({% if value is none %}null{% else %}'{{ value | string | replace("'", "''") }}'{% endif %} as {{ type }}){{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {% if agate_table.rows %}{% do adapter.add_query(sql, abridge_sql_log=True) %}{% endif %}
    {{ return(sql) }}
{% endmacro %}
