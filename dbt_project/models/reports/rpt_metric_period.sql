-- Quarters, halves, terms, calendar and academic years, each figure beside the period before and the same of last year.
with marked as (

    {{ with_breaks(ref('agg_metric_period'), 'last_index') }}

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        {{ comparison_reason('now', 'before', 'before.first_index', parts='before_parts.parts is not null') }} as reason,
        {{ comparison_reason('now', 'last_year', 'last_year.first_index', parts='year_parts.parts is not null') }}
            as yoy_reason,
        before_parts.parts,
        year_parts.parts as yoy_parts,
        {{ like_for_like('', 'now', 'before', 'before_parts', 'reason') }},
        {{ like_for_like('yoy_', 'now', 'last_year', 'year_parts', 'yoy_reason') }}
    from marked as now
    left join marked as before
        on now.series_no = before.series_no and now.previous_key = before.period_key
    left join marked as last_year
        on now.series_no = last_year.series_no and now.last_year_key = last_year.period_key
    {%- for basis, relation in [('previous', 'before_parts'), ('last_year', 'year_parts')] %}
    left join {{ ref('agg_period_part') }} as {{ relation }}
        on
            {{ relation }}.basis = '{{ basis }}'
            and now.scope = {{ relation }}.scope
            and now.scope_id = {{ relation }}.scope_id
            and now.metric_id = {{ relation }}.metric_id
            and now.period_key = {{ relation }}.period_key
    {%- endfor %}

),

names as (

    {{ scope_names() }}

)

select
    paired.scope,
    paired.scope_id,
    {{ scope_name('paired', 'names.name') }} as scope_name,
    channel_id,
    metric_id,
    period_type,
    period,
    value,
    status,
    months_expected,
    months_covered,
    months_partial,
    is_complete,
    is_provisional,
    is_capped,
    is_corrected,
    as_of,
    previous_value,
    case when {{ is_subtractable('reason') }} then {{ change('value', 'previous_value') }} end as change,
    case when reason is null then {{ change_pct('value', 'previous_value') }} end as change_pct,
    last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('value', 'last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('value', 'last_year_value') }} end as yoy_pct,
    reason is null as is_comparable,
    reason,
    case when reason = 'parts_changed' then parts end as parts,
    like_value,
    like_base,
    like_pct,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason,
    case when yoy_reason = 'parts_changed' then yoy_parts end as yoy_parts,
    yoy_like_value,
    yoy_like_base,
    yoy_like_pct
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.last_index = names.month_index
