-- One row a post: what the latest export says of it, and of each count the last value that any export tells.
with counts as (

    select
        channel_id,
        account_id,
        post_id,
        {% for count in social_counts() %}
        max(case when count_id = '{{ count }}' then value end) as {{ count }},
        max(case when count_id = '{{ count }}' then as_of end) as {{ count }}_as_of,
        {% endfor %}
        max(case when count_id in ('likes', 'comments', 'shares') then first_known_on end) as interactions_known_from,
        coalesce({{ join_texts('count_id', ',', 'count_id', where='is_capped') }}, '') as capped
    from {{ ref('int_social_post_counts') }}
    where {{ known_now() }}
    group by channel_id, account_id, post_id

),

carried as (

    select
        counts.channel_id,
        counts.account_id,
        counts.post_id,
        {{ join_texts('counts.count_id', ',', 'counts.count_id') }} as count_ids
    from {{ ref('int_social_post_counts') }} as counts
    inner join {{ ref('int_social_posts__versions') }} as posts
        on
            counts.channel_id = posts.channel_id
            and counts.account_id = posts.account_id
            and counts.post_id = posts.post_id
            and {{ known_now('posts') }}
    where
        {{ known_now('counts') }}
        and (counts.source_file_id <> posts.source_file_id or counts.source_row <> posts.source_row)
    group by counts.channel_id, counts.account_id, counts.post_id

)

select
    posts.post_id,
    posts.channel_id,
    posts.account_id,
    posts.platform_post_id,
    posts.title,
    posts.published_at,
    posts.month,
    posts.form,
    posts.status,
    posts.is_withdrawn,
    posts.url,
    posts.topics,
    posts.is_original,
    {% for count in social_counts() %}
    counts.{{ count }},
    counts.{{ count }}_as_of,
    {% endfor %}
    {% for measure in social_measures() %}
    posts.{{ measure }},
    {% endfor %}
    counts.interactions_known_from,
    coalesce(counts.capped, '') as capped,
    coalesce(carried.count_ids, '') as carried,
    posts.as_of,
    posts.source_file_id,
    posts.source_sheet,
    posts.source_row
from {{ ref('int_social_posts__versions') }} as posts
left join counts
    on
        posts.channel_id = counts.channel_id
        and posts.account_id = counts.account_id
        and posts.post_id = counts.post_id
left join carried
    on
        posts.channel_id = carried.channel_id
        and posts.account_id = carried.account_id
        and posts.post_id = carried.post_id
where {{ known_now('posts') }}
