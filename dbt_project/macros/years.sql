{# The same day of the calendar some years later; 29 February becomes the 28th where the year has none. #}
{% macro years_on(day, years) -%} {{ return(adapter.dispatch('years_on', 'tongbao')(day, years)) }} {%- endmacro %}
{% macro duckdb__years_on(day, years) -%} cast({{ day }} + to_years(cast({{ years }} as integer)) as date) {%- endmacro %}
{% macro spark__years_on(day, years) -%} add_months({{ day }}, 12 * cast({{ years }} as integer)) {%- endmacro %}
