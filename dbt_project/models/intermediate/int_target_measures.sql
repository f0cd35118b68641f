-- Target x period: what is known of it, of its base and of what it lacks, side by side.
select
    targets.*,
    case
        when targets.actual is not null then targets.actual
        when targets.comparator = 'share' and targets.denominator_metric_id is not null
            then {{ ratio('now.value', 'now.denominator') }}
        else now.value
    end as known_value,
    case when targets.actual is not null then 'manual' when now.value is not null then 'metric' end as actual_source,
    coalesce(targets.done_on, reached.reached_on) as fulfilled_on,
    targets.metric_id is null or targets.done_on is not null or coalesce(due.is_known_to_end, false) as is_due_known,
    case when targets.comparator like 'more_than%' and targets.base is null and not coalesce(base.is_final, false)
        then base_gaps.to_send else gaps.to_send end as lacking,
    case
        when targets.actual is not null then targets.last_day <= targets.data_until
        -- More than the period before can be said of equal periods only.
        when targets.comparator in ('more_than_last_year', 'more_than_previous') and targets.counted_from > targets.first_day
            then false
        else coalesce(now.is_final, false)
    end as is_final,
    targets.actual is not null
    or (coalesce(now.is_gapless, true) and {{ month_of('targets.counted_from') }} >= targets.data_from) as is_gapless,
    now.weeks_failed,
    now.weeks_expected,
    -- A figure that can fall again gives no early verdict.
    coalesce(metrics.additivity = 'additive', targets.metric_id is null)
    and not coalesce({{ matches('targets.metric_id', '_net$') }}, false) as is_growing,
    coalesce(metrics.additivity = 'semi', false) as is_stock,
    coalesce(metrics.unit = '%', targets.comparator = 'share') as is_share,
    coalesce(targets.base, case when base.is_final then base.value end) as base_value,
    least(coalesce(case when targets.actual is null then now.as_of end, targets.data_until), targets.last_day)
        as known_until
from {{ ref('int_target_periods') }} as targets
left join {{ ref('metric') }} as metrics on targets.metric_id = metrics.metric_id
left join {{ ref('int_target_figures') }} as now on targets.target_no = now.target_no and now.role = 'now'
left join {{ ref('int_target_figures') }} as base on targets.target_no = base.target_no and base.role = 'base'
left join {{ ref('int_target_figures') }} as due on targets.target_no = due.target_no and due.role = 'due'
left join {{ ref('int_target_gaps') }} as gaps on targets.target_no = gaps.target_no and gaps.role = 'now'
left join {{ ref('int_target_gaps') }} as base_gaps on targets.target_no = base_gaps.target_no and base_gaps.role = 'base'
left join {{ ref('int_target_fulfilments') }} as reached on targets.target_no = reached.target_no
