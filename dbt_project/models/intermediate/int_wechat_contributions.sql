-- One row per perspective and register entry: which unit contributed an article of the official account.
with entries as (

    select
        *,
        {{ id_of('contribution_', ['published_on', 'title', 'department_name']) }} as contribution_id
    from {{ ref('stg_registers__wechat_contributions') }}

),

versions as (

    {{ with_versions('entries', ['contribution_id'], 'published_on', 'wechat') }}

),

viewed as (

    {{ perspectives('versions', with_replaced=true) }}

)

select
    viewed.perspective,
    viewed.contribution_id,
    viewed.published_on,
    viewed.title,
    viewed.month,
    viewed.department_name,
    departments.department_id,
    viewed.as_of,
    viewed.file_id as source_file_id,
    viewed.source_file,
    viewed.source_sheet,
    viewed.source_row
from viewed
inner join {{ ref('int_departments__resolved') }} as departments
    on
        departments.channel_id = 'wechat'
        and departments.position = 1
        and viewed.department_name = departments.name
        and viewed.published_on = departments.on_date
