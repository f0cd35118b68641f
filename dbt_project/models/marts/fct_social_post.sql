with posts as (

    select *, {{ has_time('source_file_id', ref('int_social_posts__versions'), 'source_file_id') }} as has_time
    from {{ ref('int_social_posts') }}

)

select
    post_id,
    channel_id,
    account_id,
    platform_post_id,
    case when has_time then published_at end as published_at,
    cast(published_at as date) as published_on,
    case when has_time then 'time' else 'day' end as published_precision,
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
    {% for measure in social_measures() %}
    {{ measure }},
    {% endfor %}
    capped,
    carried,
    is_withdrawn,
    as_of,
    least(as_of, coalesce(plays_as_of, reads_as_of, as_of)) < {{ add_days('cast(published_at as date)', var('settling_days')) }} as is_provisional,
    source_file_id,
    source_row
from posts
