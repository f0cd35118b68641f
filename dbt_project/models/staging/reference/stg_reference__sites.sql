with source as (

    select * from {{ landing('ref_site') }}

),

renamed as (

    select
        trim(site_id) as site_id,
        trim(name) as name,
        nullif(trim(folder), '') as folder,
        trim(level) as level,
        nullif(trim(department_id), '') as department_id,
        nullif(trim(host), '') as host,
        valid_from,
        valid_to,
        file_id,
        source_row
    from source

)

select * from renamed
