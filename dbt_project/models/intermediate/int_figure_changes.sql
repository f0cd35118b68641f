-- Settled figures that this build tells otherwise than the file published before, and what changed in between. Compared
-- is what the exports tell: a correction is no change of theirs, and an export that arrives at the corrected figure is none.
with figures as (

    select
        month,
        metric_id,
        department_id,
        account_id,
        value as old_value,
        coalesce(corrected_from, value) as old_export,
        is_complete and not is_provisional as is_settled,
        cast(null as double) as new_value
    from {{ ref('stg_ingest__published_values') }}
    union all
    select month, metric_id, department_id, account_id, null, null, null, value
    from {{ ref('int_metric_months') }}
    where value is not null

),

-- Departments before accounts: an article moved between departments leaves its site's figure as it was.
scoped as (

    select
        month,
        metric_id,
        case
            when department_id is not null then 'department'
            when account_id is not null then 'account'
            else 'institution'
        end as scope,
        coalesce(department_id, account_id, 'institution') as scope_id,
        sum(old_value) as old_value,
        sum(old_export) as old_export,
        sum(new_value) as new_value,
        bool_and(is_settled) as is_settled
    from figures
    group by 1, 2, 3, 4

),

-- A figure that is there no more is missing, which quality.coverage tells. Sums of fractions may differ in the last digit.
changed as (

    select * from scoped
    where
        is_settled
        and abs(new_value - old_value) > 1e-9 * greatest(1, abs(old_value))
        and abs(new_value - old_export) > 1e-9 * greatest(1, abs(old_export))

),

files as (

    select path, dataset, account_id, first_date, last_date, period_start, period_end, sha256 as old_hash, null as new_hash
    from {{ ref('stg_ingest__published_files') }}
    union all
    select
        path, dataset, coalesce(account_id, site_id), first_date, last_date, period_start, period_end, null, sha256
    from {{ ref('stg_ingest__files') }}

),

changed_files as (

    select
        path,
        dataset,
        account_id,
        min(coalesce(period_start, first_date)) as first_day,
        max(coalesce(period_end, last_date)) as last_day,
        max(old_hash) is not null as was_there,
        max(new_hash) is not null as is_there
    from files
    group by path, dataset, account_id
    having max(old_hash) is distinct from max(new_hash)

),

brought as (

    select
        changed.month,
        changed.metric_id,
        changed.scope,
        changed.scope_id,
        bool_or(files.was_there) as is_replaced,
        coalesce(
            {{ join_texts('distinct files.path', '、', 'files.path', 'files.is_there') }},
            {{ join_texts('distinct files.path', '、', 'files.path') }}
        ) as source_file
    from changed
    inner join {{ ref('metric') }} as metrics on changed.metric_id = metrics.metric_id
    inner join changed_files as files
        on
            metrics.dataset = files.dataset
            and files.first_day <= {{ month_end('changed.month') }}
            and files.last_day >= {{ month_start('changed.month') }}
            and (changed.scope <> 'account' or coalesce(files.account_id, changed.scope_id) = changed.scope_id)
    group by changed.month, changed.metric_id, changed.scope, changed.scope_id

),

tables as (

    select {{ join_texts('distinct path', '、', 'path') }} as source_file
    from changed_files
    where starts_with(dataset, 'ref_')

),

runs as (

    select
        max(run_id) as run_id,
        max_by(code_version, run_id) is distinct from max_by(previous_code, run_id) as has_new_code
    from (
        select run_id, code_version, lag(code_version) over (order by run_id) as previous_code
        from {{ ref('stg_ingest__runs') }}
    ) as versions

)

select
    runs.run_id,
    changed.month,
    changed.metric_id,
    changed.scope,
    changed.scope_id,
    changed.old_value,
    changed.new_value,
    case
        when brought.is_replaced then 'replaced_file'
        when tables.source_file is not null then 'reference'
        when runs.has_new_code then 'code'
        else 'unknown'
    end as cause,
    case when brought.is_replaced then brought.source_file else tables.source_file end as source_file
from changed
cross join tables
cross join runs
left join brought
    on
        changed.month = brought.month
        and changed.metric_id = brought.metric_id
        and changed.scope = brought.scope
        and changed.scope_id = brought.scope_id
-- What only files bring that were never read before is known for the first time.
where coalesce(brought.is_replaced, true) and runs.run_id is not null
