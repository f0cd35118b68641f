{#
    The only implementation of the comparison arithmetic. A change needs two known values over equal spans; a share
    of a zero base does not exist.
#}
{% macro change(value, base) -%} ({{ value }} - {{ base }}) {%- endmacro %}

{% macro change_pct(value, base) -%}
    case when {{ base }} <> 0 then ({{ value }} - {{ base }}) / abs({{ base }}) end
{%- endmacro %}

{% macro ratio(numerator, denominator) -%}
    (case when {{ denominator }} <> 0 then cast({{ numerator }} as double) / {{ denominator }} end)
{%- endmacro %}

{#
    Why a figure must not be set against its base, first reason first; null when it may. Both sides carry value,
    status, is_complete and is_capped. restructured: a condition on the two.
#}
{% macro comparison_reason(now, base, restructured='false') -%}
    case
        when {{ now }}.status = 'not_started' then 'not_started'
        when {{ now }}.value is null then 'missing'
        when {{ restructured }} then 'restructured'
        when {{ base }}.value is null then 'no_base'
        when not ({{ now }}.is_complete and {{ base }}.is_complete) then 'partial_period'
        when {{ now }}.is_capped or {{ base }}.is_capped then 'capped'
        when {{ base }}.value = 0 then 'base_zero'
    end
{%- endmacro %}

{# A difference from zero is a number, only its share is not. #}
{% macro is_subtractable(reason) -%} coalesce({{ reason }}, '') in ('', 'base_zero') {%- endmacro %}
