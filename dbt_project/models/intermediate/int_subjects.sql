-- Whoever targets, rules and measures speak of, one row per version: what it was called and who answers for it. `scope` is
-- its kind in the words of targets, where accounts and websites are one. The last three columns name the monthly figure
-- that says whether the exports speak about it at all.
with accounts as (

    select
        accounts.*,
        {{ publishing_metric('accounts.channel_id') }} as metric_id,
        coalesce(channels.printed_name, accounts.channel_id) as channel_name
    from {{ ref('int_account_versions') }} as accounts
    left join {{ ref('channel') }} as channels on accounts.channel_id = channels.channel_id

),

versions as (

    select
        case channel_id when 'website' then 'site' else 'account' end as subject_kind,
        'account' as scope,
        account_id as subject_id,
        name,
        case channel_id when 'website' then level else channel_name end as type,
        department_id,
        valid_from,
        valid_to,
        applies_from as named_from,
        applies_to as named_until,
        true as in_roster,
        is_official,
        cast(null as string) as exempt_items,
        metric_id,
        'account' as read_scope,
        account_id as read_id
    from accounts
    union all
    select
        'site_column', null, accounts.account_id || '/' || columns.column_name,
        accounts.name || ' ' || columns.column_name, accounts.level, accounts.department_id,
        greatest(accounts.valid_from, columns.valid_from), least(accounts.valid_to, columns.valid_to),
        greatest(accounts.valid_from, columns.valid_from), least(accounts.valid_to, columns.valid_to),
        true, accounts.is_official, null, accounts.metric_id, 'account', accounts.account_id
    from {{ ref('int_site_columns') }} as columns
    inner join accounts
        on
            accounts.channel_id = 'website'
            and accounts.is_registered
            and (columns.site_id is null or columns.site_id = accounts.account_id)
    union all
    -- One that was closed keeps its last name.
    select
        'department', 'department', department_id, name, type, department_id, valid_from, valid_to, valid_from,
        {{ named_until() }}, in_roster, false, null, 'web_articles_published', 'institution', 'institution'
    from {{ ref('int_departments') }}
    union all
    select
        'party_org', 'party_org', party_org_id, name, type, department_id, valid_from, valid_to, valid_from, valid_to,
        party_org_id <> 'unrecognised', false, exempt_types, 'party_uploads', 'institution', 'institution'
    from {{ ref('int_party_orgs') }}
    union all
    select
        'channel', 'channel', channel_id, name, null, null, date '1900-01-01', date '9999-12-31', date '1900-01-01',
        date '9999-12-31', true, false, null, null, 'channel', channel_id
    from {{ ref('channel') }}
    union all
    select
        'institution', 'institution', 'institution', '全校', null, null, date '1900-01-01', date '9999-12-31',
        date '1900-01-01', date '9999-12-31', true, false, null, null, 'institution', 'institution'

)

-- A renamed subject goes on: its versions differ, its life is one.
select
    *,
    min(valid_from) over same_subject as exists_from,
    max(valid_to) over same_subject as exists_to
from versions
window same_subject as (partition by subject_kind, subject_id, in_roster)
