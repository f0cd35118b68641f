-- One row per landed version of a register entry: which unit contributed an article of the official account.
with entries as (

    select
        *,
        {{ id_of('contribution_', ['published_on', 'title', 'department_name']) }} as contribution_id
    from {{ source('landing', 'wechat_contribution') }}

),

organisations as (

    {{ party_orgs_by_name('entries', 'party_org_name', 'published_on', 'wechat') }}

),

versions as (

    {{ with_versions('entries', ['contribution_id'], 'published_on', "'wechat'") }}

)

select
    versions.contribution_id,
    versions.published_on,
    versions.title,
    versions.month,
    versions.department_name,
    departments.department_id,
    case when versions.party_org_name is not null then coalesce(organisations.party_org_id, 'unrecognised') end
        as party_org_id,
    versions.as_of,
    versions.known_from,
    versions.known_to,
    versions.bulletin_on,
    versions.file_id as source_file_id,
    versions.source_file,
    versions.source_sheet,
    versions.source_row
from versions
inner join {{ ref('int_departments__resolved') }} as departments
    on
        departments.channel_id = 'wechat'
        and departments.position = 1
        and versions.department_name = departments.name
        and versions.published_on = departments.on_date
left join organisations
    on {{ squeeze('versions.party_org_name') }} = organisations.name_key and versions.published_on = organisations.on_date
