with source as (

    select * from {{ landing('ref_metric_start') }}

),

renamed as (

    select
        trim(metric_id) as metric_id,
        nullif(trim(account_id), '') as account_id,
        trim(start_month) as start_month,
        file_id,
        source_row
    from source

)

select * from renamed
