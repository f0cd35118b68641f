with source as (

    select * from {{ landing('training_class') }}

),

renamed as (

    select
        month,
        trim(class_name) as class_name,
        opened_on,
        trim(cohort) as cohort,
        participants,
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
