with source as (

    select * from {{ landing('ref_party_org') }}

),

renamed as (

    select
        trim(party_org_id) as party_org_id,
        trim(name) as name,
        trim(type) as type,
        nullif(trim(kind), '') as kind,
        nullif(trim(parent_id), '') as parent_id,
        nullif(trim(department_id), '') as department_id,
        display_order,
        nullif(trim(exempt_types), '') as exempt_types,
        valid_from,
        valid_to,
        file_id,
        source_row
    from source

)

select * from renamed
