with source as (

    select * from {{ landing('ref_party_org_alias') }}

),

renamed as (

    select
        trim(alias) as alias,
        trim(party_org_id) as party_org_id,
        nullif(trim(source), '') as source,
        valid_from,
        valid_to,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source
    -- rows of these names have not been landed
    where trim(party_org_id) <> '不统计'

)

select * from renamed
