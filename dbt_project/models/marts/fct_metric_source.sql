-- What each row of an export adds to a published figure: the values of a figure's rows add up to it. What a row adds to
-- a share is its part over the whole of the month.
with figures as (

    select
        figures.metric_id,
        figures.month,
        figures.department_id,
        figures.account_id,
        computed.whole
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

contributing as (

    select metric_id, month, date, department_id, account_id, source_file_id, source_sheet, source_row, value
    from {{ ref('int_metric_contributions') }}
    where value is not null and not is_one_of_several
    union all
    -- Outlets written together in one cell stand in one row.
    select metric_id, month, date, department_id, account_id, source_file_id, source_sheet, source_row, {{ summed('value') }}
    from {{ ref('int_metric_contributions') }}
    where value is not null and is_one_of_several
    group by metric_id, month, date, department_id, account_id, source_file_id, source_sheet, source_row

)

select
    contributing.metric_id,
    contributing.month,
    contributing.department_id,
    contributing.account_id,
    contributing.source_file_id,
    contributing.source_sheet,
    contributing.source_row,
    contributing.value / coalesce(figures.whole, 1) as value,
    contributing.date
from contributing
inner join figures
    on
        contributing.metric_id = figures.metric_id
        and contributing.month = figures.month
        and contributing.department_id is not distinct from figures.department_id
        and contributing.account_id is not distinct from figures.account_id
