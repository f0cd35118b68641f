with source as (

    select * from {{ landing('ingest_file') }}

),

renamed as (

    select
        file_id,
        path,
        sha256,
        dataset,
        format,
        vintage,
        nullif(account_id, '') as account_id,
        nullif(site_id, '') as site_id,
        encoding,
        rows_in,
        rows_kept,
        rows_refused,
        rows_superseded,
        rows_skipped,
        first_date,
        last_date,
        period_start,
        period_end,
        as_of,
        coalesce(is_complete, false) as is_complete,
        unknown_columns,
        status
    from source

)

select * from renamed
