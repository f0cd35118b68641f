with source as (

    select * from {{ landing('published_restatement') }}

),

renamed as (

    select
        run_id,
        month,
        metric_id,
        scope,
        scope_id,
        old_value,
        new_value,
        cause,
        source_file
    from source

)

select * from renamed
