-- What accounts that are in a month and not in its base (the month before, that of the year before), or the other way
-- round, add to one of the two.
with changed_parts as (

    {% for months_back in [1, 12] -%}
    select
        {{ months_back }} as months_back,
        series_no,
        month_index,
        true as is_new,
        account_name,
        value as new_value,
        0 * value as gone_value
    from {{ ref('agg_metric_part') }}
    where first_index > month_index - {{ months_back }}
    union all
    select {{ months_back }}, series_no, month_index + {{ months_back }}, false, account_name, 0 * value, value
    from {{ ref('agg_metric_part') }}
    where last_index < month_index + {{ months_back }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    months_back,
    series_no,
    month_index,
    {{ summed('new_value') }} as new_value,
    {{ summed('gone_value') }} as gone_value,
    {{ parts_text() }} as parts
from changed_parts
where series_no is not null
group by months_back, series_no, month_index
