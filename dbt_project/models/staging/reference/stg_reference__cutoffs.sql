with source as (

    select * from {{ landing('ref_cutoff') }}

),

renamed as (

    select
        trim(month) as month,
        trim(source) as source,
        cutoff_on,
        issued_on,
        file_id,
        source_row
    from source

)

select * from renamed
