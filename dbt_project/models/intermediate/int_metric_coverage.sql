-- Metric x month x account (or none): whether the figure can be known, and over how many days.
with starts as (

    select
        metric_id,
        account_id,
        start_month
    from {{ source('landing', 'ref_metric_start') }}

),

measured as (

    select metric_id, account_id, min(month) as first_month
    from {{ ref('int_metric_values') }}
    group by metric_id, account_id

),

framed as (

    select
        metrics.metric_id,
        metrics.dataset,
        metrics.counted_by,
        -- A share or a number of days of nothing is no zero, so it is known where it can be formed.
        case
            when metrics.unit = '%' or (metrics.unit = '天' and metrics.additivity = 'non') then 'figures'
            -- Nor is what nobody counted again a stock of none.
            when metrics.additivity = 'semi' and datasets.coverage_kind = 'register' then 'figures'
            else datasets.coverage_kind
        end as coverage_kind,
        exists (
            select 1 from {{ ref('int_complete_ledgers') }} as complete
            where
                complete.dataset = metrics.dataset
                and {{ month_start('coverage.month') }} >= {{ month_start(month_of('complete.starts_on')) }}
                and {{ month_start('coverage.month') }} <= complete.ends_on
        ) as is_called_complete,
        coverage.month,
        coverage.account_id,
        coverage.status,
        coverage.days_expected,
        coverage.days_covered,
        coverage.days_from_first,
        coverage.as_of,
        coalesce(own_start.start_month, general_start.start_month) as declared_start,
        measured.first_month
    from {{ ref('metric') }} as metrics
    inner join {{ ref('dataset') }} as datasets on metrics.dataset = datasets.dataset
    inner join {{ ref('int_coverage') }} as coverage on metrics.dataset = coverage.dataset
    left join {{ ref('int_accounts') }} as accounts on coverage.account_id = accounts.account_id
    left join {{ ref('channel') }} as channels on accounts.channel_id = channels.channel_id
    left join starts as own_start
        on metrics.metric_id = own_start.metric_id and coverage.account_id = own_start.account_id
    left join starts as general_start
        on metrics.metric_id = general_start.metric_id and general_start.account_id is null
    left join measured
        on metrics.metric_id = measured.metric_id and coverage.account_id is not distinct from measured.account_id
    where
        metrics.account_channel_id is null
        or metrics.account_channel_id in (accounts.channel_id, channels.parent_id)

),

figures as (

    select metric_id, month, account_id, max(days_measured) as days_measured
    from {{ ref('int_metric_values') }}
    group by metric_id, month, account_id

),

-- How far from the first of the month a column of days is known without a gap.
numbered_days as (

    select
        metric_id,
        account_id,
        month,
        {{ days_inclusive(month_start('month'), 'date') }} as day,
        row_number() over (partition by metric_id, account_id, month order by date) as day_no
    from {{ ref('int_daily_values') }}
    where {{ known_now() }}

),

prefixes as (

    select metric_id, account_id, month, max(case when day = day_no then day else 0 end) as days_from_first
    from numbered_days
    group by metric_id, account_id, month

),

-- In a file of days each column has its own gaps: an export of people says nothing about counts. A general ledger
-- (figures) says nothing at all about figures that do not stand in it.
measured_days as (

    select
        framed.*,
        retired.metric_id is not null as is_retired,
        case when framed.coverage_kind = 'daily' then coalesce(figures.days_measured, 0) else framed.days_covered end
            as days_known,
        coalesce(prefixes.days_from_first, framed.days_from_first, 0) as days_known_from_first
    from framed
    left join prefixes
        on
            framed.metric_id = prefixes.metric_id
            and framed.month = prefixes.month
            and framed.account_id is not distinct from prefixes.account_id
            and framed.coverage_kind = 'daily'
    left join figures
        on
            framed.metric_id = figures.metric_id
            and framed.month = figures.month
            and framed.account_id is not distinct from figures.account_id
            and framed.coverage_kind in ('daily', 'figures')
    left join {{ ref('int_metric_retired') }} as retired
        on
            framed.metric_id = retired.metric_id
            and framed.month = retired.month
            and framed.account_id is not distinct from retired.account_id
    -- A column that no export of this account ever had is not a gap in it, nor is a kind of thing that a ledger never
    -- knew a zero in it.
    where
        (framed.coverage_kind <> 'figures' or figures.metric_id is not null)
        and (
            (framed.coverage_kind not in ('daily', 'register') and framed.counted_by is null)
            or framed.first_month is not null
            or framed.declared_start is not null
            or retired.metric_id is not null
            -- Unless the office says that what is not in it did not happen.
            or (framed.is_called_complete and framed.coverage_kind = 'register' and framed.counted_by is null)
        )

)

select
    metric_id,
    dataset,
    month,
    account_id,
    case
        when month < declared_start then 'not_started'
        when declared_start is null and status = 'not_started' then 'not_started'
        when declared_start is null and coverage_kind = 'daily' and month < first_month then 'not_started'
        when is_retired then 'retired'
        when days_known = 0 then 'missing'
        when days_known < days_expected then 'partial'
        else 'full'
    end as status,
    days_expected,
    cast(days_known as integer) as days_covered,
    cast(days_known_from_first as integer) as days_from_first,
    as_of
from measured_days
