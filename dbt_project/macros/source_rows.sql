{#
    The rows behind one metric: `value` is what a row adds to its figure; a row whose value is not known adds nothing.
    `relation` carries month, source_file_id, source_sheet and source_row.
#}
{% macro source_rows(metric_id, relation, value='1', where='true', department='null', account='null') -%}
    select
        '{{ metric_id }}' as metric_id,
        month,
        cast({{ department }} as string) as department_id,
        cast({{ account }} as string) as account_id,
        source_file_id,
        source_sheet,
        source_row,
        cast({{ value }} as double) as value
    from {{ relation }}
    where {{ where }} and ({{ value }}) is not null
{%- endmacro %}
