with source as (

    select * from {{ landing('ref_account') }}

),

renamed as (

    select
        trim(account_id) as account_id,
        trim(channel_id) as channel_id,
        trim(name) as name,
        nullif(trim(folder), '') as folder,
        nullif(trim(department_id), '') as department_id,
        valid_from,
        valid_to,
        is_official,
        nullif(trim(status), '') as status,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source

)

select * from renamed
