with source as (

    select * from {{ landing('ref_department') }}

),

renamed as (

    select
        trim(department_id) as department_id,
        trim(name) as name,
        trim(type) as type,
        nullif(trim(parent_id), '') as parent_id,
        display_order,
        valid_from,
        valid_to,
        nullif(trim(successor_id), '') as successor_id,
        in_roster,
        headcount,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source

)

select * from renamed
