-- Figures of settled months that changed: the old value, the new one, and the file that brought it. Exports that stand
-- beside each other tell it themselves; where a file was saved over the old one, what was published before tells it.
with versions as (

    select * from {{ ref('int_value_versions') }}

),

-- Only where an account's month came in more than one export can anything have changed.
arrivals as (

    select export_kind, export_of, metric_id, month, settles_on, min(as_of) as first_on, max(as_of) as last_on
    from versions
    group by export_kind, export_of, metric_id, month, settles_on
    having min(as_of) < max(as_of)

),

-- A month is settled by the first export that reaches its end, once anything is known of it.
settled as (

    select arrivals.export_kind, arrivals.export_of, arrivals.metric_id, arrivals.month, min(exports.as_of) as settled_on
    from arrivals
    inner join (select distinct export_kind, export_of, as_of from versions) as exports
        on
            arrivals.export_kind = exports.export_kind
            and arrivals.export_of = exports.export_of
            and exports.as_of >= arrivals.settles_on
            and exports.as_of >= arrivals.first_on
            and exports.as_of < arrivals.last_on
    group by arrivals.export_kind, arrivals.export_of, arrivals.metric_id, arrivals.month

),

-- Of every version whether the month was settled with it; the last of those is what the settled figure was made of.
known as (

    select
        versions.*,
        versions.as_of <= settled.settled_on as was_known,
        row_number() over (
            partition by versions.metric_id, versions.version_key, versions.as_of <= settled.settled_on
            order by versions.as_of desc, versions.is_superseded, versions.source_file, versions.source_row
        ) as newest
    from versions
    inner join settled
        on
            versions.export_kind = settled.export_kind
            and versions.export_of = settled.export_of
            and versions.metric_id = settled.metric_id
            and versions.month = settled.month

),

-- A day is settled by the first export that came after it; while there is none, by the one that counts now.
days as (

    select
        days.*,
        metrics.additivity,
        days.date = max(days.date) over (partition by days.metric_id, days.account_id, days.month) as is_last,
        row_number() over (
            partition by days.metric_id, days.account_id, days.date
            order by
                days.as_of <= days.date,
                case when days.as_of > days.date then days.as_of end,
                days.is_superseded,
                days.file_id,
                days.source_row
        ) as arrival
    from {{ ref('int_daily_values') }} as days
    inner join {{ ref('metric') }} as metrics on days.metric_id = metrics.metric_id
    where metrics.dataset <> 'web_traffic_day' and metrics.additivity <> 'non'

),

told as (

    select
        metric_id,
        month,
        scope,
        scope_id,
        item_key,
        value,
        was_known and newest = 1 as is_settled,
        was_known,
        not is_superseded as is_current,
        max(case when not is_superseded then value end) over (partition by metric_id, version_key) as current_value,
        cast(as_of as varchar) || source_file as arrived_in
    from known
    union all
    select
        metric_id,
        month,
        'account',
        account_id,
        account_id || cast(date as varchar),
        value,
        arrival = 1,
        arrival = 1,
        not is_superseded,
        max(case when not is_superseded then value end) over (partition by metric_id, account_id, date),
        cast(as_of as varchar) || source_file
    from days
    where (arrival = 1 or as_of > date) and (additivity <> 'semi' or is_last)

),

-- A thing that was not there added nothing; one that was there without a value is unknown. The first to bring the value
-- of today after the month was settled has changed it.
items as (

    select
        metric_id,
        month,
        scope,
        scope_id,
        case when bool_or(was_known) then max(case when is_settled then value end) else 0 end as old_value,
        max(case when is_current then value end) as new_value,
        min(case when not was_known and value = current_value then arrived_in end) as arrived_in
    from told
    group by metric_id, month, scope, scope_id, item_key

),

restated as (

    select
        metric_id,
        month,
        scope,
        scope_id,
        sum(old_value) as old_value,
        sum(new_value) as new_value,
        substr(min(case when old_value is distinct from new_value then arrived_in end), 11) as changed_by
    from items
    group by metric_id, month, scope, scope_id
    having sum(old_value) <> sum(new_value)

),

told_before as (

    select * from {{ ref('stg_ingest__published_restatements') }}

),

-- What the exports beside each other tell since the last publishing accounts for the change of the figure.
told_newly as (

    select restated.month, restated.metric_id, restated.scope, restated.scope_id
    from restated
    left join told_before
        on
            restated.month = told_before.month
            and restated.metric_id = told_before.metric_id
            and restated.scope = told_before.scope
            and restated.scope_id = told_before.scope_id
            and restated.new_value = told_before.new_value
            and told_before.run_id is null
    where told_before.month is null

),

all_restated as (

    select
        cast(null as varchar) as run_id,
        month,
        metric_id,
        scope,
        scope_id,
        old_value,
        new_value,
        'later_export' as cause,
        changed_by as source_file
    from restated
    union all
    select run_id, month, metric_id, scope, scope_id, old_value, new_value, cause, source_file
    from told_before
    where run_id is not null
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
    where
        not exists (
            select 1 from told_newly
            where
                changes.month = told_newly.month
                and changes.metric_id = told_newly.metric_id
                and (changes.scope <> told_newly.scope or changes.scope_id = told_newly.scope_id)
        )
        -- Where the ledger puts its own figure in the place of the exported one, quality.corrections tells it.
        and not exists (
            select 1 from {{ ref('fct_metric_month') }} as figures
            where
                figures.corrected_from is not null
                and changes.month = figures.month
                and changes.metric_id = figures.metric_id
                and changes.scope_id = coalesce(figures.department_id, figures.account_id, 'institution')
        )

)

-- The reason is what the ledger of corrections says about this change; without a line there it is only that it happened.
select
    restated.month,
    restated.metric_id,
    restated.scope,
    restated.scope_id,
    case restated.scope
        when 'institution' then '全校'
        else coalesce(accounts.name, departments.name, restated.scope_id)
    end as scope_name,
    restated.old_value,
    restated.new_value,
    coalesce(
        corrections.reason,
        case restated.cause
            when 'later_export' then '后到的导出改变了已结月份的数字'
            when 'replaced_file' then '未说明（导出文件被换过或删去）'
            when 'reference' then '基础表改过'
            when 'code' then '程序更新后算法不同'
            else '未说明'
        end
    ) as reason,
    corrections.reason is not null as is_registered,
    restated.cause,
    restated.source_file,
    restated.run_id,
    runs.published_at
from all_restated as restated
left join {{ ref('stg_ingest__runs') }} as runs on restated.run_id = runs.run_id
left join {{ ref('dim_account') }} as accounts
    on
        restated.scope = 'account'
        and restated.scope_id = accounts.account_id
        and {{ month_end('restated.month') }} between accounts.applies_from and accounts.applies_to
left join {{ ref('dim_department') }} as departments
    on
        restated.scope = 'department'
        and restated.scope_id = departments.department_id
        and {{ month_end('restated.month') }} between departments.valid_from and departments.valid_to
left join {{ ref('stg_reference__corrections') }} as corrections
    on
        restated.month = corrections.month
        and restated.metric_id = corrections.metric_id
        and corrections.account_id is not distinct from case when restated.scope = 'account' then restated.scope_id end
        and corrections.department_id is not distinct from case when restated.scope = 'department' then restated.scope_id end
        and abs(restated.new_value - corrections.new_value) < 1e-6
order by restated.month, restated.metric_id, restated.scope, restated.scope_id, restated.run_id nulls first
