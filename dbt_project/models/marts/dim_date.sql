-- Every day of the months of dim_month.
with days as (

    {{ day_spine(
        '(select min(month_start) from ' ~ ref('dim_month') ~ ')', '(select max(month_end) from ' ~ ref('dim_month') ~ ')') }}

),

-- Where the spans of a calendar overlap, the one that began last says what a day is.
calendar as (

    select
        days.day,
        calendar.academic_year,
        calendar.term,
        calendar.kind,
        calendar.start_on,
        row_number() over (
            partition by days.day
            order by calendar.start_on desc, calendar.kind, calendar.term
        ) as choice
    from days
    inner join {{ ref('int_terms') }} as calendar
        on days.day between calendar.start_on and calendar.end_on

)

select
    days.day as date,
    months.month,
    {{ days_inclusive(week_start('days.day'), 'days.day') }} as weekday,
    {{ iso_week_of('days.day') }} as iso_week,
    coalesce(calendar.academic_year, months.academic_year) as academic_year,
    case when calendar.kind = '学期' then calendar.term end as term,
    case
        when calendar.kind = '学期'
            then cast({{ days_between(week_start('calendar.start_on'), week_start('days.day')) }} / 7 as integer) + 1
    end as teaching_week,
    case when calendar.kind = '假期' then calendar.term end as vacation,
    calendar.kind = '假期' as is_vacation,
    festivals.name as festival
from days
inner join {{ ref('dim_month') }} as months on days.day between months.month_start and months.month_end
left join calendar on days.day = calendar.day and calendar.choice = 1
left join {{ ref('festival') }} as festivals on days.day = cast(festivals.date as date)
order by days.day
