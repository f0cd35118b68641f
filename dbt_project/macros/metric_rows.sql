{#
    Monthly figures of one metric at their finest grain, in the columns every part of int_metric_values has.

    value: an aggregate. capped / provisional: conditions on a row; one such row makes the figure a floor / not final.
    as_of: until when the value of a row is known.
#}
{% macro metric_rows(metric_id, relation, value='count(*)', where='true', department='null', account='null',
                     capped='false', provisional='false', days='null', as_of='as_of') -%}
    select
        '{{ metric_id }}' as metric_id,
        month,
        cast({{ department }} as varchar) as department_id,
        cast({{ account }} as varchar) as account_id,
        cast({{ value }} as double) as value,
        max({{ as_of }}) as as_of,
        coalesce(bool_or({{ capped }}), false) as is_capped,
        coalesce(bool_or({{ provisional }}), false) as is_provisional,
        cast({{ days }} as bigint) as days_measured
    from {{ relation }}
    where {{ where }}
    group by month
        {%- if department != 'null' %}, {{ department }}{% endif %}
        {%- if account != 'null' %}, {{ account }}{% endif %}
{%- endmacro %}
