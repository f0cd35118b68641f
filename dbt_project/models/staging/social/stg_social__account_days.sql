with source as (

    select * from {{ landing('account_day') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        trim(channel_id) as channel_id,
        date,
        trim(metric_id) as metric_id,
        value,
        as_of,
        coalesce(capped, '') as capped,
        coalesce(is_superseded, false) as is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from source

)

select * from renamed
