with source as (

    select * from {{ landing('ref_status') }}

),

renamed as (

    select
        nullif(trim(source), '') as source,
        trim(status) as status,
        is_counted,
        file_id,
        source_row
    from source

)

select * from renamed
