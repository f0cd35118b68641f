-- Every landed row of a post. Without a number of the platform a post is its account, its moment and its title; a title
-- may be edited, so posts of one moment are one post unless an export lists them side by side or their numbers differ.
-- A day alone is no moment.
with posts as (

    select
        *,
        coalesce(account_id, channel_id) as account,
        published_at <> date_trunc('day', published_at) as has_moment
    from {{ ref('stg_social__posts') }}

),

exports as (

    select
        channel_id,
        account,
        published_at,
        file_id,
        count(distinct item_id) as posts_listed
    from posts
    where has_moment
    group by channel_id, account, published_at, file_id

),

moments as (

    select
        exports.channel_id,
        exports.account,
        exports.published_at
    from exports
    inner join posts
        on
            exports.channel_id = posts.channel_id
            and exports.account = posts.account
            and exports.published_at = posts.published_at
    group by exports.channel_id, exports.account, exports.published_at
    having max(exports.posts_listed) = 1 and count(distinct posts.post_id) <= 1 and count(distinct posts.item_id) > 1

),

renamed as (

    select
        posts.*,
        moments.published_at is not null as is_renamed,
        case
            when moments.published_at is null then posts.item_id
            else first_value(posts.item_id) over (
                partition by posts.channel_id, posts.account, posts.published_at
                order by posts.post_id nulls last, posts.as_of, posts.source_file, posts.source_row
            )
        end as work_id
    from posts
    left join moments
        on
            posts.channel_id = moments.channel_id
            and posts.account = moments.account
            and posts.published_at = moments.published_at

)

select
    work_id as post_id,
    channel_id,
    account as account_id,
    post_id as platform_post_id,
    title,
    published_at,
    month,
    form,
    status,
    {{ is_withdrawn('status') }} as is_withdrawn,
    url,
    topics,
    is_original,
    {% for count in social_counts() %}
    {{ count }},
    {% endfor %}
    capped,
    as_of,
    row_number() over (
        partition by channel_id, account, work_id
        order by as_of desc, is_superseded, source_file desc, source_row desc
    ) > 1 as is_superseded,
    is_renamed,
    file_id as source_file_id,
    source_file,
    source_sheet,
    source_row
from renamed
