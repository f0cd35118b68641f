with source as (

    select * from {{ landing('ref_department_alias') }}

),

renamed as (

    select
        trim(alias) as alias,
        trim(department_id) as department_id,
        nullif(trim(source), '') as source,
        valid_from,
        valid_to,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source
    -- rows of these names have not been landed
    where trim(department_id) <> '不统计'

)

select * from renamed
