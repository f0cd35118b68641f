-- Scheme versions with closed validity spans; a later version of the same scheme ends the one before it.
with versions as (

    select
        *,
        lead({{ since('valid_from') }}) over (
            partition by scheme_id
            order by {{ since('valid_from') }}
        ) as next_valid_from
    from {{ ref('stg_reference__score_schemes') }}

)

select
    scheme_id || '@' || cast({{ since('valid_from') }} as varchar) as scheme_key,
    scheme_id,
    name,
    purpose,
    duplicate_rule,
    tie_rule,
    month_rule,
    rounding,
    unit_types,
    excluded_departments,
    cast(claim_days as integer) as claim_days,
    cast(min_items as integer) as min_items,
    base_points,
    extra_points,
    cap_month,
    cap_quarter,
    cap_year,
    {{ since('valid_from') }} as valid_from,
    least(
        {{ until('valid_to') }},
        coalesce({{ add_days('next_valid_from', -1) }}, date '9999-12-31')
    ) as valid_to,
    source_text,
    file_id as source_file_id,
    source_row
from versions
order by scheme_id, valid_from
