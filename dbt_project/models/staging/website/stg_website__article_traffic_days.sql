with source as (

    select * from {{ landing('web_article_traffic_day') }}

),

renamed as (

    select
        site_id,
        date,
        month,
        article_key,
        section,
        views,
        visitors,
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
