with posts as (

    select post_id, channel_id, account_id, published_at, month, topics
    from {{ ref('int_social_posts') }}
    where topics is not null

),

parts as (

    {{ split_rows('posts', ['post_id', 'channel_id', 'account_id', 'published_at', 'month'], 'topics', '[、]+') }}

)

select
    post_id,
    channel_id,
    account_id,
    month,
    part as topic,
    min(position) as position
from parts
group by post_id, channel_id, account_id, month, part
