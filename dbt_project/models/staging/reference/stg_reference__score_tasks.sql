with source as (

    select * from {{ landing('ref_score_task') }}

),

renamed as (

    select
        trim(scheme_id) as scheme_id,
        points,
        nullif(trim(unit_types), '') as unit_types,
        nullif(trim(department_id), '') as department_id,
        valid_from,
        valid_to,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
