with source as (

    select * from {{ landing('wechat_regular_reader') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        readers,
        reader_share,
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
