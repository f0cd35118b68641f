-- Figures of settled months that changed: the old value, the new one, and the file that brought it. What was published
-- before tells it; of a month that was not settled when it was last published, exports that stand beside each other do.
-- Over 200 lines: each step asks of the same story of a figure: one line, put back, registered.
with published_before as (

    select * from {{ source('landing', 'published_restatement') }}

),

all_restated as (

    select
        cast(null as string) as run_id,
        month,
        metric_id,
        scope,
        scope_id,
        old_value,
        new_value,
        'later_export' as cause,
        changed_by as source_file
    from {{ ref('int_restated_figures') }} as restated
    where
        not exists (
            select 1 from {{ source('landing', 'published_value') }} as published
            where
                restated.month = published.month
                and restated.metric_id = published.metric_id
                and restated.scope_id in (published.department_id, published.account_id, 'institution')
                and published.is_complete
                and not published.is_provisional
        )
        and not exists (
            select 1 from published_before
            where
                published_before.run_id is null
                and {{ same_figure('restated', 'published_before') }}
        )
    union all
    select run_id, month, metric_id, scope, scope_id, old_value, new_value, cause, source_file
    from published_before
    union all
    select
        changes.run_id,
        changes.month,
        changes.metric_id,
        changes.scope,
        changes.scope_id,
        changes.old_value,
        changes.new_value,
        changes.cause,
        changes.source_file
    from {{ ref('int_figure_changes') }} as changes
    -- Where the ledger puts its own figure in the place of the exported one, quality.corrections tells it.
    where
        not exists (
            select 1 from {{ ref('fct_metric_month') }} as figures
            where
                figures.corrected_from is not null
                and changes.month = figures.month
                and changes.metric_id = figures.metric_id
                and changes.scope_id = coalesce(figures.department_id, figures.account_id, 'institution')
        )

),

-- What grows from month to month is one line from where it was settled to where it is.
stretches as (

    select
        *,
        sum(case when is_growth then 0 else 1 end) over (
            partition by month, metric_id, scope, scope_id order by run_id nulls first
        ) as stretch
    from (
        select
            *,
            metric_id in ('{{ growing_metrics() | join("', '") }}')
            and new_value > old_value
            and cause in ('later_export', 'replaced_file') as is_growth
        from all_restated
    ) as marked

),

changes as (

    select
        month,
        metric_id,
        scope,
        scope_id,
        coalesce(is_growth, false) as is_growth,
        stretch,
        {{ value_at_first('old_value', "coalesce(run_id, '')") }} as old_value,
        {{ value_at_last('new_value', "coalesce(run_id, '')") }} as new_value,
        {{ value_at_last('cause', "coalesce(run_id, '')") }} as cause,
        {{ value_at_last('source_file', "coalesce(run_id, '')") }} as source_file,
        max(run_id) as run_id
    from stretches
    group by month, metric_id, scope, scope_id, coalesce(is_growth, false), stretch

),

corrections as (

    select
        *,
        case
            when account_id is null and department_id is null then 'institution'
            when department_id is null then 'account'
            when account_id is null then 'department'
        end as scope,
        coalesce(account_id, department_id, 'institution') as scope_id
    from {{ source('landing', 'ref_correction') }}

),

-- A line of the ledger says that this change is right, or puts the settled figure back in its place.
explained as (

    select
        changes.*,
        coalesce(corrections.reason, reversals.reason) as registered_reason,
        -- What was changed and changed back is what it was when it was first told; what came back, what it was before.
        first_value(changes.old_value) over story is not distinct from last_value(changes.new_value) over story
        or (changes.old_value is null and changes.new_value = lag(changes.old_value) over earlier) as is_taken_back,
        lead(changes.run_id) over earlier is null as is_latest
    from changes
    left join corrections
        on
            {{ same_figure('changes', 'corrections') }}
            and (
                abs(changes.new_value - corrections.new_value) < 1e-6
                or (changes.new_value is null and corrections.new_value is null)
            )
            and abs(coalesce(changes.old_value, corrections.expected_value) - corrections.expected_value) < 1e-6
    left join corrections as reversals
        on
            {{ same_figure('changes', 'reversals') }}
            and abs(changes.new_value - reversals.expected_value) < 1e-6
            and abs(changes.old_value - reversals.new_value) < 1e-6
    window story as (
        partition by changes.month, changes.metric_id, changes.scope, changes.scope_id
        order by changes.run_id nulls first
        rows between unbounded preceding and unbounded following
    ),
    earlier as (
        partition by changes.month, changes.metric_id, changes.scope, changes.scope_id
        order by changes.run_id nulls first
    )

),

-- One that was closed keeps its last name: its loss is told under it.
department_names as (

    select
        department_id,
        name,
        valid_from,
        {{ named_until() }} as named_until
    from {{ ref('dim_department') }}

)

-- The reason is what the ledger of corrections says about this change; without a line there it is only that it happened.
select
    restated.month,
    restated.metric_id,
    restated.scope,
    restated.scope_id,
    case restated.scope
        -- Where a metric has departments, what belongs to none of them.
        when 'institution' then case when metrics.has_departments then '不归部门的部分' else '全校' end
        else coalesce(accounts.name, departments.name, restated.scope_id)
    end as scope_name,
    restated.old_value,
    restated.new_value,
    coalesce(
        restated.registered_reason,
        case
            when restated.cause = 'reference' then '基础表改过'
            when restated.cause = 'code' then '程序更新后算法不同'
            when restated.is_growth then '累计数继续增长'
            when restated.cause = 'later_export' then '未说明（后到的导出改变了数字）'
            when restated.cause = 'replaced_file' then '未说明（导出文件被换过或删去）'
            else '未说明'
        end
    ) as reason,
    restated.registered_reason is not null as is_registered,
    restated.registered_reason is null
    and restated.cause not in ('reference', 'code')
    -- The loss of a figure that was brought back needs no reason.
    and (restated.new_value is not null or restated.is_latest)
    and not restated.is_growth
    and not restated.is_taken_back
    -- A name that no table knows is asked for where it stands; the ledger knows departments only.
    and restated.scope_id <> 'unrecognised' as needs_reason,
    restated.cause,
    restated.source_file,
    restated.run_id,
    runs.published_at
from explained as restated
left join {{ ref('metric') }} as metrics on restated.metric_id = metrics.metric_id
left join {{ source('landing', 'ingest_run') }} as runs on restated.run_id = runs.run_id
left join {{ ref('dim_account') }} as accounts
    on
        restated.scope = 'account'
        and restated.scope_id = accounts.account_id
        and {{ month_end('restated.month') }} between accounts.applies_from and accounts.applies_to
left join department_names as departments
    on
        restated.scope = 'department'
        and restated.scope_id = departments.department_id
        and {{ month_end('restated.month') }} between departments.valid_from and departments.named_until
order by restated.month, restated.metric_id, restated.scope, restated.scope_id, restated.run_id nulls first
