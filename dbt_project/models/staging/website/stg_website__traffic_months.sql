with source as (

    select * from {{ landing('web_traffic_month') }}

),

renamed as (

    select
        site_id,
        month,
        section,
        page_views,
        visitors,
        bot_views,
        mobile_views,
        lines,
        bad_lines,
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
