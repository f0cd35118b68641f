with source as (

    select * from {{ landing('ref_metric_start') }}

),

renamed as (

    select
        trim(metric_id) as metric_id,
        nullif(trim(account_id), '') as account_id,
        nullif(trim(start_month), '') as start_month,
        nullif(trim(redefined_months), '') as redefined_months,
        nullif(trim(note), '') as note,
        file_id,
        source_row
    from source

)

select * from renamed
