with source as (

    select * from {{ landing('wechat_message') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        trim(period_type) as period_type,
        date,
        hour,
        nullif(trim(message_type), '') as message_type,
        nullif(trim(count_interval), '') as count_interval,
        senders,
        messages,
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
