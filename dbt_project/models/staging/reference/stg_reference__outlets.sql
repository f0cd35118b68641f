with source as (

    select * from {{ landing('ref_outlet') }}

),

renamed as (

    select
        trim(outlet) as outlet,
        trim(level) as level,
        nullif(trim(type), '') as type,
        valid_from,
        valid_to,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source
    -- rows of these names have not been landed
    where trim(level) <> '不统计'

)

select * from renamed
