with source as (

    select * from {{ landing('party_task') }}

),

renamed as (

    select
        month,
        trim(system) as system,
        trim(activity_type_text) as activity_type_text,
        trim(topic) as topic,
        published_at,
        nullif(trim(message_status), '') as message_status,
        nullif(trim(status_text), '') as status_text,
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
