-- One row per landed version of a submission; platforms as written are put into one order.
with entries as (

    select
        *,
        {{ id_of('submission_', ['received_on', 'department_name', 'title', 'form']) }} as submission_id
    from {{ source('landing', 'submission') }}

),

versions as (

    {{ with_versions('entries', ['submission_id'], 'received_on', "'submissions'") }}

)

select
    versions.submission_id,
    versions.received_on,
    versions.month,
    versions.department_name,
    departments.department_id,
    case when versions.party_org_name is not null then coalesce(party_orgs.party_org_id, 'unrecognised') end
        as party_org_id,
    versions.title,
    versions.form,
    versions.platforms,
    -- A day of adoption says that it was adopted.
    coalesce(versions.is_adopted, case when versions.adopted_on is not null then true end) as is_adopted,
    versions.adopted_on,
    versions.claimed_on,
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
    on {{ names_department('submissions', 'versions.department_name', 'versions.received_on') }}
left join {{ ref('int_party_orgs__resolved') }} as party_orgs
    on {{ names_party_org('submissions', 'versions.party_org_name', 'versions.received_on') }}
