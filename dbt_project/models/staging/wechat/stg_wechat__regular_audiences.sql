with source as (

    select * from {{ landing('wechat_regular_audience') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        trim(user_type) as user_type,
        trim(dimension) as dimension,
        trim(label) as label,
        people,
        share,
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
