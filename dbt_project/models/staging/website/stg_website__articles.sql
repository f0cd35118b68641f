with source as (

    select * from {{ source('landing', 'web_article') }}

),

renamed as (

    select
        nullif(site_id, '') as site_id,
        item_id,
        month,
        nullif(trim(cms_id), '') as cms_id,
        nullif(trim(url), '') as url,
        trim(title) as title,
        -- A table of a database names its columns by number; 栏目表 tells the name behind the number.
        coalesce(nullif(trim(column_name), ''), nullif(trim(column_code), '')) as column_name,
        nullif(trim(column_code), '') as column_code,
        nullif(trim(department_name), '') as department_name,
        nullif(trim(contributing_name), '') as contributing_name,
        published_at,
        event_at,
        nullif(trim(status), '') as status,
        clicks,
        words,
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
