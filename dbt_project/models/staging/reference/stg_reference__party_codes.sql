with source as (

    select * from {{ landing('ref_party_code') }}

),

renamed as (

    select
        trim(system) as system,
        trim(code_kind) as code_kind,
        trim(code) as code,
        trim(meaning) as meaning,
        is_counted,
        file_id,
        source_row
    from source

)

select * from renamed
