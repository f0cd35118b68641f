-- Every figure beside its comparisons: previous month, same month of last year, year to date, rank.
-- What the departments of the roster have together: the rest of a whole is nobody's.
with departmental as (

    select figures.metric_id, figures.month_index, {{ summed('figures.value') }} as value
    from {{ ref('agg_metric_month') }} as figures
    inner join (
        select department_id from {{ ref('dim_department') }} group by department_id having max(in_roster)
    ) as departments on figures.scope_id = departments.department_id
    where figures.scope = 'department'
    group by figures.metric_id, figures.month_index

),

marked as (

    {{ with_breaks(ref('agg_metric_month')) }}

),

dated as (

    select
        figures.*,
        running.ytd_value,
        running.ytd_is_complete,
        running.ytd_is_capped,
        running.moving_12_value,
        running.moving_12_is_complete,
        running.moving_12_is_capped,
        ranks.rank,
        departmental.value as departments_value
    from marked as figures
    left join {{ ref('agg_running') }} as running
        on figures.series_no = running.series_no and figures.month_index = running.month_index
    left join {{ ref('agg_rank') }} as ranks
        on figures.series_no = ranks.series_no and figures.month_index = ranks.month_index
    left join departmental
        on
            figures.scope = 'institution'
            and figures.additivity = 'additive'
            and figures.metric_id = departmental.metric_id
            and figures.month_index = departmental.month_index

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        last_year.ytd_value as last_year_ytd_value,
        before.rank as previous_rank,
        last_year.moving_12_value as last_moving_12_value,
        {{ comparison_reason('now', 'before', 'now.month_index - 1', parts='mom.parts is not null') }} as mom_reason,
        {{ comparison_reason('now', 'last_year', 'now.month_index - 12', parts='yoy.parts is not null') }} as yoy_reason,
        case
            when now.ytd_value is not null
                then {{ comparison_reason('now', 'last_year', '(now.year - 1) * 12', 'ytd_', 'spans.ytd_parts is not null') }}
        end as ytd_reason,
        case
            when now.moving_12_value is not null
                then {{ comparison_reason('now', 'last_year', 'now.month_index - 23', 'moving_12_',
                    'coalesce(spans.has_moving_12_parts, false)') }}
        end as moving_12_reason,
        mom.parts as mom_parts,
        yoy.parts as yoy_parts,
        spans.ytd_parts,
        {{ like_for_like('mom_', 'now', 'before', 'mom', 'mom_reason') }},
        {{ like_for_like('yoy_', 'now', 'last_year', 'yoy', 'yoy_reason') }}
    from dated as now
    left join dated as before
        on now.series_no = before.series_no and now.month_index = before.month_index + 1
    left join dated as last_year
        on now.series_no = last_year.series_no and now.month_index = last_year.month_index + 12
    left join {{ ref('agg_month_part') }} as mom
        on now.series_no = mom.series_no and now.month_index = mom.month_index and mom.months_back = 1
    left join {{ ref('agg_month_part') }} as yoy
        on now.series_no = yoy.series_no and now.month_index = yoy.month_index and yoy.months_back = 12
    left join {{ ref('agg_span_part') }} as spans on now.series_no = spans.series_no and now.month_index = spans.month_index

),

names as (

    {{ scope_names() }}

)

select
    paired.scope,
    paired.scope_id,
    {{ scope_name('paired', 'names.name') }} as scope_name,
    paired.channel_id,
    paired.metric_id,
    paired.month,
    paired.value,
    paired.status,
    paired.status_reason,
    paired.as_of,
    paired.days_covered,
    paired.days_expected,
    paired.is_complete,
    paired.is_provisional,
    paired.is_capped,
    paired.value is not null
    and (
        (paired.is_capped and paired.additivity <> 'non')
        -- The rest of a month only adds to a sum, but a net figure may fall again.
        or (
            not paired.is_complete and paired.additivity = 'additive' and paired.metric_id not like '%followers_net'
        )
    ) as is_floor,
    paired.is_corrected,
    paired.value - paired.departments_value as unassigned_value,
    paired.previous_value,
    case when {{ is_subtractable('mom_reason') }} then {{ change('paired.value', 'paired.previous_value') }} end as mom_change,
    case when mom_reason is null then {{ change_pct('paired.value', 'paired.previous_value') }} end as mom_pct,
    paired.last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('paired.value', 'paired.last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('paired.value', 'paired.last_year_value') }} end as yoy_pct,
    paired.ytd_value,
    case when ytd_reason is null then {{ change_pct('paired.ytd_value', 'paired.last_year_ytd_value') }} end as ytd_yoy_pct,
    ytd_reason,
    paired.moving_12_value,
    case when moving_12_reason is null then {{ change_pct('paired.moving_12_value', 'paired.last_moving_12_value') }} end
        as moving_12_yoy_pct,
    moving_12_reason,
    cast(paired.rank as integer) as rank,
    -- Who has the same as before did not move: others did.
    case
        when {{ is_subtractable('mom_reason') }} and paired.value <> paired.previous_value
            then cast(paired.previous_rank - paired.rank as integer)
    end as rank_change,
    mom_reason is null as is_comparable,
    mom_reason as reason,
    case when mom_reason = 'parts_changed' then mom_parts end as mom_parts,
    mom_like_value,
    mom_like_base,
    mom_like_pct,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason,
    case when yoy_reason = 'parts_changed' then yoy_parts end as yoy_parts,
    yoy_like_value,
    yoy_like_base,
    yoy_like_pct,
    case when ytd_reason = 'parts_changed' then ytd_parts end as ytd_parts
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.month_index = names.month_index
