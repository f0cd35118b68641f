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
    from {{ ref('stg_ingest__issues') }}
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
        and month <= (select max(month) from {{ ref('quality_coverage') }} where status = 'full')
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

)

select * from found
order by severity, code, path, sheet, row, column_name, month, dataset, value, message
