-- Known, zero, missing, not applicable and not-started figures: metric x month x department x account without holes.
-- Over 200 lines: figures, rows that are untold, accounts and departments without any are one case distinction.
with frame as (

    select * from {{ ref('int_metric_coverage') }}

),

gaps as (

    select * from {{ ref('int_department_gaps') }}

),

whole as (

    select
        metric_id,
        month,
        bool_and(status in ('full', 'not_started')) and bool_or(status = 'full') as is_complete,
        bool_or(status in ('full', 'partial')) as is_known,
        bool_and(status = 'not_started') as is_not_started,
        min(days_covered) as days_covered,
        min(days_from_first) as days_from_first,
        max(days_expected) as days_expected,
        max(as_of) as as_of
    from frame
    group by metric_id, month

),

figures as (

    select
        frame.metric_id,
        frame.month,
        figures.department_id,
        frame.account_id,
        figures.value,
        case when figures.value = 0 then 'zero' else 'measured' end as status,
        figures.as_of,
        figures.is_capped,
        figures.is_provisional,
        frame.status = 'full' as is_complete,
        frame.days_covered,
        frame.days_from_first,
        frame.days_expected,
        gaps.status_reason
    from {{ ref('int_metric_values') }} as figures
    inner join frame
        on
            figures.metric_id = frame.metric_id
            and figures.month = frame.month
            and figures.account_id is not distinct from frame.account_id
    left join gaps
        on
            figures.metric_id = gaps.metric_id
            and figures.month = gaps.month
            and figures.department_id = gaps.department_id
    where frame.status <> 'not_started'

),

-- There are rows, and none tells what it adds or whether it counts: no zero, and what others add is a floor of the whole.
untold as (

    select
        frame.metric_id,
        frame.month,
        parts.department_id,
        frame.account_id,
        cast(null as double) as value,
        'missing' as status,
        frame.as_of,
        true as is_capped,
        false as is_provisional,
        -- Nothing was left out of the export.
        frame.status = 'full' as is_complete,
        frame.days_covered,
        frame.days_from_first,
        frame.days_expected,
        case when frame.metric_id in ('{{ classified_metrics() | join("', '") }}') then 'unmapped' else 'not_given' end
            as status_reason
    from (
        select metric_id, month, department_id, account_id
        from {{ ref('int_metric_contributions') }}
        group by metric_id, month, department_id, account_id
        having count(value) = 0
    ) as parts
    inner join frame
        on
            parts.metric_id = frame.metric_id
            and parts.month = frame.month
            and parts.account_id is not distinct from frame.account_id
    where frame.status not in ('not_started', 'retired')

),

known as (

    select * from figures
    union all
    select * from untold

),

silences as (

    select * from {{ ref('int_metric_silences') }}

),

empty_accounts as (

    select
        frame.*,
        frame.status in ('full', 'partial') and silences.metric_id is null as is_zero,
        coalesce(silences.status, 'missing') as unknown_status,
        coalesce(silences.status_reason, case when frame.status = 'missing' then 'no_export' end) as status_reason
    from frame
    left join (select distinct metric_id, month, account_id from known) as known
        on
            frame.metric_id = known.metric_id
            and frame.month = known.month
            and frame.account_id is not distinct from known.account_id
    left join (
        select metric_id, month, account_id, min(status) as status, {{ value_at_first('status_reason', 'status') }} as status_reason
        from silences
        group by metric_id, month, account_id
    ) as silences
        on
            frame.metric_id = silences.metric_id
            and frame.month = silences.month
            and frame.account_id is not distinct from silences.account_id
    where known.metric_id is null

),

roster as (

    select distinct months.month, departments.department_id
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_departments') }} as departments
        on months.month_end between departments.valid_from and departments.valid_to
    where months.is_in_data and departments.in_roster

),

empty_departments as (

    select
        whole.*,
        roster.department_id,
        whole.is_known and silences.metric_id is null and gaps.metric_id is null as is_zero,
        coalesce(gaps.status, silences.status, 'missing') as unknown_status,
        coalesce(
            gaps.status_reason, silences.status_reason, case when not whole.is_known then 'no_export' end
        ) as status_reason
    from {{ ref('metric') }} as metrics
    inner join whole on metrics.metric_id = whole.metric_id
    inner join roster on whole.month = roster.month
    left join (select distinct metric_id, month, department_id from known) as known
        on
            whole.metric_id = known.metric_id
            and whole.month = known.month
            and roster.department_id = known.department_id
    left join (
        select metric_id, month, department_id, min(status) as status, {{ value_at_first('status_reason', 'status') }} as status_reason
        from silences
        group by metric_id, month, department_id
    ) as silences
        on
            whole.metric_id = silences.metric_id
            and whole.month = silences.month
            and roster.department_id = silences.department_id
    left join gaps
        on
            whole.metric_id = gaps.metric_id
            and whole.month = gaps.month
            and roster.department_id = gaps.department_id
    where metrics.has_departments and known.metric_id is null

)

select * from known
union all
select
    metric_id,
    month,
    cast(null as string),
    account_id,
    case when is_zero then cast(0 as double) end,
    case when is_zero then 'zero' when status in ('not_started', 'retired') then status else unknown_status end,
    as_of,
    false,
    false,
    status = 'full' and is_zero,
    days_covered,
    days_from_first,
    days_expected,
    case when not is_zero and status not in ('not_started', 'retired') then status_reason end
from empty_accounts
union all
select
    metric_id,
    month,
    department_id,
    cast(null as string),
    case when is_zero then cast(0 as double) end,
    case
        when is_zero then 'zero'
        when is_not_started then 'not_started'
        else unknown_status
    end,
    as_of,
    false,
    false,
    -- Uploads of others are all there though the department has no organisation to upload.
    is_complete and (is_zero or status_reason = 'no_party_org'),
    days_covered,
    days_from_first,
    days_expected,
    case when not is_zero and not is_not_started then status_reason end
from empty_departments
