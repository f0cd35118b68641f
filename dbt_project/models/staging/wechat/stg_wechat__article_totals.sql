with source as (

    select * from {{ landing('wechat_article_total') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        trim(message_id) as message_id,
        trim(title) as title,
        nullif(trim(url), '') as url,
        nullif(trim(publish_type), '') as publish_type,
        published_on,
        stat_date,
        target_users,
        readers,
        reads,
        original_readers,
        original_reads,
        sharers,
        shares,
        favouriters,
        favourites,
        likers,
        wow_people,
        comments,
        reward_fen,
        followed_after_reading,
        delivered_read_share,
        finish_share,
        stay_seconds_mean,
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
