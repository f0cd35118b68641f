-- What each state of an article or a post means: the institution's own table, else the words that every CMS and platform
-- uses (seed publication_status). A state that neither knows is not published, and ingestion has said so.
with statuses as (

    select distinct 'website' as source, status from {{ ref('stg_website__articles') }} where status is not null
    union
    select distinct channel_id, status from {{ source('landing', 'social_post') }} where status is not null

),

own as (

    select
        statuses.source,
        statuses.status,
        own.is_counted,
        row_number() over (
            partition by statuses.source, statuses.status
            order by own.source nulls last, own.source_row
        ) as choice
    from statuses
    inner join {{ source('landing', 'ref_status') }} as own
        on {{ squeeze('statuses.status') }} = {{ squeeze('own.status') }}
    left join {{ ref('channel_alias') }} as aliases on own.source = aliases.alias
    where own.source is null or statuses.source in (own.source, aliases.channel_id)

),

words as (

    select
        statuses.source,
        statuses.status,
        bool_and(words.is_published) as is_published
    from statuses
    inner join {{ ref('publication_status') }} as words
        on {{ matches_column('lower(' ~ squeeze('statuses.status') ~ ')', 'words.pattern') }}
    group by statuses.source, statuses.status

)

select
    statuses.source,
    statuses.status,
    coalesce(own.is_counted, words.is_published, false) as is_published,
    coalesce(own.is_counted, words.is_published) is not null as is_known
from statuses
left join own on statuses.source = own.source and statuses.status = own.status and own.choice = 1
left join words on statuses.source = words.source and statuses.status = words.status
