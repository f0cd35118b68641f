with source as (

    select * from {{ landing('published_file') }}

),

renamed as (

    select
        path,
        sha256,
        dataset,
        format,
        account_id,
        first_date,
        last_date,
        period_start,
        period_end
    from source

)

select * from renamed
