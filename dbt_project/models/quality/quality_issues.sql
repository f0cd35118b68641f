-- Faults found while reading files, then what only the whole warehouse can show.
with found as (

    select
        severity,
        code,
        path,
        sheet,
        cast(row as bigint) as row,
        column_name,
        value,
        message,
        month,
        dataset
    from {{ source('landing', 'ingest_issue') }}
    union all
    select
        'warning',
        'coverage_gap',
        null,
        null,
        null,
        null,
        account_id,
        dataset_name || coalesce('（' || account_id || '）', '') || ' ' || month || '：' || reason || '。请补齐导出后重新运行。',
        month,
        dataset
    from {{ ref('quality_coverage') }}
    -- A month that has only begun is not overdue.
    where
        status in ('missing', 'partial')
        and month <= (
            select max(month)
            from {{ ref('quality_coverage') }}
            -- What lasts until it is told otherwise says nothing of how far exports go.
            where status = 'full' and dataset not in (select dataset from {{ ref('int_coverage__states') }})
        )
    union all
    select
        'warning',
        'reconciliation_' || status,
        null,
        null,
        null,
        null,
        subject,
        explanation,
        month,
        null
    from {{ ref('quality_reconciliation') }}
    where status in ('warn', 'fail')
    union all
    -- A row of a ledger that was meant for a figure and could not be added to it.
    select
        'warning',
        'register_not_counted',
        entries.source_file,
        entries.source_sheet,
        cast(entries.source_row as bigint),
        case figures.left_out when 'unit' then '计量单位' else '指标编号' end,
        case figures.left_out when 'unit' then entries.unit else entries.metric_id end,
        case figures.left_out
            when 'unit' then '单位与指标“' || metrics.name || '”（' || metrics.unit || '）不同，没有计入。请改正单位或另行登记。'
            when 'ledger' then '指标“' || metrics.name || '”由“' || datasets.name || '”得出，这里的数没有计入。请登记到那里。'
            else '没有这个编号的指标，没有计入。请核对指标编号。'
        end,
        figures.month,
        entries.register_id
    from {{ ref('int_register_figures') }} as figures
    inner join {{ ref('int_register_entries') }} as entries on figures.entry_id = entries.entry_id
    left join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
    left join {{ ref('dataset') }} as datasets on metrics.dataset = datasets.dataset
    where figures.left_out in ('unit', 'ledger', 'metric')

    union all
    select 'warning', code, path, sheet, row, column_name, value, message, month, 'social_post'
    from {{ ref('int_social_post_issues') }}
    union all
    select
        'warning',
        'restatement_without_reason',
        restated.source_file,
        null,
        null,
        null,
        restated.scope_name,
        restated.month || ' ' || metrics.name || '（' || restated.scope_name || '）'
        || coalesce('已定为 ' || {{ number_text('restated.old_value') }}, '上次发布时没有')
        || case
            when restated.new_value is null then '，现在没有了。请把原来的导出放回去；确实不再有的，在修正表加一行：'
            else
                case restated.cause
                    when 'later_export' then '，后到的导出改成 '
                    when 'replaced_file' then '，导出文件换过以后变成 '
                    else '，现在变成 '
                end || {{ number_text('restated.new_value') }} || '，没有登记原因。查明后在修正表加一行：'
        end
        || case restated.scope
            when 'department' then '部门编号 ' || restated.scope_id || '，'
            when 'account' then '账号编号 ' || restated.scope_id || '，'
            else ''
        end
        || case when restated.new_value is null then '原值照抄，修正为留空' else '原值和新值照抄' end
        || '，写上原因。',
        restated.month,
        metrics.dataset
    from {{ ref('quality_restatements') }} as restated
    inner join {{ ref('metric') }} as metrics on restated.metric_id = metrics.metric_id
    where restated.needs_reason
    union all
    select
        'warning',
        'correction_' || corrections.state,
        corrections.source_file,
        null,
        corrections.source_row,
        null,
        coalesce(corrections.department_id, corrections.account_id),
        corrections.month || ' ' || coalesce(metrics.name, corrections.metric_id)
        || coalesce('（' || coalesce(corrections.department_id, corrections.account_id) || '）', '') || '：'
        || case corrections.state
            when 'expired' then '导出已经是 ' || {{ number_text('corrections.new_value') }} || '，不再需要修正。请删去这一行。'
            when 'outdated'
                then
                    case when corrections.new_value is null then '修正为空着，登记的是数字不再有；' else '' end
                    || '登记的原值是 ' || {{ number_text('corrections.expected_value') }} || '，导出现在是 '
                    || coalesce({{ number_text('corrections.exported_value') }}, '缺') || '，没有修正。请核对后改写这一行或删去。'
            else '没有由导出算出的这个数字，没有修正。请核对指标编号；按账号或部门统计的指标要写明账号编号或部门编号。'
        end,
        corrections.month,
        metrics.dataset
    from {{ ref('quality_corrections') }} as corrections
    left join {{ ref('metric') }} as metrics on corrections.metric_id = metrics.metric_id
    where corrections.state in ('expired', 'outdated', 'no_figure')

)

select * from found
order by severity, code, path, sheet, row, column_name, month, dataset, value, message
