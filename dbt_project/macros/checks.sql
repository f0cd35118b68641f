{#
    The columns of one check of quality.reconciliation after its month. All but severity and bound are SQL; `severity` is
    what it is where the sides differ by more than `tolerance`, and `bound` allows all that is left to an upper bound.
#}
{% macro check(id, subject, left, right, rule, severity='fail', bound='equal', tolerance='0') -%}
    {{ id }} as check_id,
    {{ subject }} as subject,
    cast({{ left }} as double) as left_value,
    cast({{ right }} as double) as right_value,
    cast({{ 'greatest(' ~ right ~ ' - (' ~ left ~ '), 0) + ' if bound == 'at_most' }}{{ tolerance }} as double) as tolerance,
    '{{ severity }}' as severity,
    {{ rule }} as rule
{%- endmacro %}

{#
    One check of a month over many figures at once: that none of them does what may not be. `wrong` is a condition on the
    figure, `name` its name; those that do are counted and named.
#}
{% macro none_of(id, subject, wrong, name, order, rule, severity='fail') -%}
    {{ check(
        id=id,
        subject=subject,
        left='count(case when ' ~ wrong ~ ' then 1 end)',
        right='0',
        rule=rule ~ " || coalesce('；不合的有：' || " ~ join_texts('case when ' ~ wrong ~ ' then ' ~ name ~ ' end', '、', order)
            ~ ", '')",
        severity=severity
    ) }}
{%- endmacro %}

{# What a printed figure is set against `value` as: itself, or where it is a bound that allows the value, the value. #}
{% macro printed_side(printed, value) -%}
    case
        when {{ printed }}.bound = 'at_least' and {{ value }} >= {{ printed }}.value - {{ printed }}.tolerance then {{ value }}
        when {{ printed }}.bound = 'below' and {{ value }} <= {{ printed }}.value + {{ printed }}.tolerance then {{ value }}
        else {{ printed }}.value
    end
{%- endmacro %}
