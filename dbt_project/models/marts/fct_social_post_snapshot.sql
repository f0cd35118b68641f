select
    post_id,
    channel_id,
    account_id,
    published_at,
    month,
    as_of,
    plays,
    reads,
    likes,
    comments,
    shares,
    favourites,
    source_file_id,
    source_row
from (
    select
        *,
        row_number() over (
            partition by channel_id, account_id, post_id, as_of
            order by is_superseded, source_file_id, source_row
        ) as choice
    from {{ ref('int_social_posts') }}
) as snapshots
where choice = 1
order by channel_id, account_id, post_id, as_of
