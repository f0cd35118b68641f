{#
    A build always fills an empty file, so a table is created under its own name, comments in the same statement: what dbt's own
    materializations do to keep an older table alive meanwhile (rename, drop, look up columns) took a quarter of a build.
    The statement is written whole to target/run/, which is what pipelines/warehouse/rendered.py runs again. Grants, indexes,
    hooks and partitions are not supported; no model has any. dbt documents that a project may name its own.
#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='table') -%}
    {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
    {% call statement('main') -%}
        {{ create_table_as(False, relation, compiled_code) }};
        {{ comments_of(relation) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='view') -%}
    {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
    {% call statement('main') -%}
        {{ get_create_view_as_sql(relation, compiled_code) }};
        {{ comments_of(relation) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# The comments of a model's note on the relation and its columns, where its folder persists them. #}
{% macro comments_of(relation) -%}
    {%- if config.persist_relation_docs() and model.description %}
        comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {%- endif %}
    {%- if config.persist_column_docs() %}
        {%- for name, column in model.columns.items() %}
        comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
