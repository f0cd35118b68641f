-- The rows behind what is not made of whole months: targets by week, deadline, outlet level, unit of a ledger or branch,
-- shares of a longer time, rules, and comparisons of the first days of a month. `value` is what a row adds to the actual
-- figure, `whole` what it adds to the number it is a part of.
with targets as (

    select
        targets.target_id,
        targets.metric_id,
        targets.scope,
        targets.scope_id,
        targets.period,
        targets.counted_from,
        targets.period_end,
        spans.target_no,
        targets.comparator in ('weekly', 'fortnightly', 'deadline') or targets.period_type = 'week' or targets.is_filtered as is_by_day,
        {{ is_made_of_rows('targets.scope', 'metrics') }} or {{ is_share_of_parts('metrics') }} as is_made_of_rows
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('metric') }} as metrics on targets.metric_id = metrics.metric_id
    inner join {{ ref('int_target_periods') }} as spans
        on
            targets.target_id = spans.target_id
            and targets.scope = spans.scope
            and targets.scope_id = spans.subject_id
            and targets.period_type = spans.period_type
            and targets.period = spans.judged_period
    where targets.actual_source = 'metric'

),

results as (

    select results.*, periods.first_day, periods.last_day
    from {{ ref('fct_rule_result') }} as results
    inner join {{ ref('dim_period') }} as periods
        on results.period_type = periods.period_type and results.period = periods.period
    where results.actual is not null

),

windows as (

    select *, {{ month_start('month') }} as first_day, {{ add_days(month_start('month'), 'days - 1') }} as last_day
    from {{ ref('rpt_equal_window') }}

),

-- Only what falls into a window at all: the rest need not be looked at for each scope.
events as (

    select *
    from (
        select metric_id, date, channel_id, account_id, department_id, source_file_id, source_sheet, source_row, value
        from {{ ref('int_metric_events') }}
        union all
        select metric_id, date, channel_id, account_id, null, source_file_id, '', source_row, value
        from {{ ref('fct_account_metric_daily') }}
    ) as events
    where exists (
        select 1 from windows
        where windows.metric_id = events.metric_id and events.date between windows.first_day and windows.last_day
    )

),

silences as (

    select rule_id, subject_kind, subject_id, period, silent_from as on_date from results where rule_kind = 'no_update'
    union
    select rule_id, subject_kind, subject_id, period, silent_until from results where rule_kind = 'no_update'

),

dated as (

    {% for scope, scope_id in [
        ('institution', "'institution'"), ('channel', 'channel_id'), ('account', 'account_id'),
        ('department', 'department_id')
    ] -%}
        select '{{ scope }}' as scope, {{ scope_id }} as scope_id, events.* from events
        union all
    {% endfor -%}
    select 'department_now', succession.department_now_id, events.*
    from events
    inner join {{ ref('bridge_department_succession') }} as succession
        on events.department_id = succession.department_id

),

rows_behind as (

    select
        'target' as plan_kind,
        targets.target_id as plan_id,
        targets.scope,
        targets.scope_id,
        targets.period,
        'counted' as part,
        events.date as on_date,
        events.source_file_id,
        events.source_sheet,
        events.source_row,
        events.value,
        cast(null as double) as whole
    from targets
    inner join {{ ref('int_target_events') }} as events on targets.target_no = events.target_no and events.role = 'now'
    union all
    select
        'target', targets.target_id, targets.scope, targets.scope_id, targets.period, 'counted', rows_of.date,
        rows_of.source_file_id, rows_of.source_sheet, rows_of.source_row, rows_of.value, rows_of.whole
    from targets
    inner join {{ ref('int_subject_rows') }} as rows_of
        on
            targets.metric_id = rows_of.metric_id
            and targets.scope = rows_of.scope
            and targets.scope_id = rows_of.scope_id
            and {{ month_start('rows_of.month') }} between targets.counted_from and targets.period_end
    where targets.is_made_of_rows and not targets.is_by_day
    union all
    select
        'rule',
        results.rule_id,
        results.subject_kind,
        results.subject_id,
        results.period,
        case when evidence.evidence = 'reported_repost' then 'reported' else 'counted' end,
        evidence.on_date,
        evidence.source_file_id,
        evidence.source_sheet,
        evidence.source_row,
        case
            when evidence.evidence = 'reported_repost' then evidence.quantity
            when {{ counts_for('results', 'evidence') }} then 1
            else 0
        end,
        case when {{ is_judgeable('results.rule_kind', 'evidence') }} then 1 else 0 end
    from results
    inner join {{ ref('int_rule_evidence') }} as evidence
        on
            results.subject_kind = evidence.subject_kind
            and results.subject_id = evidence.subject_id
            and evidence.on_date between results.first_day and results.last_day
            and {{ is_evidence_for('results', 'evidence') }}
    union all
    select
        'window', windows.metric_id, windows.scope, windows.scope_id, windows.month, 'counted', dated.date,
        dated.source_file_id, dated.source_sheet, dated.source_row, dated.value, null
    from windows
    inner join dated
        on
            windows.metric_id = dated.metric_id
            and dated.date between windows.first_day and windows.last_day
            and windows.scope = dated.scope
            and windows.scope_id = dated.scope_id
    union all
    -- The updates between which nothing happened.
    select
        'rule', silences.rule_id, silences.subject_kind, silences.subject_id, silences.period, 'silence',
        evidence.on_date, evidence.source_file_id, evidence.source_sheet, evidence.source_row, 0, 0
    from silences
    inner join {{ ref('int_rule_evidence') }} as evidence
        on
            silences.subject_kind = evidence.subject_kind
            and silences.subject_id = evidence.subject_id
            and silences.on_date = evidence.on_date
            and evidence.evidence = 'publish'

)

select
    plan_kind,
    plan_id,
    scope,
    scope_id,
    period,
    part,
    on_date,
    source_file_id,
    coalesce(source_sheet, '') as source_sheet,
    cast(source_row as integer) as source_row,
    {{ summed('value') }} as value,
    {{ summed('whole') }} as whole
from rows_behind
group by plan_kind, plan_id, scope, scope_id, period, part, on_date, source_file_id, source_sheet, source_row
