-- Every period that figures are judged by. Weeks are those of ISO 8601 and belong to the year of their Thursday.
with months as (

    select * from {{ ref('int_calendar') }}

),

memberships as (

    select 'month' as period_type, month as period, month_start, month_end, 12 as per_year from months
    union all
    select 'quarter', quarter, month_start, month_end, 4 from months
    union all
    select 'half', half, month_start, month_end, 2 from months
    union all
    select 'year', cast(year as string), month_start, month_end, 1 from months
    union all
    select 'academic_year', academic_year, month_start, month_end, 1 from months
    union all
    select 'term', academic_year || ' ' || term, month_start, month_end, 2 from months where term is not null
    union all
    -- Whichever of the two months a moving festival falls in, the two together hold it every year.
    select 'spring_festival', cast(year as string) || ' 春节', month_start, month_end, 1
    from months
    where substr(month, 6, 2) in ('01', '02')
    union all
    select 'mid_autumn', cast(year as string) || ' 中秋', month_start, month_end, 1
    from months
    where substr(month, 6, 2) in ('09', '10')

),

spans as (

    select
        period_type,
        period,
        min(month_start) as first_day,
        max(month_end) as last_day,
        max(per_year) as per_year
    from memberships
    group by period_type, period

),

mondays as (

    {{ day_spine(
        '(select ' ~ week_start(add_days('min(month_start)', 3)) ~ ' from months)',
        '(select ' ~ add_days('max(month_end)', -3) ~ ' from months)', 7) }}

),

everything as (

    select * from spans
    union all
    select 'week', {{ iso_week_of('day') }}, day, {{ add_days('day', 6) }}, null from mondays where day is not null

)

select
    period_type,
    period,
    first_day,
    last_day,
    cast(row_number() over (partition by period_type order by first_day) as integer) as period_no,
    cast(per_year as integer) as per_year
from everything
