select
    month,
    month_index,
    month_start,
    month_end,
    days,
    year,
    quarter,
    half,
    term,
    academic_year,
    vacation_days,
    is_vacation,
    spring_festival,
    dragon_boat,
    mid_autumn,
    is_in_data,
    mom_calendar,
    yoy_calendar
from {{ ref('int_calendar') }}
order by month
