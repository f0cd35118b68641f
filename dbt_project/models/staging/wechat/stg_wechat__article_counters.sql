with source as (

    select * from {{ landing('wechat_article_counter') }}

),

renamed as (

    select
        nullif(account_id, '') as account_id,
        item_id,
        month,
        trim(title) as title,
        nullif(trim(url), '') as url,
        published_at,
        nullif(trim(account_name), '') as account_name,
        reads,
        likes,
        wows,
        shares,
        comments,
        delivered,
        nullif(trim(form), '') as form,
        nullif(trim(tags), '') as tags,
        is_deleted,
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
