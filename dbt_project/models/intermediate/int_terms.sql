-- The school calendar: its terms and vacations, and the gap between two terms that no vacation was written for.
with calendar as (

    select academic_year, term, kind, start_on, end_on from {{ source('landing', 'ref_calendar') }}

),

terms as (

    select
        academic_year,
        start_on,
        end_on,
        lead(start_on) over (order by start_on, end_on) as next_start_on
    from calendar
    where kind = '学期'

)

select academic_year, term, kind, start_on, end_on, false as is_implied from calendar
union all
select
    terms.academic_year,
    case when substr(cast(terms.end_on as {{ dbt.type_string() }}), 6, 2) between '05' and '09' then '暑假' else '寒假' end
        as term,
    '假期' as kind,
    {{ add_days('terms.end_on', 1) }} as start_on,
    {{ add_days('terms.next_start_on', -1) }} as end_on,
    true as is_implied
from terms
where
    -- A gap of a term's length is a term that nobody wrote down.
    {{ days_between('terms.end_on', 'terms.next_start_on') }} between 2 and 90
    and not exists (
        select 1 from calendar as vacations
        where
            vacations.kind = '假期'
            and vacations.start_on < terms.next_start_on
            and vacations.end_on > terms.end_on
    )
