with source as (

    select * from {{ landing('ref_site_column') }}

),

renamed as (

    select
        nullif(trim(site_id), '') as site_id,
        trim(column_name) as column_name,
        nullif(trim(column_code), '') as column_code,
        trim(importance) as importance,
        deadline_hours,
        valid_from,
        valid_to,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source
    -- rows of these names have not been landed
    where trim(importance) <> '不统计'

)

select * from renamed
