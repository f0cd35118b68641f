{#
    The only implementation of the comparison arithmetic. A change needs two known values over equal spans; a share
    of a zero base does not exist.
#}
{% macro change(value, base) -%} ({{ value }} - {{ base }}) {%- endmacro %}

{% macro change_pct(value, base) -%}
    case when {{ base }} <> 0 then ({{ value }} - {{ base }}) / abs({{ base }}) end
{%- endmacro %}

{% macro ratio(numerator, denominator) -%}
    case when {{ denominator }} <> 0 then cast({{ numerator }} as double) / {{ denominator }} end
{%- endmacro %}
