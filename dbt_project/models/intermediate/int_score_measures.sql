-- Items of 计分考核表, one row per version, with the days on which it gives points.
with versions as (

    select scheme_id, measure_id, measure, basis_id, period_type, unit_types, valid_from, max(valid_to) as valid_to
    from {{ ref('stg_reference__score_measures') }}
    group by scheme_id, measure_id, measure, basis_id, period_type, unit_types, valid_from

)

select
    scheme_id,
    measure_id,
    measure,
    coalesce(basis_id, '') as basis_id,
    period_type,
    unit_types,
    {{ since('valid_from') }} as scores_from,
    {{ until_next('scheme_id, measure_id') }} as scores_to
from versions
