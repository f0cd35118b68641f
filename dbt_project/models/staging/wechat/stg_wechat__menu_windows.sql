with source as (

    select * from {{ landing('wechat_menu') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        month,
        period_start,
        period_end,
        trim(level1) as level1,
        trim(level2) as level2,
        clicks,
        people,
        clicks_per_person,
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
