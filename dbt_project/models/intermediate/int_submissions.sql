-- One row per landed version of a submission; platforms as written are put into one order.
with entries as (

    select
        *,
        {{ id_of('submission_', ['received_on', 'department_name', 'title', 'form']) }} as submission_id
    from {{ source('landing', 'submission') }}

),

organisations as (

    {{ party_orgs_by_name('entries', 'party_org_name', 'received_on', 'submissions') }}

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
    case when versions.party_org_name is not null then coalesce(organisations.party_org_id, 'unrecognised') end
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
    on
        departments.channel_id = 'submissions'
        and departments.position = 1
        and versions.department_name = departments.name
        and versions.received_on = departments.on_date
left join organisations
    on {{ squeeze('versions.party_org_name') }} = organisations.name_key and versions.received_on = organisations.on_date
