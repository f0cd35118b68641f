{# What dbt has to do otherwise on Spark. How SQL is spelled there stands in engine.sql. #}

{# One statement at a time; what stays for dbt to run does nothing. #}
{% macro spark__landing_views() -%}
    {%- if execute %}
    {%- set folder = landing_folder() | replace('`', '``') -%}
    {%- do run_query('create schema if not exists landing') -%}
    {%- for landed in graph.get('sources', {}).values() if landed.source_name == 'landing' -%}
    {%- do run_query('create or replace view ' ~ landed.relation_name ~ ' as select * from parquet.`'
        ~ folder ~ '/' ~ landed.name ~ '/*.parquet`') -%}
    {%- endfor -%}
    {%- endif -%}
    select 1
{%- endmacro %}
