with source as (

    select * from {{ landing('ref_department_alias') }}

),

renamed as (

    select
        trim(alias) as alias,
        trim(department_id) as department_id,
        nullif(trim(source), '') as source,
        valid_from,
        valid_to,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source

)

select * from renamed
