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

{# That two printed figures stand in one bulletin and speak of one period. #}
{% macro same_bulletin(one, other) -%}
    {{ one }}.source_file = {{ other }}.source_file
    and {{ one }}.bulletin = {{ other }}.bulletin
    and {{ one }}.period = {{ other }}.period
{%- endmacro %}

{# Table by table of a bulletin and month: the sum of its cells. #}
{% macro table_sums() -%}
    select table_id, month, sum(value) as value
    from {{ ref('int_bulletin_cells') }}
    group by table_id, month
{%- endmacro %}

{# The totals of a month, one column for each of `columns` (column → metric). #}
{% macro bulletin_totals(columns) -%}
    select
        month
        {%- for column, metric_id in columns.items() %},
        max(case when metric_id = '{{ metric_id }}' then value end) as {{ column }}
        {%- endfor %}
    from {{ ref('int_bulletin_totals') }}
    group by month
{%- endmacro %}

{# The figures of all months and scopes that are known, with what their metric says of them. #}
{% macro known_figures() -%}
    select figures.*, metrics.name, metrics.unit, metrics.additivity, metrics.numerator_id, metrics.denominator_id, metrics.scale
    from {{ ref('rpt_metric_trend') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where figures.status in ('measured', 'zero')
{%- endmacro %}

{# What bulletins print that has a value, with the name of its metric. #}
{% macro printed_figures() -%}
    select
        figures.*,
        coalesce(metrics.name, figures.metric_id) as metric_name,
        figures.row_label = '合计' as is_total
    from {{ ref('int_printed_figures') }} as figures
    left join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where figures.value is not null
{%- endmacro %}
