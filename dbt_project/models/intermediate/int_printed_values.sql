-- One value of each figure that a bulletin prints; where its places say different things, that is told elsewhere. Only numbers
-- that are exact or rounded: of 140余 nothing is known but that it is no less.
with names as (

    select metric_id, name from {{ ref('metric') }}
    union all
    select metric_id, name from {{ ref('metric_rate') }}

),

printed as (

    select figures.*, names.name as metric_name
    from {{ ref('int_printed_figures') }} as figures
    inner join names on figures.metric_id = names.metric_id
    where figures.value is not null and figures.bound = 'exact'

)

select
    month,
    period,
    source_file,
    bulletin,
    metric_id,
    label_key,
    metric_name,
    max(row_label) as row_label,
    max(printed) as printed,
    max(value) as value,
    max(tolerance) as tolerance
from printed
group by month, period, source_file, bulletin, metric_id, label_key, metric_name
having max(value) - min(value) <= max(tolerance)
