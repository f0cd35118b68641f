with source as (

    select * from {{ landing('ref_correction') }}

),

renamed as (

    select
        trim(month) as month,
        trim(metric_id) as metric_id,
        nullif(trim(department_id), '') as department_id,
        nullif(trim(account_id), '') as account_id,
        expected_value,
        new_value,
        trim(reason) as reason,
        nullif(trim(reported_to), '') as reported_to,
        nullif(trim(status), '') as status,
        file_id,
        source_file,
        source_row
    from source

)

select * from renamed
