with source as (

    select * from {{ landing('wechat_article_overview') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        trim(title) as title,
        period_start,
        period_end,
        readers,
        reads,
        stay_seconds_mean,
        finish_share,
        followed_after_reading,
        sharers,
        shares,
        wow_people,
        wows,
        likers,
        likes,
        favouriters,
        favourites,
        comments,
        reward_fen,
        interaction_share,
        delivered,
        message_readers,
        message_reads,
        first_sharers,
        first_shares,
        readers_from_shares,
        reads_from_shares,
        recommended_views,
        recommended_reads,
        recommended_follows,
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
