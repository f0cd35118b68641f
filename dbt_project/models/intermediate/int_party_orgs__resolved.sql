-- Name as written in a source on a day -> the Party organisation as it was then. A name nobody knows has no row.
with mentions as (

    select 'wechat' as channel_id, party_org_name as name, published_on as on_date
    from {{ source('landing', 'wechat_contribution') }}
    union
    select 'submissions', party_org_name, received_on from {{ source('landing', 'submission') }}
    union
    select 'party', org_name, cast(activity_at as date) from {{ source('landing', 'party_upload') }}
    union
    select 'registers', party_org_name, occurred_on from {{ ref('stg_registers__entries') }}

),

ranked as (

    select
        mentions.*,
        spellings.party_org_id,
        row_number() over (
            partition by mentions.channel_id, mentions.name, mentions.on_date
            order by spellings.priority, spellings.valid_from desc, spellings.party_org_id
        ) as choice
    from mentions
    inner join {{ ref('int_party_org_names') }} as spellings
        on
            {{ squeeze('mentions.name') }} = spellings.name_key
            and coalesce(spellings.channel_id, mentions.channel_id) = mentions.channel_id
            and mentions.on_date between spellings.valid_from and spellings.valid_to

)

select channel_id, name, on_date, party_org_id
from ranked
where choice = 1
