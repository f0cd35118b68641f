-- Every calendar month with its quarter, half, year, term and festivals, from the first year with data to the last.
with months as (

    select * from {{ ref('int_months') }}

),

-- A month belongs to the term or vacation that has most of its days.
shares as (

    select
        months.month,
        calendar.academic_year,
        calendar.term,
        calendar.kind,
        {{ days_inclusive(
            'greatest(calendar.start_on, months.month_start)', 'least(calendar.end_on, months.month_end)') }} as days
    from months
    inner join {{ ref('int_terms') }} as calendar
        on calendar.start_on <= months.month_end and calendar.end_on >= months.month_start

),

ranked as (

    select
        *,
        row_number() over (partition by month, kind order by days desc, academic_year, term) as choice
    from shares

),

terms as (

    select month, academic_year, term, days from ranked where kind = '学期' and choice = 1

),

festivals as (

    select
        months.month,
        {%- for festival in ['spring_festival', 'dragon_boat', 'mid_autumn'] %}
        max(case when festivals.festival_id = '{{ festival }}' then cast(festivals.date as date) end) as {{ festival }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from months
    inner join {{ ref('festival') }} as festivals
        on cast(festivals.date as date) between months.month_start and months.month_end
    group by months.month

),

vacations as (

    select month, academic_year, term, days from ranked where kind = '假期' and choice = 1

),

described as (

    select
        months.month,
        months.month_index,
        months.month_start,
        months.month_end,
        {{ days_inclusive('months.month_start', 'months.month_end') }} as days,
        cast(substr(months.month, 1, 4) as integer) as year,
        cast(substr(months.month, 1, 4) as integer) || '-Q' || cast(
            floor((cast(substr(months.month, 6, 2) as integer) + 2) / 3) as integer
        ) as quarter,
        substr(months.month, 1, 4) || case when substr(months.month, 6, 2) <= '06' then '-H1' else '-H2' end as half,
        case when coalesce(terms.days, 0) >= coalesce(vacations.days, 0) then terms.term end as term,
        coalesce(
            case when coalesce(terms.days, 0) >= coalesce(vacations.days, 0) then terms.academic_year end,
            vacations.academic_year,
            -- Without a calendar an academic year runs from September to August.
            case
                when substr(months.month, 6, 2) >= '09'
                    then substr(months.month, 1, 4) || '-' || (cast(substr(months.month, 1, 4) as integer) + 1)
                else (cast(substr(months.month, 1, 4) as integer) - 1) || '-' || substr(months.month, 1, 4)
            end
        ) as academic_year,
        coalesce(vacations.days, 0) as vacation_days,
        coalesce(vacations.days, 0) > coalesce(terms.days, 0) as is_vacation,
        festivals.spring_festival,
        festivals.dragon_boat,
        festivals.mid_autumn,
        months.is_in_data
    from months
    left join festivals on months.month = festivals.month
    left join terms on months.month = terms.month
    left join vacations on months.month = vacations.month

)

select
    now.*,
    {{ calendar_difference('now', 'before', '上月', ['spring_festival']) }} as mom_calendar,
    {{ calendar_difference('now', 'last_year', '去年同月', ['spring_festival', 'dragon_boat', 'mid_autumn']) }} as yoy_calendar
from described as now
left join described as before on now.month_index = before.month_index + 1
left join described as last_year on now.month_index = last_year.month_index + 12
