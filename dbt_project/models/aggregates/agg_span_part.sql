-- Accounts that are not in every month of both years, of the year so far and of twelve months.
with span_parts as (

    select
        parts.series_no,
        months.month_index,
        parts.account_name,
        parts.first_index > (months.year - 1) * 12 as is_new,
        (parts.year = months.year or (parts.year = months.year - 1 and parts.month_index <= months.month_index - 12))
        and (parts.first_index > (months.year - 1) * 12 or parts.last_index < months.month_index) as is_in_ytd,
        parts.first_index > months.month_index - 23 or parts.last_index < months.month_index as is_in_moving_12
    from {{ ref('agg_metric_part') }} as parts
    inner join {{ ref('dim_month') }} as months on months.month_index between parts.month_index and parts.month_index + 23
    where parts.series_no is not null

)

select
    series_no,
    month_index,
    {{ parts_text('is_in_ytd') }} as ytd_parts,
    bool_or(is_in_moving_12) as has_moving_12_parts
from span_parts
where is_in_ytd or is_in_moving_12
group by series_no, month_index
