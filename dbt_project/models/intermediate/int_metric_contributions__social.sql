-- What posts of other platforms add to monthly figures, in the columns of int_metric_contributions__versions. A post
-- stands in the row of each export, each of its counts in the row of the export that tells it.
{%- set unsettled = 'as_of < ' ~ add_days('published_on', var('settling_days')) %}
{%- set interactions_as_of = 'least(posts.likes_as_of, posts.comments_as_of, posts.shares_as_of)' %}
{%- set on_weibo = "channel_id = 'weibo'" %}
{%- set on_qq = "channel_id = 'qq'" %}
{%- set on_notes = "channel_id = 'xiaohongshu'" %}
{%- set in_video = "parent_id = 'short_video'" %}

with versions as (

    select
        versions.*,
        cast(versions.published_at as date) as published_on,
        channels.parent_id,
        concat_ws('|', versions.channel_id, versions.account_id, versions.post_id) as thing,
        versions.account_id as export_of,
        cast(null as date) as bulletin_on
    from {{ ref('int_social_posts__versions') }} as versions
    left join {{ ref('channel') }} as channels on versions.channel_id = channels.channel_id

),

-- The counts of a post that was taken back end with it.
withdrawn as (

    select
        versions.channel_id,
        versions.account_id,
        versions.post_id,
        coalesce(max(case when not versions.is_withdrawn then versions.known_to end), min(versions.known_from))
            as withdrawn_on
    from versions
    inner join {{ ref('int_social_posts') }} as now
        on
            versions.channel_id = now.channel_id
            and versions.account_id = now.account_id
            and versions.post_id = now.post_id
            and now.is_withdrawn
    group by versions.channel_id, versions.account_id, versions.post_id

),

posts as (

    select
        posts.*,
        cast(posts.published_at as date) as published_on,
        channels.parent_id,
        withdrawn.withdrawn_on
    from {{ ref('int_social_posts') }} as posts
    left join {{ ref('channel') }} as channels on posts.channel_id = channels.channel_id
    left join withdrawn
        on
            posts.channel_id = withdrawn.channel_id
            and posts.account_id = withdrawn.account_id
            and posts.post_id = withdrawn.post_id

),

counts as (

    select
        posts.post_id,
        posts.month,
        posts.account_id,
        posts.channel_id,
        posts.parent_id,
        posts.published_on,
        counted.count_id,
        counted.value,
        counted.is_capped,
        counted.as_of,
        {{ interactions_as_of }} as interactions_as_of,
        posts.interactions_known_from,
        posts.likes + posts.comments + posts.shares is not null as has_interactions,
        counted.known_from,
        least(counted.known_to, posts.withdrawn_on) as known_to,
        counted.source_file_id,
        counted.source_sheet,
        counted.source_row
    from {{ ref('int_social_post_counts') }} as counted
    inner join posts
        on
            counted.channel_id = posts.channel_id
            and counted.account_id = posts.account_id
            and counted.post_id = posts.post_id

),

-- One that no export tells, and the end of one that was taken back, stand in the post's own row.
post_counts as (

    select
        month, account_id, channel_id, parent_id, published_on, count_id, value, is_capped, false as is_withdrawn, as_of,
        known_from, known_to, concat_ws('|', channel_id, account_id, post_id) as thing, source_file_id, source_sheet,
        source_row
    from counts
    where count_id in ('reads', 'plays')
    union all
    select
        versions.month, versions.account_id, versions.channel_id, versions.parent_id, versions.published_on, untold.count_id,
        null, false, versions.is_withdrawn and versions.is_status_known, null, versions.known_from, versions.known_to, versions.thing,
        versions.source_file_id, versions.source_sheet, versions.source_row
    from versions
    inner join (
        select channel_id, account_id, post_id, 'reads' as count_id
        from posts
        where reads is null or is_withdrawn
        union all
        select channel_id, account_id, post_id, 'plays'
        from posts
        where plays is null or is_withdrawn
    ) as untold
        on
            versions.channel_id = untold.channel_id
            and versions.account_id = untold.account_id
            and versions.post_id = untold.post_id

),

-- Likes, comments and shares make interactions together or not at all; favourites are no habit of every platform.
post_interactions as (

    select
        month,
        account_id,
        channel_id,
        parent_id,
        published_on,
        {{ summed('value') }} as value,
        bool_or(is_capped) as is_capped,
        false as is_withdrawn,
        min(interactions_as_of) as as_of,
        greatest(known_from, interactions_known_from) as known_from,
        known_to,
        concat_ws('|', channel_id, account_id, post_id) as thing,
        source_file_id,
        source_sheet,
        source_row
    from counts
    where
        has_interactions
        and (
            count_id in ('likes', 'comments', 'shares')
            or (count_id = 'favourites' and (parent_id = 'short_video' or {{ on_notes }}))
        )
    group by
        post_id, month, account_id, channel_id, parent_id, published_on, greatest(known_from, interactions_known_from),
        known_to, source_file_id, source_sheet, source_row
    union all
    select
        versions.month, versions.account_id, versions.channel_id, versions.parent_id, versions.published_on, null, false,
        versions.is_withdrawn and versions.is_status_known, {{ interactions_as_of }}, versions.known_from, versions.known_to, versions.thing,
        versions.source_file_id, versions.source_sheet, versions.source_row
    from versions
    inner join posts
        on
            versions.channel_id = posts.channel_id
            and versions.account_id = posts.account_id
            and versions.post_id = posts.post_id
    where posts.likes + posts.comments + posts.shares is null or posts.is_withdrawn

),

counted as (

    select *, account_id as export_of, cast(null as date) as bulletin_on from post_counts

),

interactions as (

    select *, account_id as export_of, cast(null as date) as bulletin_on from post_interactions

)

{% for metric_id, which in {
    'weibo_posts': on_weibo,
    'qq_posts': on_qq,
    'xiaohongshu_notes': on_notes,
    'short_videos_published': in_video,
}.items() -%}
{{ contributions(metric_id, 'versions', where=which, account='account_id', date='published_on',
    taken_back='is_withdrawn and is_status_known', known='is_status_known') }}
union all
{% endfor %}
{%- for metric_id, relation, which in [
    ('weibo_reads', 'counted', on_weibo ~ " and count_id = 'reads'"),
    ('weibo_interactions', 'interactions', on_weibo),
    ('qq_reads', 'counted', on_qq ~ " and count_id = 'reads'"),
    ('xiaohongshu_views', 'counted', on_notes ~ " and count_id = 'reads'"),
    ('xiaohongshu_interactions', 'interactions', on_notes),
    ('short_video_views', 'counted', in_video ~ " and count_id = 'plays'"),
    ('short_video_interactions', 'interactions', in_video),
] -%}
{{ contributions(metric_id, relation, 'value', which, account='account_id', capped='is_capped', provisional=unsettled,
    taken_back='is_withdrawn') }}
{{ 'union all' if not loop.last }}
{% endfor %}
