-- A month known from its first day to day n only, against the same n days of the month before and of the year before.
with marked as (

    {{ with_breaks(ref('agg_equal_window')) }}

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        {{ comparison_reason('now', 'before', 'now.month_index - 1', parts='before.has_other_parts') }} as reason,
        {{ comparison_reason('now', 'last_year', 'now.month_index - 12', parts='last_year.has_other_parts') }} as yoy_reason
    from marked as now
    left join marked as before
        on
            now.scope = before.scope
            and now.scope_id = before.scope_id
            and now.metric_id = before.metric_id
            and now.month = before.month
            and before.months_ago = 1
    left join marked as last_year
        on
            now.scope = last_year.scope
            and now.scope_id = last_year.scope_id
            and now.metric_id = last_year.metric_id
            and now.month = last_year.month
            and last_year.months_ago = 12
    where now.months_ago = 0

),

names as (

    {{ scope_names() }}

)

select
    paired.scope,
    paired.scope_id,
    {{ scope_name('paired', 'names.name') }} as scope_name,
    paired.metric_id,
    paired.month,
    cast(days_known as integer) as days,
    value,
    previous_value,
    case when {{ is_subtractable('reason') }} then {{ change('value', 'previous_value') }} end as mom_change,
    case when reason is null then {{ change_pct('value', 'previous_value') }} end as mom_pct,
    last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('value', 'last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('value', 'last_year_value') }} end as yoy_pct,
    reason is null as is_comparable,
    reason,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.month_index = names.month_index
