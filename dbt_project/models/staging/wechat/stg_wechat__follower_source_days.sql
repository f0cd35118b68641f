with source as (

    select * from {{ landing('wechat_follower_source_day') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        date,
        trim(source) as source,
        followers_new,
        followers_cancelled,
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
