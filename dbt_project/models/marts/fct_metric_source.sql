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

-- Figures and files are numbered in their order, so that a million rows are added and sorted by numbers, not by texts.
numbered as (

    select
        figures.figure_no,
        files.file_no,
        coalesce(contributions.source_sheet, '') as source_sheet,
        contributions.source_row,
        sum(contributions.value) as value
    from {{ ref('int_metric_contributions') }} as contributions
    inner join figures
        on
            contributions.metric_id = figures.metric_id
            and contributions.month = figures.month
            and contributions.department_id is not distinct from figures.department_id
            and contributions.account_id is not distinct from figures.account_id
    left join files on contributions.source_file_id = files.file_id
    where contributions.value is not null
    group by 1, 2, 3, 4

)

select
    figures.metric_id,
    figures.month,
    figures.department_id,
    figures.account_id,
    files.file_id as source_file_id,
    numbered.source_sheet,
    numbered.source_row,
    numbered.value / coalesce(figures.whole, 1) as value
from numbered
inner join figures on numbered.figure_no = figures.figure_no
left join files on numbered.file_no = files.file_no
order by figures.figure_no, files.file_no, numbered.source_sheet, numbered.source_row
