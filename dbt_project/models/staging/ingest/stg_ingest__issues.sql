with source as (

    select * from {{ landing('ingest_issue') }}

),

renamed as (

    select
        severity,
        code,
        path,
        sheet,
        row,
        column_name,
        value,
        message,
        nullif(month, '') as month,
        dataset
    from source

)

select * from renamed
