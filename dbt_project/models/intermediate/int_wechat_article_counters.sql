-- Articles with the counters of their page, as known now. Of two lists of one day the same title is the same article,
-- however its address is written; a deleted one is published no longer.
with ranked as (

    select
        *,
        coalesce(account_id, 'wechat') as account,
        cast(published_at as date) as published_on,
        row_number() over (
            partition by account_id, title, cast(published_at as date)
            order by as_of desc, reads desc nulls last, source_file, source_row
        ) as choice
    from {{ source('landing', 'wechat_article_counter') }}
    where not is_superseded and not coalesce(is_deleted, false)

)

select *, file_id as source_file_id
from ranked
where choice = 1
