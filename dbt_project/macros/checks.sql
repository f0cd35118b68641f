{# The columns of one check of quality.reconciliation after its month. All but severity and bound are SQL; `severity` is
    what it is where the sides differ by more than `tolerance`, and `bound` allows all that is left to an upper bound. #}
{% macro check(id, subject, left, right, rule, severity='fail', bound='equal', tolerance='0') -%}
    {{ id }} as check_id,
    {{ subject }} as subject,
    cast({{ left }} as double) as left_value,
    cast({{ right }} as double) as right_value,
    cast({{ 'greatest(' ~ right ~ ' - (' ~ left ~ '), 0)' if bound == 'at_most' else tolerance }} as double) as tolerance,
    '{{ severity }}' as severity,
    {{ rule }} as rule
{%- endmacro %}

{# What a printed figure is set against `value` as: itself, or where it is a bound that allows the value, the value. #}
{% macro printed_side(printed, value) -%}
    case
        when {{ printed }}.bound = 'at_least' and {{ value }} >= {{ printed }}.value - {{ printed }}.tolerance then {{ value }}
        when {{ printed }}.bound = 'below' and {{ value }} <= {{ printed }}.value + {{ printed }}.tolerance then {{ value }}
        else {{ printed }}.value
    end
{%- endmacro %}
