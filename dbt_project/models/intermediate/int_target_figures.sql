-- Target x role: the figure of its period, out of whole months or week by week, and whether it can still change.
with windows as (

    select
        windows.*,
        targets.comparator,
        targets.data_until,
        coalesce(targets.expected_low, 1) as expected_low,
        metrics.additivity,
        pieces.metric_id is not null as is_counted_by_piece,
        {{ is_share_of_parts('metrics') }} as is_share,
        {{ is_declared_share('metrics') }} as is_declared
    from {{ ref('int_target_windows') }} as windows
    inner join {{ ref('int_target_periods') }} as targets on windows.target_no = targets.target_no
    left join {{ ref('metric') }} as metrics on windows.metric_id = metrics.metric_id
    left join (select distinct metric_id from {{ ref('int_metric_events') }}) as pieces
        on windows.metric_id = pieces.metric_id

),

counted as (

    select target_no, role, first_day, {{ summed('value') }} as value from {{ ref('int_target_events') }}
    group by target_no, role, first_day

),

read as (

    select
        windows.*,
        coalesce(counted.value, 0) as counted_value,
        periods.metric_id is not null as is_found,
        periods.months_found,
        periods.months_known,
        periods.value as month_value,
        periods.share,
        periods.last_value,
        periods.last_month,
        periods.is_gapless,
        periods.as_of,
        periods.months_known_to_end = periods.months as is_known_to_end,
        case
            when windows.additivity = 'semi' then periods.is_last_month_complete
            -- Told as such, it holds until it is told again.
            when windows.is_declared then periods.last_value is not null and windows.last_day <= windows.data_until
            else periods.months_complete = periods.months
        end as is_complete,
        denominators.value as denominator,
        coalesce(denominators.months_complete = denominators.months, windows.denominator_metric_id is null)
            as is_denominator_complete
    from windows
    left join {{ ref('int_subject_periods') }} as periods
        on
            windows.metric_id = periods.metric_id
            and windows.scope = periods.scope
            and windows.subject_id = periods.subject_id
            and windows.first_day = periods.first_day
            and windows.last_day = periods.last_day
    left join {{ ref('int_subject_periods') }} as denominators
        on
            windows.denominator_metric_id = denominators.metric_id
            and windows.scope = denominators.scope
            and windows.subject_id = denominators.subject_id
            and windows.first_day = denominators.first_day
            and windows.last_day = denominators.last_day
    left join counted
        on
            windows.target_no = counted.target_no
            and windows.role = counted.role
            and windows.first_day = counted.first_day

)

select
    target_no,
    role,
    cast(case
        when outlet_levels is not null then case when months_known > 0 then counted_value end
        -- Words can be looked for only where things are told one by one.
        when title_words is not null or audience_words is not null
            then case when months_known > 0 and is_counted_by_piece then counted_value end
        when additivity = 'additive' then month_value
        -- A stock is what it was on the last day, while the period runs what it was last known to be.
        when additivity = 'semi'
            then case when last_month = {{ month_of('last_day') }} or last_day > data_until then last_value end
        when is_share then share
        when is_declared then last_value
        when months_found = 1 then month_value
    end as double) as value,
    denominator,
    is_complete and is_denominator_complete as is_final,
    additivity = 'semi' or is_declared or is_gapless as is_gapless,
    is_known_to_end,
    as_of,
    cast(null as double) as weeks_failed,
    cast(null as double) as weeks_expected
from read
where not is_week and is_found
union all
select
    target_no,
    role,
    case
        when bool_or(comparator in ('weekly', 'fortnightly'))
            then cast(count(case when counted_value >= expected_low then 1 end) as double)
        else {{ summed('counted_value') }}
    end,
    null,
    bool_and(coalesce(is_known_to_end, false)),
    true,
    null,
    max(as_of),
    -- Weeks that are wholly known and stayed below: they can no longer be made good.
    cast(count(case when is_known_to_end and counted_value < expected_low then 1 end) as double),
    cast(count(*) as double)
from read
where is_week
group by target_no, role
-- Nothing was read in any of these weeks: unknown, not zero.
having bool_or(is_found)
