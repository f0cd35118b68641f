-- What the exports tell of one count of a post, from one as-of to the next. A column that an export has not, or a dash,
-- tells nothing and takes nothing back. Counts only grow, so of two exports with one as-of the higher one is the later.
with counted as (

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

-- Most posts were exported once; only the others have to be put in order.
exported_again as (

    select channel_id, account_id, post_id
    from {{ ref('int_social_posts__versions') }}
    group by channel_id, account_id, post_id
    having count(*) > 1

),

ranked as (

    select
        counted.*,
        row_number() over (
            partition by counted.channel_id, counted.account_id, counted.post_id, counted.count_id, counted.as_of
            order by counted.value desc, counted.source_file, counted.source_row
        ) = 1 as is_snapshot
    from counted
    inner join exported_again
        on
            counted.channel_id = exported_again.channel_id
            and counted.account_id = exported_again.account_id
            and counted.post_id = exported_again.post_id

)

select
    *,
    as_of as known_from,
    min(as_of) over (partition by channel_id, account_id, post_id, count_id) as first_known_on,
    -- Of two values of one day the other counts.
    case when is_snapshot then lead(as_of) over by_time else as_of end as known_to,
    case when is_snapshot then lag(value) over by_time end as previous_value,
    case when is_snapshot then lag(as_of) over by_time end as previous_as_of
from ranked
window by_time as (partition by channel_id, account_id, post_id, count_id, is_snapshot order by as_of)
union all
select counted.*, true, counted.as_of, counted.as_of, null, null, null
from counted
left join exported_again
    on
        counted.channel_id = exported_again.channel_id
        and counted.account_id = exported_again.account_id
        and counted.post_id = exported_again.post_id
where exported_again.post_id is null
