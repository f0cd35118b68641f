-- What an event is about is written as an office likes: the id or the name of a channel, a department or an account.
with events as (

    select
        {{ id_of('event_', ['start_on', 'title', 'scope']) }} as event_id,
        start_on,
        title,
        nullif(scope, '全校') as about,
        note
    from {{ source('landing', 'ref_event') }}

),

departments as (

    select department_id, department_id as word from {{ ref('dim_department') }}
    union
    select department_id, name as word from {{ ref('dim_department') }}
    union
    select department_id, alias as word from {{ ref('dim_department_alias') }}

),

accounts as (

    select account_id, account_id as word from {{ ref('dim_account') }}
    union
    select account_id, name as word from {{ ref('dim_account') }}

)

select
    events.event_id,
    events.start_on as event_date,
    {{ month_of('events.start_on') }} as month,
    events.title,
    case
        when events.about is null then 'institution'
        when max(channels.channel_id) is not null then 'channel'
        when max(departments.department_id) is not null then 'department'
        when max(accounts.account_id) is not null then 'account'
    end as scope,
    case
        when events.about is null then 'institution'
        else coalesce(max(channels.channel_id), max(departments.department_id), max(accounts.account_id))
    end as scope_id,
    max(events.note) as note
from events
left join {{ ref('dim_channel') }} as channels on events.about in (channels.channel_id, channels.name)
left join departments on events.about = departments.word
left join accounts on events.about = accounts.word
group by events.event_id, events.start_on, events.title, events.about
order by events.start_on, events.event_id
