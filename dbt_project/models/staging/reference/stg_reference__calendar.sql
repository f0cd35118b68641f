with source as (

    select * from {{ landing('ref_calendar') }}

),

renamed as (

    select
        trim(academic_year) as academic_year,
        trim(term) as term,
        trim(kind) as kind,
        start_on,
        end_on,
        file_id,
        source_row
    from source

)

select * from renamed
