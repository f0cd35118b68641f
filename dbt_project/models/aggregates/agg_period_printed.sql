-- What a bulletin printed for a year or a half: of several the one printed last.
select metric_id, channel_id, period_key, value, bound, as_of
from (
    select
        printed.metric_id,
        metrics.channel_id,
        periods.period_key,
        printed.value,
        printed.bound,
        printed.as_of,
        row_number() over (
            partition by printed.metric_id, periods.period_key
            order by printed.month desc, printed.bulletin, printed.table_id, printed.source_row
        ) as choice
    from {{ ref('fct_published_figure') }} as printed
    inner join {{ ref('dim_metric') }} as metrics on printed.metric_id = metrics.metric_id
    inner join {{ ref('agg_period') }} as periods on printed.period = periods.period
    where printed.row_label = '合计' and printed.value is not null
) as ranked
where choice = 1
