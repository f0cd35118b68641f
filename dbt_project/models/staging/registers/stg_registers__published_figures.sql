with source as (

    select * from {{ source('landing', 'published_figure') }}

),

renamed as (

    select
        trim(bulletin) as bulletin,
        trim(month) as month,
        coalesce(nullif(trim(period), ''), trim(month)) as period,
        trim(table_id) as table_id,
        trim(row_label) as row_label,
        trim(metric_id) as metric_id,
        trim(printed) as printed,
        value,
        half_width,
        nullif(trim(qualifier), '') as qualifier,
        as_of_printed,
        nullif(trim(place), '') as place,
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
