-- Exports with the same as-of are one snapshot. Changes are to the snapshot before that tells the same count.
with snapshots as (

    select
        *,
        {{ has_time('source_file_id', ref('int_social_posts__versions'), 'source_file_id') }} as has_time,
        row_number() over (
            partition by channel_id, account_id, post_id, as_of
            order by known_to is not null, source_file_id, source_row
        ) as choice
    from {{ ref('int_social_posts__versions') }}

),

counts as (

    select
        channel_id,
        account_id,
        post_id,
        as_of,
        {% for count in social_counts() %}
        max(case when count_id = '{{ count }}' then value end) as {{ count }},
        max(case when count_id = '{{ count }}' then value - previous_value end) as {{ count }}_change{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_social_post_counts') }}
    where is_snapshot
    group by channel_id, account_id, post_id, as_of

)

select
    snapshots.post_id,
    snapshots.channel_id,
    snapshots.account_id,
    case when snapshots.has_time then snapshots.published_at end as published_at,
    cast(snapshots.published_at as date) as published_on,
    case when snapshots.has_time then 'time' else 'day' end as published_precision,
    snapshots.month,
    snapshots.as_of,
    {% for count in social_counts() %}
    counts.{{ count }},
    {% endfor %}
    {% for count in social_counts() %}
    counts.{{ count }}_change,
    {% endfor %}
    snapshots.source_file_id,
    snapshots.source_row
from snapshots
left join counts
    on
        snapshots.channel_id = counts.channel_id
        and snapshots.account_id = counts.account_id
        and snapshots.post_id = counts.post_id
        and snapshots.as_of = counts.as_of
where snapshots.choice = 1
