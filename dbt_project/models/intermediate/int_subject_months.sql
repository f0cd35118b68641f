-- Metric x subject x month: the figure, and how far it can be known. Whether files were read (read_until, is_read,
-- is_read_whole, is_unread_before_start) is told apart from the figure, which a bulletin may have printed alone.
with metrics as (

    select * from {{ ref('metric') }}

),

summed as (

    select * from {{ ref('int_subject_months__figures') }}

),

-- The two parts of shares, and what units added that the monthly figure does not tell apart.
parts as (

    select
        metric_id,
        scope,
        scope_id,
        month,
        {{ summed_parts('value') }} as part,
        {{ summed('whole') }} as whole
    from {{ ref('int_subject_rows') }}
    group by metric_id, scope, scope_id, month

),

-- A ledger that was read has quiet months too: nothing was due in them.
ledger_months as (

    select
        metrics.metric_id,
        coverage.month,
        coverage.status = 'full' as is_complete,
        coverage.as_of
    from metrics
    inner join {{ ref('int_coverage') }} as coverage on metrics.dataset = coverage.dataset
    where
        {{ is_share_of_parts('metrics') }}
        and coverage.status in ('full', 'partial')
        and metrics.metric_id in (select metric_id from {{ ref('int_targets') }})

),

whole_months as (

    select metric_id, month, is_complete, is_not_started, is_read, read_until
    from (
        select
            metric_id, month, is_read_whole as is_complete, is_not_started, is_read,
            case when is_read_whole then {{ month_end('month') }} else last_read end as read_until
        from summed
        where scope = 'institution'
    ) as figured
    where metric_id not in (select metric_id from ledger_months)
    union all
    select metric_id, month, is_complete, false, true, as_of from ledger_months

),

-- Which units are meant at all: those of a source that names them. A row of an unknown unit may be anybody's.
named as (

    select
        metric_id,
        scope,
        count(case when scope_id <> 'unrecognised' then 1 end) > 0 as has_names
    from parts
    where scope in ('department', 'party_org')
    group by metric_id, scope
    union
    select metric_id, 'party_org', true from metrics where dataset = 'party_upload'

),

unit_months as (

    select
        months.metric_id,
        named.scope,
        subjects.subject_id,
        months.month,
        parts.part,
        parts.whole,
        {{ is_share_of_parts('metrics') }} as is_share,
        months.is_complete and nobody.part is null as is_complete,
        months.is_not_started,
        months.is_read,
        months.read_until
    from whole_months as months
    inner join metrics on months.metric_id = metrics.metric_id
    inner join named
        on
            months.metric_id = named.metric_id
            and named.has_names
            and {{ is_made_of_rows('named.scope', 'metrics') }}
    inner join (select distinct scope, subject_id from {{ ref('int_subjects') }}) as subjects
        on named.scope = subjects.scope
    left join parts
        on
            months.metric_id = parts.metric_id
            and named.scope = parts.scope
            and subjects.subject_id = parts.scope_id
            and months.month = parts.month
    left join parts as nobody
        on
            months.metric_id = nobody.metric_id
            and named.scope = nobody.scope
            and nobody.scope_id = 'unrecognised'
            and subjects.subject_id <> 'unrecognised'
            and months.month = nobody.month

)

select
    summed.metric_id,
    summed.scope,
    summed.scope_id,
    summed.month,
    summed.value,
    parts.part,
    parts.whole,
    summed.value is not null as is_known,
    summed.is_complete,
    summed.is_not_started,
    summed.is_not_applicable,
    -- A month that was read whole was read to its end, whatever its last record says.
    case when summed.is_complete then greatest(summed.as_of, {{ month_end('summed.month') }}) else summed.as_of end as as_of,
    summed.is_read,
    summed.is_read_whole,
    summed.is_unread_before_start,
    case when summed.is_read_whole then {{ month_end('summed.month') }} else summed.last_read end as read_until
from summed
left join parts
    on
        summed.metric_id = parts.metric_id
        and summed.scope = parts.scope
        and summed.scope_id = parts.scope_id
        and summed.month = parts.month
union all
-- Of a share a quiet month says only that nothing was due.
select
    metric_id, 'institution', 'institution', month, null, 0, 0, is_complete, is_complete, false, false, as_of, is_complete,
    is_complete, false, as_of
from ledger_months
where not exists (
        select 1 from summed
        where
            summed.scope = 'institution'
            and summed.metric_id = ledger_months.metric_id
            and summed.month = ledger_months.month
    )
union all
select
    metric_id,
    scope,
    subject_id,
    month,
    case
        when is_share then {{ ratio('part', 'whole') }}
        when is_read then coalesce(part, 0)
    end,
    case when is_share then coalesce(part, 0) end,
    case when is_share then coalesce(whole, 0) end,
    is_read,
    is_complete,
    is_not_started,
    false,
    read_until,
    is_read,
    is_complete,
    is_not_started,
    read_until
from unit_months
