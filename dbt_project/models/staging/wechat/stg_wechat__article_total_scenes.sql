with source as (

    select * from {{ landing('wechat_article_total_scene') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        trim(message_id) as message_id,
        trim(title) as title,
        published_on,
        stat_date,
        trim(scene) as scene,
        readers,
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
