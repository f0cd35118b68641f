-- Metric x subject x month out of the monthly figures, with how far the files were read that it comes from.
with metrics as (

    select *, account_channel_id is not null as is_by_account
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
        {{ is_made_of_rows("'department'", 'metrics') }} as has_units_of_rows,
        figures.source_kind is distinct from 'printed'
        and (figures.account_id is not null or not metrics.is_by_account) as is_from_files
    from {{ ref('int_metric_figures') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id

),

scoped as (

    -- What a source cannot say of a department is no gap of the whole.
    select figures.*, 'institution' as scope, 'institution' as scope_id
    from figures
    where (source_kind is distinct from 'printed' or department_id is null) and status <> 'not_applicable'
    union all
    select figures.*, 'channel', channel_id from figures where account_id is not null
    union all
    select figures.*, 'account', account_id from figures where account_id is not null
    union all
    select figures.*, 'department', department_id
    from figures
    where department_id is not null and not has_units_of_rows

)

select
    metric_id,
    scope,
    scope_id,
    month,
    coalesce(
        {{ summed("case when source_kind = 'export' then value end") }}, max(case when source_kind = 'printed' then value end)
    ) as value,
    bool_and(is_complete or status = 'not_started') and bool_or(is_complete) as is_complete,
    bool_and(status = 'not_started') as is_not_started,
    bool_and(status = 'not_applicable') as is_not_applicable,
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
