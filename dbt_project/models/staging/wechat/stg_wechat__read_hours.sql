with source as (

    select * from {{ landing('wechat_read_hour') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        date,
        hour,
        nullif(trim(scene), '') as scene,
        readers,
        reads,
        original_readers,
        original_reads,
        sharers,
        shares,
        favouriters,
        favourites,
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
