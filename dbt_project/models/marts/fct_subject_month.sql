-- Who was active in which month: departments, accounts, site columns and branches. Only a month that was read to its
-- end is a zero; otherwise nothing is known.
-- Over 200 lines: four kinds of subject are asked in their own ways and judged in one.
with months as (

    select * from {{ ref('dim_month') }} where is_in_data

),

leaves as (

    select * from {{ ref('fct_metric_month') }} where source_kind is distinct from 'printed'

),

accounts as (

    select * from {{ ref('dim_account') }}

),

department_months as (

    select
        'department' as subject_kind,
        leaves.department_id as subject_id,
        leaves.metric_id,
        leaves.month,
        {{ summed('leaves.value') }} as value,
        bool_and(leaves.is_complete) as is_complete
    from leaves
    inner join {{ ref('dim_metric') }} as metrics
        on leaves.metric_id = metrics.metric_id and metrics.has_departments and metrics.is_headline
    where leaves.department_id is not null
    group by leaves.department_id, leaves.metric_id, leaves.month

),

account_months as (

    select
        'account' as subject_kind,
        leaves.account_id as subject_id,
        leaves.metric_id,
        leaves.month,
        {{ summed('leaves.value') }} as value,
        bool_and(leaves.is_complete) as is_complete
    from leaves
    inner join (select distinct account_id, channel_id from accounts) as accounts
        on
            leaves.account_id = accounts.account_id
            and leaves.metric_id = {{ publishing_metric('accounts.channel_id') }}
    group by leaves.account_id, leaves.metric_id, leaves.month

),

evidence as (

    select
        case evidence when 'publish' then 'site_column' else 'party_org' end as subject_kind,
        subject_id,
        {{ month_of('on_date') }} as month,
        count(*) as value
    from {{ ref('int_rule_evidence') }}
    where (evidence = 'publish' and subject_kind = 'site_column') or evidence = 'activity'
    group by evidence, subject_id, {{ month_of('on_date') }}

),

-- A list without columns is silent about all of them.
columned as (

    select site, month, count(column_name) > 0 as has_columns
    from {{ ref('int_web_articles') }}
    where {{ known_now() }}
    group by site, month

),

columned_sites as (

    select site, bool_or(has_columns) as has_columns from columned group by site

),

columns as (

    select distinct
        accounts.account_id || '/' || columns.name as subject_id,
        accounts.name || ' ' || columns.name as name,
        accounts.account_id,
        columns.site_id is null and not accounts.is_official as is_of_any_site,
        greatest(accounts.valid_from, columns.valid_from) as valid_from,
        least(accounts.valid_to, columns.valid_to) as valid_to
    from {{ ref('dim_site_column') }} as columns
    inner join accounts
        on
            accounts.channel_id = 'website'
            and accounts.is_registered
            and (columns.site_id is null or columns.site_id = accounts.account_id)

),

column_months as (

    select
        'site_column' as subject_kind,
        columns.subject_id,
        'web_articles_published' as metric_id,
        sites.month,
        case
            when sites.value is not null and coalesce(columned.has_columns, columned_sites.has_columns)
                then coalesce(evidence.value, 0)
        end as value,
        sites.is_complete
    from (select distinct subject_id, account_id, is_of_any_site from columns) as columns
    inner join account_months as sites on columns.account_id = sites.subject_id
    left join columned on columns.account_id = columned.site and sites.month = columned.month
    left join columned_sites on columns.account_id = columned_sites.site
    left join evidence
        on
            evidence.subject_kind = 'site_column'
            and columns.subject_id = evidence.subject_id
            and sites.month = evidence.month
    where
        -- A column that the table gives to no site is asked of the main site and of those that have had it.
        not columns.is_of_any_site
        or columns.subject_id in (select subject_id from evidence where subject_kind = 'site_column')

),

party_reports as (

    select month, bool_and(is_complete) as is_complete, bool_or(value is not null) as is_known
    from leaves
    where metric_id = 'party_uploads'
    group by month

),

party_orgs as (

    select * from {{ ref('dim_party_org') }} where {{ matches('type', '支部') }}

),

party_months as (

    select
        'party_org' as subject_kind,
        party_orgs.party_org_id as subject_id,
        'party_uploads' as metric_id,
        reports.month,
        case when reports.is_known then coalesce(evidence.value, 0) end as value,
        reports.is_complete
    from (select distinct party_org_id from party_orgs) as party_orgs
    cross join party_reports as reports
    left join evidence
        on
            evidence.subject_kind = 'party_org'
            and party_orgs.party_org_id = evidence.subject_id
            and reports.month = evidence.month

),

everyone as (

    {% for months_of in ['department', 'account', 'column', 'party'] -%}
    {{ 'union all' if not loop.first }}
    select * from {{ months_of }}_months
    {% endfor %}

),

names as (

    select 'department' as subject_kind, department_id as subject_id, name, valid_from, valid_to
    from {{ ref('dim_department') }}
    where in_roster
    union all
    select 'account', account_id, name, valid_from, valid_to from accounts
    union all
    select 'site_column', subject_id, name, valid_from, valid_to from columns
    union all
    select 'party_org', party_org_id, name, valid_from, valid_to from party_orgs

)

-- A subject is asked only for months at whose end it existed.
select
    everyone.month,
    everyone.subject_kind,
    everyone.subject_id,
    names.name as subject_name,
    everyone.metric_id,
    cast(everyone.value as double) as value,
    case
        when everyone.value > 0 then 'some'
        when everyone.value = 0 and everyone.is_complete then 'zero'
        else 'unknown'
    end as state
from everyone
inner join months on everyone.month = months.month
inner join names
    on
        everyone.subject_kind = names.subject_kind
        and everyone.subject_id = names.subject_id
        and months.month_end between names.valid_from and names.valid_to
