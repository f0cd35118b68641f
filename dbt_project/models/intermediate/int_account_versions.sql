-- Whoever publishes on a channel, one row per version: platform accounts and websites, and every id seen in data but in
-- no table.
with sites as (

    select
        site_id as account_id,
        'website' as channel_id,
        name,
        level,
        department_id,
        {{ since('valid_from') }} as valid_from,
        {{ until_next('site_id') }} as valid_to,
        level = '主站' as says_official,
        true as is_registered,
        source_row
    from {{ source('landing', 'ref_site') }}

),

account_spans as (

    select *, {{ until_next('account_id') }} as closed_on
    from {{ source('landing', 'ref_account') }}

),

accounts as (

    select
        accounts.account_id,
        coalesce(channel_alias.channel_id, accounts.channel_id) as channel_id,
        accounts.name,
        cast(null as string) as level,
        accounts.department_id,
        {{ since('accounts.valid_from') }} as valid_from,
        accounts.closed_on as valid_to,
        accounts.is_official as says_official,
        true as is_registered,
        accounts.source_row
    from account_spans as accounts
    left join {{ ref('channel_alias') }} as channel_alias on accounts.channel_id = channel_alias.alias

),

seen as (

    select coalesce(site_id, 'website') as account_id, 'website' as channel_id from {{ ref('stg_website__articles') }}
    union
    select site_id, 'website' from {{ source('landing', 'web_traffic_day') }}
    union
    select coalesce(account_id, 'wechat'), 'wechat' from {{ source('landing', 'wechat_follower_day') }}
    union
    select coalesce(account_id, 'wechat'), 'wechat' from {{ source('landing', 'wechat_read_day') }}
    union
    select coalesce(account_id, 'wechat'), 'wechat' from {{ source('landing', 'wechat_share_day') }}
    union
    select account_id, 'wechat' from {{ ref('int_wechat_article_sources') }}
    union
    select coalesce(account_id, 'wechat'), 'wechat' from {{ source('landing', 'wechat_follower_source_day') }}
    union
    select coalesce(account_id, 'wechat'), 'wechat' from {{ source('landing', 'wechat_menu') }}
    union
    select coalesce(account_id, channel_id), channel_id from {{ source('landing', 'social_post') }}
    union
    select coalesce(account_id, channel_id), channel_id from {{ source('landing', 'account_day') }}

),

registered as (

    select * from sites
    union all
    select * from accounts

),

unregistered as (

    select
        seen.account_id,
        seen.channel_id,
        seen.account_id || '（未登记）' as name,
        cast(null as string) as level,
        cast(null as string) as department_id,
        date '1900-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        cast(null as boolean) as says_official,
        false as is_registered,
        999999 as source_row
    from seen
    left join registered on seen.account_id = registered.account_id
    where registered.account_id is null

),

everyone as (

    select * from registered
    union all
    select * from unregistered

),

numbered as (

    select
        *,
        min(source_row) over (partition by account_id) as first_row,
        row_number() over (partition by account_id order by valid_from) as version_no,
        lead(valid_from) over (partition by account_id order by valid_from) as next_valid_from,
        count(says_official) over (partition by account_id order by valid_from) as times_said,
        coalesce(bool_or(says_official) over (partition by channel_id), false) as channel_has_official
    from everyone

)

select
    account_id,
    channel_id,
    name,
    level,
    department_id,
    valid_from,
    valid_to,
    -- Every day has one version to take a name from, before the opening, in a gap and after the closing too.
    case when version_no = 1 then date '1900-01-01' else valid_from end as applies_from,
    coalesce({{ add_days('next_valid_from', -1) }}, date '9999-12-31') as applies_to,
    is_registered,
    source_row,
    -- Official is what its row says, a row that says nothing like the one before it; where no row of the channel is
    -- marked, the first of the table is.
    case
        when channel_has_official
            then coalesce(bool_or(says_official) over (partition by account_id, times_said), false)
        else dense_rank() over (partition by channel_id order by first_row, account_id) = 1
    end as is_official
from numbered
