{# The value below which a share of the rows of a group lies, between two neighbours where it falls between them. #}
{% macro quantile(value, share) -%} {{ return(adapter.dispatch('quantile', 'tongbao')(value, share)) }} {%- endmacro %}
{% macro duckdb__quantile(value, share) -%} quantile_cont({{ value }}, {{ share }}) {%- endmacro %}
{% macro spark__quantile(value, share) -%} percentile({{ value }}, {{ share }}) {%- endmacro %}
