-- What stands at the end of a month: who holds an office, which accounts run, how long a site has been silent. One row
-- of a ledger or reference table adds to every month it lasts, in the columns of int_metric_contributions__versions.
-- Over 200 lines: offices, editors, accounts, sites, silences and pictures are states that each stand in another table.
{%- set teams = {
    'correspondents_in_office': '通讯员',
    'commentators_in_office': '评论员',
    'student_reporters': '记者|通讯社',
    'organisers': '组织委员|组织员',
} %}

with months as (

    select * from {{ ref('int_months') }} where is_in_data

),

appointed as (

    select
        case
            {%- for metric, pattern in teams.items() %}
            when {{ matches('category', pattern) }} then '{{ metric }}'
            {%- endfor %}
        end as metric_id,
        entries.category,
        months.month,
        months.month_end,
        entries.department_id,
        -- Someone who has left on no known day may be in office still.
        case
            when entries.ended_on is not null or entries.status is null or entries.status_holds then entries.quantity
        end as quantity,
        entries.achieved as party_members,
        months.month_end as as_of,
        entries.file_id as source_file_id,
        entries.source_sheet,
        entries.source_row
    from {{ ref('int_register_entries') }} as entries
    inner join months
        on
            entries.occurred_on <= months.month_end
            and (entries.ended_on is null or entries.ended_on > months.month_end)
    where entries.register_id = 'register_teams'

),

student_editors as (

    select *
    from appointed
    where
        party_members <= quantity
        and {{ matches('category', '学生') }}
        and {{ matches('category', '通讯|编辑|记者') }}

),

departments as (

    select
        departments.department_id,
        departments.valid_from,
        departments.valid_to,
        written.file_id as source_file_id,
        written.source_sheet,
        written.source_row
    from {{ ref('int_departments') }} as departments
    inner join {{ source('landing', 'ref_department') }} as written
        on
            departments.department_id = written.department_id
            and departments.valid_from = {{ since('written.valid_from') }}
    where departments.in_roster

),

-- A department that has nobody is told by its own row, so that the share can be traced to those it lacks.
staffed as (

    select
        shares.share_id as metric_id,
        teams.month,
        teams.month_end as as_of,
        case when max(members.source_row) is null then 0 else 1 end as value,
        coalesce(min(members.source_file_id), min(departments.source_file_id)) as source_file_id,
        coalesce(min(members.source_sheet), min(departments.source_sheet)) as source_sheet,
        coalesce(min(members.source_row), min(departments.source_row)) as source_row
    from (select distinct metric_id, month, month_end from appointed) as teams
    inner join (
        select 'correspondents_in_office' as metric_id, 'correspondent_coverage' as share_id
        union all
        select 'organisers', 'organiser_staffing_rate'
    ) as shares
        on teams.metric_id = shares.metric_id
    inner join departments on teams.month_end between departments.valid_from and departments.valid_to
    left join appointed as members
        on
            teams.metric_id = members.metric_id
            and teams.month = members.month
            and departments.department_id = members.department_id
            and members.quantity > 0
    group by shares.share_id, teams.month, teams.month_end, departments.department_id

),

accounts as (

    select
        months.month,
        months.month_end as as_of,
        versions.channel_id,
        written.file_id as source_file_id,
        written.source_sheet,
        written.source_row,
        row_number() over (
            partition by months.month, versions.channel_id order by versions.source_row, versions.account_id
        ) as on_channel
    from {{ ref('int_account_versions') }} as versions
    inner join {{ source('landing', 'ref_account') }} as written
        on versions.account_id = written.account_id and versions.source_row = written.source_row
    inner join months on months.month_end between versions.valid_from and versions.valid_to
    where
        versions.channel_id <> 'website'
        and (
            written.valid_to is not null
            or not {{ matches("coalesce(written.status, '')", '注销|停用|停更|关闭') }}
        )

),

special_sites as (

    select
        {{ month_of('valid_from') }} as month,
        valid_from as as_of,
        file_id as source_file_id,
        source_sheet,
        source_row,
        row_number() over (partition by site_id order by valid_from) as version_no
    from {{ source('landing', 'ref_site') }}
    where level like '%专题%' and valid_from is not null

),

-- Only where the list of a site was read to the end of the month is its silence known.
read_months as (

    select coverage.month, coverage.account_id, months.month_end
    from {{ ref('int_coverage') }} as coverage
    inner join months on coverage.month = months.month
    where coverage.dataset = 'web_article' and coverage.status = 'full'

),

silences as (

    select
        read_months.month,
        read_months.account_id,
        {{ days_between('articles.published_on', 'read_months.month_end') }} as days,
        read_months.month_end as as_of,
        articles.source_file_id,
        articles.source_sheet,
        articles.source_row,
        row_number() over (
            partition by read_months.month, read_months.account_id
            order by articles.published_on desc, articles.source_file_id, articles.source_row
        ) as recency
    from read_months
    inner join (
        select
            *,
            row_number() over (
                partition by site, month order by published_on desc, source_file_id, source_row
            ) as from_last
        from {{ ref('int_web_articles') }}
        where {{ known_now() }} and not is_withdrawn
    ) as articles
        on
            read_months.account_id = articles.site
            and articles.published_on <= read_months.month_end
            and articles.from_last = 1

),

-- How long the picture on top of the home page has stood, in the months that the ledger of what is shown speaks of.
pictures as (

    select
        months.month,
        {{ days_between('entries.occurred_on', 'least(coverage.as_of, months.month_end)') }} as days,
        least(coverage.as_of, months.month_end) as as_of,
        entries.file_id as source_file_id,
        entries.source_sheet,
        entries.source_row,
        row_number() over (
            partition by months.month order by entries.occurred_on desc, entries.file_id, entries.source_row
        ) as recency
    from {{ ref('int_register_entries') }} as entries
    inner join {{ ref('int_coverage') }} as coverage
        on coverage.dataset = 'register_materials' and entries.occurred_on <= coverage.as_of
    inner join months on coverage.month = months.month and entries.occurred_on <= months.month_end
    where
        entries.register_id = 'register_materials'
        and {{ matches("coalesce(entries.category, '')", '置顶|轮播|首页图|头图') }}

)

{{ contributions(none, 'appointed', 'quantity', "metric_id <> 'organisers'", department='department_id', versions=false) }}
union all
{{ contributions(none, 'staffed', 'value', whole='1', several='true', versions=false) }}
union all
{{ contributions('accounts_operated', 'accounts', versions=false) }}
union all
{{ contributions('platforms_operated', 'accounts', where='on_channel = 1', versions=false) }}
union all
{{ contributions('special_sites_created', 'special_sites', where='version_no = 1', versions=false) }}
union all
{{ contributions('subsite_days_since_update', 'silences', 'days', 'recency = 1', account='account_id', versions=false) }}
union all
{{ contributions('homepage_banner_age_days', 'pictures', 'days', 'recency = 1', versions=false) }}
union all
{{ contributions('student_editor_party_share', 'student_editors', 'party_members', whole='quantity', several='true',
    versions=false) }}
