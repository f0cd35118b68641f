-- Metric x subject x month: the figure, and how far it can be known. Whether files were read (read_until, is_read,
-- is_read_whole, is_unread_before_start) is told apart from the figure, which a bulletin may have printed alone.
with metrics as (

    select metric_id, account_channel_id is not null as is_by_account
    from {{ ref('metric') }}
    where
        metric_id in (
            select metric_id from {{ ref('int_targets') }}
            union all
            select denominator_metric_id from {{ ref('int_targets') }}
            union all
            select metric_id from {{ ref('int_subjects') }}
        )
        or metric_id = 'submissions_received'

),

figures as (

    select
        figures.*,
        figures.source_kind is distinct from 'printed'
        and (figures.account_id is not null or not metrics.is_by_account) as is_from_files
    from {{ ref('int_metric_figures') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id

),

scoped as (

    select figures.*, 'institution' as scope, 'institution' as scope_id
    from figures
    where source_kind is distinct from 'printed' or department_id is null
    union all
    select figures.*, 'channel', channel_id from figures where account_id is not null
    union all
    select figures.*, 'account', account_id from figures where account_id is not null
    union all
    select figures.*, 'department', department_id from figures where department_id is not null

),

summed as (

    select
        metric_id,
        scope,
        scope_id,
        month,
        coalesce(
            sum(case when source_kind = 'export' then value end), max(case when source_kind = 'printed' then value end)
        ) as value,
        bool_and(is_complete or status = 'not_started') and bool_or(is_complete) as is_complete,
        bool_and(status = 'not_started') as is_not_started,
        max(as_of) as as_of,
        coalesce(
            bool_and(case when is_from_files then is_complete or status = 'not_started' end)
            and bool_or(case when is_from_files then is_complete end),
            false
        ) as is_read_whole,
        coalesce(bool_or(case when is_from_files then value is not null end), false) as is_read,
        bool_and(case when is_from_files then status = 'not_started' end) as is_unread_before_start,
        max(case when is_from_files and value is not null then as_of end) as last_read
    from scoped
    group by metric_id, scope, scope_id, month

),

-- Branches have no row of their own in the monthly fact: their zeros follow from the whole system having been read.
party_months as (

    select
        months.metric_id,
        months.month,
        months.value is not null as is_known,
        months.is_complete,
        months.is_not_started,
        months.as_of,
        party_orgs.subject_id as party_org_id
    from (
        select
            metric_id,
            month,
            max(value) as value,
            bool_and(is_complete) as is_complete,
            bool_and(status = 'not_started') as is_not_started,
            max(as_of) as as_of
        from figures
        where metric_id = 'party_uploads' and source_kind is distinct from 'printed'
        group by metric_id, month
    ) as months
    cross join (select distinct subject_id from {{ ref('int_subjects') }} where scope = 'party_org') as party_orgs

)

select
    metric_id,
    scope,
    scope_id,
    month,
    value,
    is_complete,
    is_not_started,
    -- A month that was read whole was read to its end, whatever its last record says.
    case when is_complete then greatest(as_of, {{ month_end('month') }}) else as_of end as as_of,
    is_read,
    is_read_whole,
    is_unread_before_start,
    case when is_read_whole then {{ month_end('month') }} else last_read end as read_until
from summed
union all
select
    months.metric_id,
    'party_org',
    months.party_org_id,
    months.month,
    case when months.is_known then coalesce(sum(events.value), 0) end,
    months.is_complete,
    months.is_not_started,
    months.as_of,
    months.is_known,
    months.is_complete,
    months.is_not_started,
    months.as_of
from party_months as months
left join {{ ref('int_metric_events') }} as events
    on
        months.metric_id = events.metric_id
        and months.party_org_id = events.party_org_id
        and months.month = {{ month_of('events.date') }}
group by
    months.metric_id, months.party_org_id, months.month, months.is_known, months.is_complete, months.is_not_started,
    months.as_of
