with source as (

    select * from {{ landing('party_upload') }}

),

renamed as (

    select
        item_id,
        month,
        trim(system) as system,
        nullif(trim(parent_org_name), '') as parent_org_name,
        trim(org_name) as org_name,
        trim(activity_type_text) as activity_type_text,
        nullif(trim(topic), '') as topic,
        activity_at,
        ended_at,
        uploaded_at,
        nullif(trim(status_text), '') as status_text,
        expected,
        attended,
        attachments,
        as_of,
        coalesce(capped, '') as capped,
        coalesce(is_superseded, false) as is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from source

)

select * from renamed
