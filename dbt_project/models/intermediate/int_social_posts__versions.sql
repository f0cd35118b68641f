-- Every landed row of a post. Without a number of the platform a post is its account, its moment and its title; a title
-- may be edited, so posts of one moment are one post unless an export lists them side by side or their numbers differ.
-- A day alone is no moment.
with posts as (

    select
        *,
        coalesce(account_id, channel_id) as account,
        published_at <> date_trunc('day', published_at) as has_moment
    from {{ source('landing', 'social_post') }}

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

-- The first title that was exported names the post.
first_titles as (

    select
        posts.channel_id,
        posts.account,
        posts.published_at,
        posts.item_id,
        row_number() over (
            partition by posts.channel_id, posts.account, posts.published_at
            order by posts.post_id nulls last, posts.as_of, posts.source_file, posts.source_row
        ) as choice
    from posts
    inner join moments
        on
            posts.channel_id = moments.channel_id
            and posts.account = moments.account
            and posts.published_at = moments.published_at

),

works as (

    select
        posts.*,
        first_titles.item_id is not null as is_renamed,
        coalesce(first_titles.item_id, posts.item_id) as work_id
    from posts
    left join first_titles
        on
            posts.channel_id = first_titles.channel_id
            and posts.account = first_titles.account
            and posts.published_at = first_titles.published_at
            and first_titles.choice = 1

),

-- Most posts were exported once; only the others have to be put in order.
exported_again as (

    select
        channel_id,
        account,
        work_id,
        row_number() over (order by channel_id, account, work_id) as work_no
    from works
    group by channel_id, account, work_id
    having count(*) > 1

),

in_order as (

    select
        works.file_id,
        works.source_sheet,
        works.source_row,
        lead(works.as_of) over (
            partition by exported_again.work_no
            order by works.as_of, works.is_superseded desc, works.source_file, works.source_row
        ) as known_to
    from works
    inner join exported_again
        on
            works.channel_id = exported_again.channel_id
            and works.account = exported_again.account
            and works.work_id = exported_again.work_id

)

select
    works.work_id as post_id,
    works.channel_id,
    works.account as account_id,
    works.post_id as platform_post_id,
    works.title,
    works.published_at,
    works.month,
    works.form,
    works.status,
    not coalesce(statuses.is_published, true) as is_withdrawn,
    coalesce(statuses.is_known, true) as is_status_known,
    works.url,
    works.topics,
    works.is_original,
    {% for count in social_counts() %}
    works.{{ count }},
    {% endfor %}
    {% for measure in social_measures() %}
    works.{{ measure }},
    {% endfor %}
    works.capped,
    works.as_of,
    works.as_of as known_from,
    in_order.known_to,
    works.is_renamed,
    works.file_id as source_file_id,
    works.source_file,
    works.source_sheet,
    works.source_row
from works
left join {{ ref('int_publication_statuses') }} as statuses
    on works.channel_id = statuses.source and works.status = statuses.status
left join in_order
    on
        works.file_id = in_order.file_id
        and works.source_sheet is not distinct from in_order.source_sheet
        and works.source_row = in_order.source_row
