-- What rows add to figures of targets that the monthly fact does not tell apart: of units and Party organisations that a
-- ledger names, of branches that upload, and the two parts of shares.
with metrics as (

    select *
    from {{ ref('metric') }}
    where metric_id in (
        select metric_id from {{ ref('int_targets') }}
        union all
        select denominator_metric_id from {{ ref('int_targets') }}
    )

),

ledgers as (

    select
        figures.metric_id,
        figures.month,
        -- A row that counts a whole period has no day of its own.
        case when entries.period_start is null then figures.occurred_on end as date,
        figures.department_id,
        entries.party_org_id,
        figures.event_id,
        figures.numerator as value,
        figures.denominator as whole,
        figures.as_of,
        figures.source_file_id,
        figures.source_sheet,
        figures.source_row
    from {{ ref('int_register_figures') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id and not {{ is_declared_share('metrics') }}
    inner join {{ ref('int_register_entries') }} as entries
        on figures.entry_id = entries.entry_id and figures.source_row = entries.source_row
    where
        coalesce(figures.left_out, 'event') = 'event'
        and (metrics.additivity = 'additive' or {{ is_share_of_parts('metrics') }})
        and (not figures.is_share or (figures.numerator is not null and figures.denominator is not null))

),

-- A joint event stands in several rows; it counts once for each unit that took part.
of_units as (

    select
        *,
        row_number() over (
            partition by metric_id, scope, scope_id, coalesce(event_id, source_file_id || source_sheet || source_row)
            order by date, source_file_id, source_sheet, source_row
        ) as choice
    from (
        select *, 'department' as scope, department_id as scope_id from ledgers where department_id is not null
        union all
        select *, 'party_org', party_org_id from ledgers where party_org_id is not null
    ) as named

)

select metric_id, scope, scope_id, month, date, value, whole, as_of, source_file_id, source_sheet, source_row
from of_units
where choice = 1 or event_id is null
union all
select
    contributions.metric_id, 'party_org', contributions.party_org_id, contributions.month, contributions.date,
    contributions.value, null, contributions.as_of, contributions.source_file_id, contributions.source_sheet,
    contributions.source_row
from {{ ref('int_metric_contributions') }} as contributions
inner join metrics on contributions.metric_id = metrics.metric_id
where contributions.party_org_id is not null
union all
select
    contributions.metric_id, 'institution', 'institution', contributions.month, contributions.date, contributions.value,
    contributions.whole, contributions.as_of, contributions.source_file_id, contributions.source_sheet,
    contributions.source_row
from {{ ref('int_metric_contributions') }} as contributions
inner join metrics on contributions.metric_id = metrics.metric_id and {{ is_share_of_parts('metrics') }}
