with source as (

    select * from {{ landing('ingest_verdict') }}

),

renamed as (

    select
        run_id,
        month,
        check_id,
        subject,
        status,
        difference
    from source

)

select * from renamed
