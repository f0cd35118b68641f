with source as (

    select * from {{ source('landing', 'ref_rule') }}

),

renamed as (

    select
        trim(rule_id) as rule_id,
        trim(name) as name,
        trim(rule_kind) as rule_kind,
        trim(subject_kind) as subject_kind,
        nullif(trim(subject_id), '') as subject_id,
        nullif(trim(subject_type), '') as subject_type,
        nullif(trim(item), '') as item,
        threshold,
        window_days,
        coalesce(trim(period_type), 'month') as period_type,
        coalesce(is_vacation_exempt, false) as is_vacation_exempt,
        valid_from,
        valid_to,
        trim(basis) as basis,
        nullif(trim(source_text), '') as source_text,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
