-- Which departments made the difference: the part of each in the change of the whole, last month and last year.
with metrics as (

    select * from {{ ref('dim_metric') }} where has_departments and additivity = 'additive'

),

figures as (

    select trend.*
    from {{ ref('rpt_metric_trend') }} as trend
    inner join metrics on trend.metric_id = metrics.metric_id

),

compared as (

    {% for comparison, base in [('mom', 'previous_value'), ('yoy', 'last_year_value')] %}
    select
        '{{ comparison }}' as comparison,
        scope,
        scope_id,
        scope_name,
        metric_id,
        month,
        value,
        {{ base }} as base_value,
        {{ comparison }}_change as change
    from figures
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

wholes as (

    select * from compared where scope = 'institution' and change is not null

),

parts as (

    select
        parts.scope,
        parts.scope_id,
        parts.scope_name,
        parts.metric_id,
        parts.month,
        parts.comparison,
        parts.value,
        parts.base_value,
        parts.change,
        wholes.change as total_change
    from compared as parts
    inner join wholes
        on
            parts.comparison = wholes.comparison
            and parts.metric_id = wholes.metric_id
            and parts.month = wholes.month
    where parts.scope in ('department', 'department_now') and parts.change is not null

),

-- What no department accounts for: items of unknown departments, and departments that cannot be compared.
rests as (

    select
        scope,
        'rest' as scope_id,
        '其余' as scope_name,
        metric_id,
        month,
        comparison,
        cast(null as double) as value,
        cast(null as double) as base_value,
        max(total_change) - sum(change) as change,
        max(total_change) as total_change
    from parts
    group by scope, metric_id, month, comparison
    having max(total_change) - sum(change) <> 0

),

everything as (

    select * from parts
    union all
    select * from rests

)

select
    scope,
    scope_id,
    scope_name,
    metric_id,
    month,
    comparison,
    value,
    base_value,
    coalesce(base_value = 0 and value <> 0, false) as is_newcomer,
    coalesce(base_value <> 0 and value = 0, false) as is_dropout,
    change,
    total_change,
    {{ ratio('change', 'total_change') }} as share_of_change,
    cast(
        rank() over (partition by scope, metric_id, month, comparison order by abs(change) desc) as integer
    ) as change_rank
from everything
order by scope, metric_id, month, comparison, change_rank, scope_id
