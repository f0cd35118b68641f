with source as (

    select * from {{ landing('wechat_article_scene') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        trim(scene) as scene,
        published_on,
        trim(title) as title,
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
