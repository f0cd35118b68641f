with source as (

    select * from {{ landing('wechat_article') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        trim(title) as title,
        nullif(trim(url), '') as url,
        published_on,
        readers,
        reads,
        sharers,
        shares,
        followed_after_reading,
        delivered,
        message_reads,
        delivered_read_share,
        first_shares,
        reads_from_shares,
        first_share_rate,
        reads_per_share,
        finish_share,
        likes,
        wows,
        comments,
        favourites,
        is_original,
        nullif(trim(tags), '') as tags,
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
