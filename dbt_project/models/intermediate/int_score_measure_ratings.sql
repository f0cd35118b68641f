-- How a unit was rated in a period: the sheets of a year's review, and those of its pieces.
with roster as (

    select * from {{ ref('int_score_measure_roster') }}

),

sheets as (

    select * from {{ ref('int_register_entries') }} where register_id = 'register_ratings' and points is not null

),

-- Each piece is worth the mean of its sheets, aspect by aspect; to two decimals.
rated_pieces as (

    select
        roster_no,
        piece,
        {{ rounded('sum(points)', 2) }} as points
    from (
        select
            roster.roster_no,
            coalesce(sheets.title, sheets.entry_id) as piece,
            avg(sheets.points) as points
        from roster
        inner join sheets
            on
                roster.department_id = sheets.department_id
                and sheets.occurred_on between roster.first_day and roster.last_day
                and (roster.basis_id = '' or {{ is_listed('sheets.category', 'roster.basis_id') }})
        where roster.measure = 'rated_items'
        group by roster.roster_no, coalesce(sheets.title, sheets.entry_id), sheets.category
    ) as aspects
    group by roster_no, piece

),

rated_values as (

    select
        roster_no,
        sum(points) as value,
        count(*) as subjects
    from rated_pieces
    group by roster_no

),

-- The mean of the sheets, to two decimals.
rating_values as (

    select
        roster.roster_no,
        {{ rounded('avg(sheets.points)', 2) }} as value,
        count(*) as subjects
    from roster
    inner join sheets
        on
            roster.department_id = sheets.department_id
            and sheets.occurred_on between roster.first_day and roster.last_day
            and (roster.basis_id = '' or {{ is_listed('sheets.category', 'roster.basis_id') }})
    where roster.measure = 'rating'
    group by roster.roster_no

),

everything as (

    select * from rating_values
    union all
    select * from rated_values

)

select
    roster.scheme_id,
    roster.measure_id,
    roster.scores_from,
    roster.department_id,
    roster.period,
    roster.last_day as counted_on,
    everything.value,
    everything.subjects
from everything
inner join roster on everything.roster_no = roster.roster_no
