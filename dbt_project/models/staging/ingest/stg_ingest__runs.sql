with source as (

    select * from {{ landing('ingest_run') }}

),

renamed as (

    select
        run_id,
        published_at,
        accepted_errors,
        files,
        errors,
        warnings,
        code_version,
        inputs_version,
        reference_version
    from source

)

select * from renamed
