with source as (

    select * from {{ landing('submission') }}

),

renamed as (

    select
        month,
        received_on,
        trim(department_name) as department_name,
        trim(title) as title,
        trim(form) as form,
        trim(platforms) as platforms,
        is_adopted,
        adopted_on,
        claimed_on,
        as_of,
        coalesce(capped, '') as capped,
        coalesce(is_superseded, false) as is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from source

)

select * from renamed
