with source as (

    select * from {{ landing('ref_institution') }}

),

renamed as (

    select
        trim(item) as item,
        trim(content) as content,
        file_id,
        source_row
    from source

)

select * from renamed
