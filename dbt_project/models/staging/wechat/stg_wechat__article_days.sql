with source as (

    select * from {{ landing('wechat_article_day') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        date,
        nullif(trim(message_id), '') as message_id,
        nullif(trim(title), '') as title,
        trim(scene) as scene,
        readers,
        reads,
        sharers,
        shares,
        original_readers,
        original_reads,
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
