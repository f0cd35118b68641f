select
    post_id,
    channel_id,
    account_id,
    platform_post_id,
    published_at,
    month,
    form,
    title,
    url,
    topics,
    is_original,
    plays,
    reads,
    likes,
    comments,
    shares,
    favourites,
    capped,
    is_withdrawn,
    as_of,
    as_of < {{ add_days('cast(published_at as date)', var('settling_days')) }} as is_provisional,
    source_file_id,
    source_row
from {{ ref('int_social_posts') }}
where not is_superseded
order by published_at, channel_id, account_id, post_id
