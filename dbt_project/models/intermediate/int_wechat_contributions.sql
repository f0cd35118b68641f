-- One row per landed version of a register entry: which unit contributed an article of the official account.
with entries as (

    select
        *,
        {{ id_of('contribution_', ['published_on', 'title', 'department_name']) }} as contribution_id
    from {{ source('landing', 'wechat_contribution') }}

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
    case when versions.party_org_name is not null then coalesce(party_orgs.party_org_id, 'unrecognised') end
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
    on {{ names_department('wechat', 'versions.department_name', 'versions.published_on') }}
left join {{ ref('int_party_orgs__resolved') }} as party_orgs
    on {{ names_party_org('wechat', 'versions.party_org_name', 'versions.published_on') }}
