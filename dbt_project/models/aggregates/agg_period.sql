-- Quarters, halves, terms, calendar and academic years and the months around moving festivals, numbered, each beside the
-- one before and the same one of last year: joined here once and not again for every figure.
with months as (

    select * from {{ ref('dim_month') }}

),

edges as (

    select min(month) as first_month, max(month) as last_month from months

),

memberships as (

    select periods.*, months.month, months.month_index
    from {{ ref('dim_period') }} as periods
    inner join months on months.month_start between periods.first_day and periods.last_day
    where periods.period_type not in ('month', 'week')

),

periods as (

    select
        row_number() over (order by memberships.period_type, memberships.period) as period_key,
        memberships.period_type,
        memberships.period,
        max(memberships.period_no) as period_no,
        max(memberships.per_year) as per_year,
        min(memberships.month_index) as first_index,
        max(memberships.month_index) as last_index,
        case memberships.period_type when 'academic_year' then 12 else cast(count(*) as integer) end as months_expected,
        -- A term at the edge of the calendar may go on beyond it.
        memberships.period_type = 'term'
        and (min(memberships.month) = max(edges.first_month) or max(memberships.month) = max(edges.last_month)) as is_cut_off
    from memberships
    cross join edges
    group by memberships.period_type, memberships.period

)

select
    periods.*,
    before.period_key as previous_key,
    last_year.period_key as last_year_key
from periods
left join periods as before
    on periods.period_type = before.period_type and periods.period_no = before.period_no + 1
left join periods as last_year
    on
        periods.period_type = last_year.period_type
        and periods.period_no = last_year.period_no + periods.per_year
