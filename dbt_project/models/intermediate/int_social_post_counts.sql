-- What the exports tell of one count of a post, from one as-of to the next. A column that an export has not, or a dash,
-- tells nothing and takes nothing back. Counts only grow, so of two exports with one as-of the higher one is the later.
with told as (

    {% for count in social_counts() %}
    select
        channel_id,
        account_id,
        post_id,
        month,
        '{{ count }}' as count_id,
        {{ count }} as value,
        ',' || capped || ',' like '%,{{ count }},%' as is_capped,
        as_of,
        source_file_id,
        source_file,
        source_sheet,
        source_row
    from {{ ref('int_social_posts__versions') }}
    where {{ count }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

ranked as (

    select
        *,
        row_number() over (
            partition by channel_id, account_id, post_id, count_id, as_of
            order by value desc, source_file, source_row
        ) = 1 as is_snapshot
    from told

)

select
    *,
    is_snapshot and lead(post_id) over by_time is null as is_current,
    case when is_snapshot then lag(value) over by_time end as previous_value,
    case when is_snapshot then lag(as_of) over by_time end as previous_as_of
from ranked
window by_time as (partition by channel_id, account_id, post_id, count_id, is_snapshot order by as_of)
