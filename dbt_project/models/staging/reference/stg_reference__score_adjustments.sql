with source as (

    select * from {{ source('landing', 'ref_score_adjustment') }}

),

renamed as (

    select
        trim(scheme_id) as scheme_id,
        trim(department_id) as department_id,
        occurred_on,
        points,
        trim(reason) as reason,
        coalesce(trim(effect), 'points') as effect,
        nullif(trim(score_rule_id), '') as score_rule_id,
        nullif(trim(title), '') as title,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
