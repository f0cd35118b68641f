{#
    What each row of `relation` adds to one metric, in the columns of int_metric_contributions. Without a metric_id the
    relation names it.

    value: null where the row does not tell; the figure is then a floor. whole: of a share, what the row adds to its base.
    capped / provisional: conditions on a row; one such row makes the figure a floor / not final.
    as_of: until when the value of the row is known. date: the day on which a thing counted piece by piece counts.
    days_measured: of daily figures, over how many days the month is known. several: whether one source row may give this
    metric several things (a cell that names three media): only such rows are added up when they are published.
    `relation` carries month, as_of, source_file_id, source_sheet and source_row.
#}
{% macro contributions(metric_id, relation, value='1', where='true', department='null', account='null', capped='false',
                       provisional='false', as_of='as_of', date='null', whole='null', party_org='null', level='null',
                       days_measured='null', several='false') -%}
    select
        {{ "'" ~ metric_id ~ "'" if metric_id else 'metric_id' }} as metric_id,
        month,
        cast({{ department }} as string) as department_id,
        cast({{ account }} as string) as account_id,
        cast({{ value }} as double) as value,
        cast({{ whole }} as double) as whole,
        {{ as_of }} as as_of,
        coalesce({{ capped }}, false) as is_capped,
        coalesce({{ provisional }}, false) as is_provisional,
        cast({{ days_measured }} as bigint) as days_measured,
        cast({{ date }} as date) as date,
        cast({{ party_org }} as string) as party_org_id,
        cast({{ level }} as string) as outlet_level,
        source_file_id,
        coalesce(source_sheet, '') as source_sheet,
        cast(source_row as integer) as source_row,
        {{ several }} as is_one_of_several
    from {{ relation }}
    where {{ where }}
{%- endmacro %}
