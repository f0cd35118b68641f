with source as (

    select * from {{ landing('social_post') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        trim(channel_id) as channel_id,
        nullif(trim(post_id), '') as post_id,
        trim(title) as title,
        published_at,
        nullif(trim(form), '') as form,
        nullif(trim(status), '') as status,
        nullif(trim(url), '') as url,
        nullif(trim(topics), '') as topics,
        is_original,
        plays,
        reads,
        likes,
        recommends,
        comments,
        shares,
        favourites,
        danmaku,
        coins,
        followers_gained,
        profile_visits,
        finish_share,
        cover_click_share,
        cover_stars,
        progress_share,
        play_seconds_mean,
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
