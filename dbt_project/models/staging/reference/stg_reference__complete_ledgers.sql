with source as (

    select * from {{ landing('ref_complete_ledger') }}

),

renamed as (

    select
        trim(ledger) as ledger,
        starts_on,
        ends_on,
        nullif(trim(note), '') as note,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
