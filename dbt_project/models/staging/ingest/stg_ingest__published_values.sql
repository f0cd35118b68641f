with source as (

    select * from {{ landing('published_value') }}

),

renamed as (

    select
        month,
        metric_id,
        department_id,
        account_id,
        value,
        corrected_from,
        is_complete,
        is_provisional
    from source

)

select * from renamed
