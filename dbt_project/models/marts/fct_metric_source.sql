-- What each row of an export adds to a published figure: the values of a figure's rows add up to it. What a row adds to
-- a share is its part over the whole of the month.
with figures as (

    select
        figures.metric_id,
        figures.month,
        figures.department_id,
        figures.account_id,
        computed.whole,
        row_number() over (
            order by figures.metric_id, figures.month, figures.account_id, figures.department_id
        ) as figure_no
    from {{ ref('fct_metric_month') }} as figures
    left join {{ ref('int_metric_values') }} as computed
        on
            figures.metric_id = computed.metric_id
            and figures.month = computed.month
            and figures.department_id is not distinct from computed.department_id
            and figures.account_id is not distinct from computed.account_id
    -- Rows of a month in which a system was not in use make no figure.
    where figures.value is not null

),

files as (

    select file_id, row_number() over (order by file_id) as file_no
    from (select distinct file_id from {{ ref('stg_ingest__files') }}) as known

),

contributing as (

    select metric_id, month, department_id, account_id, source_file_id, source_sheet, source_row, value
    from {{ ref('int_metric_contributions') }}
    where value is not null and not is_one_of_several
    union all
    -- Outlets written together in one cell stand in one row.
    select metric_id, month, department_id, account_id, source_file_id, source_sheet, source_row, sum(value)
    from {{ ref('int_metric_contributions') }}
    where value is not null and is_one_of_several
    group by metric_id, month, department_id, account_id, source_file_id, source_sheet, source_row

)

-- Figures and files are numbered in their order, so that a million rows are sorted by numbers and not by texts.
select
    contributing.metric_id,
    contributing.month,
    contributing.department_id,
    contributing.account_id,
    contributing.source_file_id,
    contributing.source_sheet,
    contributing.source_row,
    contributing.value / coalesce(figures.whole, 1) as value
from contributing
inner join figures
    on
        contributing.metric_id = figures.metric_id
        and contributing.month = figures.month
        and contributing.department_id is not distinct from figures.department_id
        and contributing.account_id is not distinct from figures.account_id
left join files on contributing.source_file_id = files.file_id
order by figures.figure_no, files.file_no, contributing.source_sheet, contributing.source_row
