-- Settled figures that this build tells otherwise than the file published before, and what changed in between. Compared
-- is what the exports tell: a correction is no change of theirs, and an export that arrives at the corrected figure is none.
{# The reference tables that figures are made of; what was promised, printed or scored changes none of them. #}
{%- set tables_of_figures = ['ref_account', 'ref_calendar', 'ref_column_mapping', 'ref_complete_ledger', 'ref_department',
    'ref_department_alias', 'ref_metric_start', 'ref_outlet', 'ref_party_code', 'ref_party_org', 'ref_party_org_alias', 'ref_rule', 'ref_site', 'ref_status',
    'ref_site_column', 'ref_theme'] %}
{# Those of them that a figure of an account can depend on: it belongs to no department. #}
{%- set tables_of_accounts = ['ref_account', 'ref_column_mapping', 'ref_metric_start', 'ref_site'] %}
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
    from {{ source('landing', 'published_value') }}
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
        {{ summed('old_value') }} as old_value,
        {{ summed('old_export') }} as old_export,
        {{ summed('new_value') }} as new_value,
        bool_and(is_settled) as is_settled
    from figures
    group by 1, 2, 3, 4

),

-- A figure that was lost is known by what was told of it.
lost as (

    select month, metric_id, scope, scope_id
    from {{ source('landing', 'published_restatement') }}
    where run_id is not null
    group by month, metric_id, scope, scope_id
    having {{ value_at_last('new_value is null', 'run_id') }}

),

compared as (

    select
        scoped.*,
        lost.month is not null as was_lost,
        -- Whether the other departments of a department without a figure were settled.
        bool_and(scoped.is_settled) over (partition by scoped.month, scoped.metric_id, scoped.scope) as is_list_settled
    from scoped
    left join lost
        on
            {{ same_figure('scoped', 'lost') }}

),

-- Sums of fractions may differ in the last digit. An account or a ledger that tells of a month for the first time
-- changes nothing that was told.
changed as (

    select month, metric_id, scope, scope_id, old_value, new_value
    from compared
    where
        (
            is_settled
            and abs(new_value - old_value) > 1e-9 * greatest(1, abs(old_value))
            and abs(new_value - old_export) > 1e-9 * greatest(1, abs(old_export))
        )
        or (is_settled and old_value <> 0 and new_value is null)
        or (old_value is null and new_value <> 0 and (was_lost or (scope = 'department' and is_list_settled)))

),

brought as (

    select
        changed.month,
        changed.metric_id,
        changed.scope,
        changed.scope_id,
        bool_or(files.was_there) as is_replaced,
        coalesce(
            {{ join_distinct('files.path', '、', 'files.is_there') }},
            {{ join_distinct('files.path', '、') }}
        ) as source_file
    from changed
    inner join {{ ref('metric') }} as metrics on changed.metric_id = metrics.metric_id
    inner join {{ ref('int_changed_files') }} as files
        on
            metrics.dataset = files.dataset
            and files.first_day <= {{ month_end('changed.month') }}
            and files.last_day >= {{ month_start('changed.month') }}
            and (changed.scope <> 'account' or coalesce(files.account_id, changed.scope_id) = changed.scope_id)
    group by changed.month, changed.metric_id, changed.scope, changed.scope_id

),

tables as (

    select
        {{ join_distinct('path', '、') }} as all_tables,
        {{ join_distinct('path', '、', "dataset in ('" ~ tables_of_accounts | join("', '") ~ "')") }}
            as account_tables
    from {{ ref('int_changed_files') }}
    where dataset in ('{{ tables_of_figures | join("', '") }}')

),

suspected as (

    select
        changed.*,
        case when changed.scope = 'account' then tables.account_tables else tables.all_tables end as tables_changed
    from changed
    cross join tables

),

runs as (

    select
        max(run_id) as run_id,
        {{ value_at_last('code_version', 'run_id') }} is distinct from {{ value_at_last('previous_code', 'run_id') }} as has_new_code
    from (
        select run_id, code_version, lag(code_version) over (order by run_id) as previous_code
        from {{ source('landing', 'ingest_run') }}
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
        when brought.source_file is not null then 'later_export'
        when changed.tables_changed is not null then 'reference'
        when runs.has_new_code then 'code'
        else 'unknown'
    end as cause,
    -- A table that changed with the files may have had its part in it.
    nullif(concat_ws('、', brought.source_file, changed.tables_changed), '') as source_file
from suspected as changed
cross join runs
left join brought
    on
        {{ same_figure('changed', 'brought') }}
where runs.run_id is not null
