-- Where a department without a figure is no zero: metric x month x department, with what it is instead and why. Zero is
-- claimed only of a department that all its sources speak of.
with metrics as (

    select metric_id, dataset from {{ ref('metric') }} where has_departments

),

months as (

    select * from {{ ref('int_months') }} where is_in_data

),

roster as (

    select distinct months.month, departments.department_id
    from months
    inner join {{ ref('int_departments') }} as departments
        on months.month_end between departments.valid_from and departments.valid_to
    where departments.in_roster

),

-- The site of a college speaks of the college, the main site and those of nobody of all departments.
sites as (

    select
        versions.account_id,
        months.month,
        case when not versions.is_official then versions.department_id end as owner_id,
        months.month_end between versions.valid_from and versions.valid_to and versions.is_registered as is_open
    from {{ ref('int_account_versions') }} as versions
    inner join months on months.month_end between versions.applies_from and versions.applies_to
    where versions.channel_id = 'website'

),

coverage as (

    select metric_id, month, account_id, status from {{ ref('int_metric_coverage') }}

),

web_metrics as (

    select metric_id from metrics where dataset = 'web_article'

),

-- A site of everybody is waited for from its first export on, the own site of a department as long as the table has it.
unread_sites as (

    select web_metrics.metric_id, sites.month, sites.owner_id, 'missing' as status, 'no_site_export' as status_reason
    from sites
    cross join web_metrics
    left join coverage
        on
            web_metrics.metric_id = coverage.metric_id
            and sites.month = coverage.month
            and sites.account_id = coverage.account_id
    where
        case
            when sites.owner_id is null then coverage.status = 'missing'
            else sites.is_open and coalesce(coverage.status, 'not_started') in ('missing', 'not_started')
        end

),

-- A list without the unit of a single article cannot tell who published nothing.
silent_sites as (

    select web_metrics.metric_id, sites.month, sites.owner_id, 'not_applicable' as status, 'no_unit' as status_reason
    from (
        select site, month
        from {{ ref('int_web_articles') }}
        where {{ known_now() }} and not is_withdrawn
        group by site, month
        having count(department_name) = 0
    ) as lists
    inner join sites on lists.site = sites.account_id and lists.month = sites.month and sites.owner_id is null
    cross join web_metrics

),

-- The same of ledgers; one without an entry in the month is known by what its other months say.
named as (

    select metric_id, month, count(department_id) > 0 as is_named
    from {{ ref('int_metric_contributions') }}
    where metric_id in (select metric_id from metrics where dataset not in ('web_article', 'party_upload'))
    group by metric_id, month

),

ever_named as (

    select metric_id, bool_or(is_named) as is_named from named group by metric_id

),

silent_ledgers as (

    select ever_named.metric_id, months.month, cast(null as string) as owner_id, 'not_applicable' as status, 'no_unit' as status_reason
    from ever_named
    cross join months
    left join named on ever_named.metric_id = named.metric_id and months.month = named.month
    where not coalesce(named.is_named, ever_named.is_named)

),

gaps as (

    {% for source in ['unread_sites', 'silent_sites', 'silent_ledgers'] -%}
    select sources.metric_id, sources.month, roster.department_id, sources.status, sources.status_reason
    from {{ source }} as sources
    inner join roster
        on sources.month = roster.month and (sources.owner_id is null or sources.owner_id = roster.department_id)
    union all
    {% endfor -%}
    -- Uploads are those of Party organisations; who has none, mapped to it on any day of the month, is not asked.
    select metrics.metric_id, roster.month, roster.department_id, 'not_applicable', 'no_party_org'
    from metrics
    cross join roster
    inner join months on roster.month = months.month
    where
        metrics.dataset = 'party_upload'
        and not exists (
            select 1
            from {{ ref('int_party_orgs') }} as organisations
            where
                organisations.department_id = roster.department_id
                and organisations.valid_from <= months.month_end
                and organisations.valid_to >= months.month_start
        )

)

-- What may still be sent comes before what can never be told.
select metric_id, month, department_id, min(status) as status, {{ value_at_first('status_reason', 'status') }} as status_reason
from gaps
group by metric_id, month, department_id
