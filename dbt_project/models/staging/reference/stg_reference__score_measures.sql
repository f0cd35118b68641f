with source as (

    select * from {{ source('landing', 'ref_score_measure') }}

),

renamed as (

    select
        trim(measure_id) as measure_id,
        trim(scheme_id) as scheme_id,
        trim(name) as name,
        trim(measure) as measure,
        trim(per) as per,
        points,
        nullif(trim(basis_id), '') as basis_id,
        coalesce(trim(period_type), 'month') as period_type,
        value_from,
        value_to,
        full_value,
        cap,
        coalesce(is_bonus, false) as is_bonus,
        nullif(trim(unit_types), '') as unit_types,
        valid_from,
        valid_to,
        nullif(trim(source_text), '') as source_text,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
