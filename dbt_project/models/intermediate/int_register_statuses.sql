-- What each state written in a ledger means: whether the row is done, approved or in office. The institution's own table
-- first, else the usual words (seed register_status; one that denies beats one that affirms). Null: nobody knows it, and
-- ingestion has said so.
with statuses as (

    select distinct
        entries.register_id,
        datasets.name as register_name,
        entries.status
    from {{ ref('stg_registers__entries') }} as entries
    left join {{ ref('dataset') }} as datasets on entries.register_id = datasets.dataset
    where entries.status is not null

),

own as (

    select
        statuses.register_id,
        statuses.status,
        {{ value_at_first('own.is_counted', "case when own.source is null then '2' else '1' end") }} as holds
    from statuses
    inner join {{ source('landing', 'ref_status') }} as own
        on
            {{ squeeze('statuses.status') }} = {{ squeeze('own.status') }}
            and (own.source is null or own.source in (statuses.register_id, statuses.register_name))
    group by statuses.register_id, statuses.status

),

words as (

    select
        statuses.register_id,
        statuses.status,
        bool_and(words.holds) as holds
    from statuses
    inner join {{ ref('register_status') }} as words
        on
            {{ matches_column('statuses.register_id', 'words.registers') }}
            and {{ matches_column('lower(' ~ squeeze('statuses.status') ~ ')', 'words.pattern') }}
    group by statuses.register_id, statuses.status

)

select
    statuses.register_id,
    statuses.status,
    coalesce(own.holds, words.holds) as holds
from statuses
left join own on statuses.register_id = own.register_id and statuses.status = own.status
left join words on statuses.register_id = words.register_id and statuses.status = words.status
