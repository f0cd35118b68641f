-- Which departments made the difference: the part of each in the change of the whole, last month and last year.
-- Over 200 lines: founded, closed and compared units are parts of one sum, which only one place can make add up.
with metrics as (

    select * from {{ ref('dim_metric') }} where has_departments and additivity = 'additive'

),

figures as (

    select trend.*
    from {{ ref('rpt_metric_trend') }} as trend
    inner join metrics on trend.metric_id = metrics.metric_id
    where trend.scope in ('institution', 'department', 'department_now')

),

comparisons as (

    select 'mom' as comparison, 1 as months_back
    union all
    select 'yoy' as comparison, 12 as months_back

),

compared as (

    {% for comparison, base, reason in [
        ('mom', 'previous_value', 'reason'), ('yoy', 'last_year_value', 'yoy_reason')
    ] %}
    select
        '{{ comparison }}' as comparison,
        scope,
        scope_id,
        scope_name,
        metric_id,
        month,
        value,
        {{ base }} as base_value,
        {{ comparison }}_change as change,
        {{ reason }} as reason
    from figures
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- What has to add up. Its number stands for it from here on: what follows sorts and compares it and not three texts.
wholes as (

    select
        *,
        row_number() over (order by metric_id, month, comparison) as whole_no
    from compared
    where scope = 'institution' and change is not null

),

-- In which months a department began and ended, as then and as now. One that was taken over did not close.
lives as (

    select
        units.scope,
        units.scope_id,
        {{ month_index(month_of('min(departments.valid_from)')) }} as founded_index,
        {{ month_index(month_of('max(departments.valid_to)')) }} as closed_index,
        changes.predecessor_id is null and max(departments.valid_to) < date '9999-12-31' as is_closed
    from (
        select 'department' as scope, department_id as scope_id, department_id
        from {{ ref('bridge_department_succession') }}
        union all
        select 'department_now', department_now_id, department_id from {{ ref('bridge_department_succession') }}
    ) as units
    inner join {{ ref('dim_department') }} as departments on units.department_id = departments.department_id
    left join (select distinct predecessor_id from {{ ref('fct_department_change') }}) as changes
        on units.scope_id = changes.predecessor_id
    group by units.scope, units.scope_id, changes.predecessor_id

),

-- Founded since the base: nothing to compare with, because there was no such department. Who took over another one is
-- not new; that reason comes before a missing base.
founded as (

    select compared.*
    from compared
    inner join comparisons on compared.comparison = comparisons.comparison
    inner join lives on compared.scope = lives.scope and compared.scope_id = lives.scope_id
    where
        compared.reason = 'no_base'
        and lives.founded_index > {{ month_index('compared.month') }} - comparisons.months_back

),

-- Closed since the base: it has no figure any more.
closed as (

    select
        comparisons.comparison,
        bases.scope,
        bases.scope_id,
        bases.scope_name,
        bases.metric_id,
        months.month,
        bases.value as base_value
    from figures as bases
    inner join lives on bases.scope = lives.scope and bases.scope_id = lives.scope_id
    cross join comparisons
    inner join {{ ref('dim_month') }} as months
        on {{ month_index('bases.month') }} = months.month_index - comparisons.months_back
    left join figures
        on
            bases.scope = figures.scope
            and bases.scope_id = figures.scope_id
            and bases.metric_id = figures.metric_id
            and months.month = figures.month
    where
        lives.is_closed
        and lives.closed_index < months.month_index
        and bases.value is not null
        and figures.month is null

),

departments as (

    {% for source, change, is_founded in [('compared', 'change', 'false'), ('founded', 'value', 'true')] %}
    select
        comparison,
        scope,
        scope_id,
        scope_name,
        metric_id,
        month,
        value,
        base_value,
        {{ change }} as change,
        {{ is_founded }} as is_founded,
        false as is_closed
    from {{ source }}
    where scope <> 'institution' and {{ change }} is not null
    union all
    {% endfor %}
    select comparison, scope, scope_id, scope_name, metric_id, month, null, base_value, 0 - base_value, false, true
    from closed

),

parts as (

    select
        departments.scope,
        departments.scope_id,
        departments.scope_name,
        departments.value,
        departments.base_value,
        departments.is_founded,
        departments.is_closed,
        departments.change,
        wholes.whole_no
    from departments
    inner join wholes
        on
            departments.comparison = wholes.comparison
            and departments.metric_id = wholes.metric_id
            and departments.month = wholes.month

),

changes as (

    select scope, whole_no, {{ summed('change') }} as change from parts group by scope, whole_no

),

-- What no department accounts for: items of unknown departments, and departments that cannot be compared.
rests as (

    select
        changes.scope,
        'rest' as scope_id,
        '其余' as scope_name,
        cast(null as double) as value,
        cast(null as double) as base_value,
        false as is_founded,
        false as is_closed,
        wholes.change - changes.change as change,
        wholes.whole_no
    from changes
    inner join wholes on changes.whole_no = wholes.whole_no
    where wholes.change <> changes.change

),

everything as (

    select * from parts
    union all
    select * from rests

),

-- Equal changes share a rank and the next rank is skipped. The few sizes are ranked and not the many parts.
sizes as (

    select
        scope,
        whole_no,
        abs(change) as size,
        count(*) as number_of_parts
    from everything
    group by scope, whole_no, abs(change)

),

ranks as (

    select
        scope,
        whole_no,
        size,
        cast(
            1 + sum(number_of_parts) over (partition by scope, whole_no order by size desc) - number_of_parts as integer
        ) as change_rank
    from sizes

)

select
    parts.scope,
    parts.scope_id,
    parts.scope_name,
    wholes.metric_id,
    wholes.month,
    wholes.comparison,
    parts.value,
    parts.base_value,
    coalesce(coalesce(parts.base_value, 0) = 0 and parts.value <> 0, false) as is_newcomer,
    coalesce(parts.base_value <> 0 and coalesce(parts.value, 0) = 0, false) as is_dropout,
    parts.is_founded,
    parts.is_closed,
    parts.change,
    wholes.change as total_change,
    {{ ratio('parts.change', 'wholes.change') }} as share_of_change,
    ranks.change_rank
from everything as parts
inner join wholes on parts.whole_no = wholes.whole_no
inner join ranks on parts.scope = ranks.scope and parts.whole_no = ranks.whole_no and abs(parts.change) = ranks.size
