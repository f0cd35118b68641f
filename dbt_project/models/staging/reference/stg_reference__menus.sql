with source as (

    select * from {{ landing('ref_menu') }}

),

renamed as (

    select
        trim(account_id) as account_id,
        trim(level1) as level1,
        trim(level2) as level2,
        display_order,
        valid_from,
        valid_to,
        file_id,
        source_row
    from source

)

select * from renamed
