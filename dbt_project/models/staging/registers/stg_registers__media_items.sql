with source as (

    select * from {{ landing('media_item') }}

),

renamed as (

    select
        register_id,
        published_on,
        period_start,
        month,
        trim(outlet) as outlet,
        nullif(trim(level_written), '') as level_written,
        nullif(trim(title), '') as title,
        nullif(trim(story_code), '') as story_code,
        nullif(trim(form), '') as form,
        nullif(trim(position), '') as position,
        nullif(trim(url), '') as url,
        nullif(trim(department_name), '') as department_name,
        is_reprint,
        nullif(trim(authorship), '') as authorship,
        words,
        pictures,
        quantity,
        views,
        claimed_on,
        entry_no,
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
