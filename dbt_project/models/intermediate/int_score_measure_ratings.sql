-- How a unit was rated in a period: the sheets of a year's review, and those of its pieces.
with roster as (

    select * from {{ ref('int_score_measure_roster') }}

),

sheets as (

    select * from {{ ref('int_register_entries') }} where register_id = 'register_ratings' and points is not null

),

rated as (

    select
        roster.roster_no,
        roster.measure,
        coalesce(sheets.title, sheets.entry_id) as piece,
        sheets.category,
        sheets.points
    from roster
    inner join sheets
        on
            roster.department_id = sheets.department_id
            and sheets.occurred_on between roster.first_day and roster.last_day
            and (roster.basis_id = '' or {{ is_listed('sheets.category', 'roster.basis_id') }})
    where roster.measure in ('rating', 'rated_items')

),

-- Each piece is worth the mean of its sheets, aspect by aspect; to two decimals.
rated_pieces as (

    select
        roster_no,
        piece,
        {{ rounded(summed('points'), 2) }} as points
    from (
        select roster_no, piece, {{ rounded('avg(points)', 6) }} as points
        from rated
        where measure = 'rated_items'
        group by roster_no, piece, category
    ) as aspects
    group by roster_no, piece

),

rated_values as (

    select
        roster_no,
        {{ summed('points') }} as value,
        count(*) as subjects
    from rated_pieces
    group by roster_no

),

-- The mean of the sheets, to two decimals.
rating_values as (

    select
        roster_no,
        {{ rounded(rounded('avg(points)', 6), 2) }} as value,
        count(*) as subjects
    from rated
    where measure = 'rating'
    group by roster_no

)

select roster_no, value, subjects from rating_values
union all
select roster_no, value, subjects from rated_values
