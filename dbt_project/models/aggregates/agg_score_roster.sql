-- Whoever takes part on a day of the month has a row of it, so that no point is lost of a unit or scheme that ended; the
-- name and the tie rule are the last of the month.
with schemes as (

    select * from {{ ref('dim_score_scheme') }}

),

-- Whoever takes part on a day of the month has a row of it, so that no point is lost of a unit or scheme that ended; the
-- name and the tie rule are the last of the month.
participants as (

    select
        schemes.scheme_id,
        schemes.name as scheme_name,
        schemes.tie_rule,
        schemes.tie_measure_id,
        months.month,
        months.year,
        departments.department_id,
        departments.name as department_name,
        departments.type as department_type,
        row_number() over (
            partition by schemes.scheme_id, months.month, departments.department_id
            order by schemes.valid_from desc, departments.valid_from desc
        ) as latest
    from schemes
    inner join {{ ref('dim_month') }} as months
        on
            months.is_in_data
            and schemes.valid_from <= months.month_end
            and schemes.valid_to >= {{ month_start('months.month') }}
    inner join {{ ref('dim_department') }} as departments
        on
            departments.in_roster
            and departments.valid_from <= months.month_end
            and departments.valid_to >= {{ month_start('months.month') }}
            and {{ takes_part('schemes', 'departments') }}
    where schemes.purpose = 'points'

)

select * from participants where latest = 1
