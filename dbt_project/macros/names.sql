{#
    Schemas are named exactly as published; dbt's default would prefix them with the target schema. On Spark, where no file
    is swapped, a version is built in schemas of its own (main_r1) and published by views.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set name = (custom_schema_name or target.schema) | trim -%}
    {%- set version = env_var('TONGBAO_SPARK_VERSION', '') if target.type == 'spark' else '' -%}
    {{ name ~ '_' ~ version if version and name in ('main', 'bulletin', 'quality') else name }}
{%- endmacro %}

{# Models of schemas bulletin and quality carry the schema in their file name, so that names stay unique in dbt. #}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set schema = node.fqn[1] if node else none -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name | trim }}
    {%- elif schema in ('bulletin', 'quality') -%}
        {{ node.name | replace(schema ~ '_', '', 1) }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
