-- The year so far and the moving year of what adds up. The year so far exists when every month since January is in the
-- warehouse and none of them is unknown.
with months as (

    select * from {{ ref('dim_month') }}

),

numbered as (

    select *, value is not null or status = 'not_started' as is_known from {{ ref('agg_metric_month') }}

),

-- Only what adds up has a year to date and a moving year.
running as (

    select
        series_no,
        month_index,
        year,
        value,
        {{ summed('value', over='year_so_far') }} as value_so_far,
        bool_and(is_known) over year_so_far as is_known_so_far,
        bool_and(is_complete) over year_so_far as ytd_is_complete,
        bool_or(is_capped) over year_so_far as ytd_is_capped,
        -- A month of which a few days are known is not one of twelve.
        case
            when count(case when is_complete then value end) over twelve_months = 12
                then {{ summed('value', over='twelve_months') }}
        end as moving_12_value,
        true as moving_12_is_complete,
        bool_or(is_capped) over twelve_months as moving_12_is_capped
    from numbered
    where additivity = 'additive'
    window
        year_so_far as (
            partition by series_no, year
            order by month_index
            rows between unbounded preceding and current row
        ),
        twelve_months as (
            partition by series_no
            order by month_index
            range between 11 preceding and current row
        )

)

select
    running.series_no,
    running.month_index,
    case
        when
            running.value is not null
            and running.is_known_so_far
            and first_month.month_index <= running.year * 12
            then running.value_so_far
    end as ytd_value,
    running.ytd_is_complete,
    running.ytd_is_capped,
    running.moving_12_value,
    running.moving_12_is_complete,
    running.moving_12_is_capped
from running
cross join (select min(month_index) as month_index from months where is_in_data) as first_month
