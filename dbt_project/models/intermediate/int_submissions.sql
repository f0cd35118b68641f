-- One row per perspective and submission; platforms as written are put into one order.
with entries as (

    select
        *,
        {{ id_of('submission_', ['received_on', 'department_name', 'title', 'form']) }} as submission_id
    from {{ ref('stg_registers__submissions') }}

),

versions as (

    {{ with_versions('entries', ['submission_id'], 'received_on', 'submissions') }}

),

viewed as (

    {{ perspectives('versions', with_replaced=true) }}

)

select
    viewed.perspective,
    viewed.submission_id,
    viewed.received_on,
    viewed.month,
    viewed.department_name,
    departments.department_id,
    viewed.title,
    viewed.form,
    viewed.platforms,
    -- A day of adoption says that it was adopted.
    coalesce(viewed.is_adopted, case when viewed.adopted_on is not null then true end) as is_adopted,
    viewed.adopted_on,
    viewed.claimed_on,
    viewed.as_of,
    viewed.file_id as source_file_id,
    viewed.source_file,
    viewed.source_sheet,
    viewed.source_row
from viewed
inner join {{ ref('int_departments__resolved') }} as departments
    on
        departments.channel_id = 'submissions'
        and departments.position = 1
        and viewed.department_name = departments.name
        and viewed.received_on = departments.on_date
