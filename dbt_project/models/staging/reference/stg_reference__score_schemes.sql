with source as (

    select * from {{ source('landing', 'ref_score_scheme') }}

),

renamed as (

    select
        trim(scheme_id) as scheme_id,
        trim(name) as name,
        trim(purpose) as purpose,
        trim(duplicate_rule) as duplicate_rule,
        trim(tie_rule) as tie_rule,
        nullif(trim(tie_measure_id), '') as tie_measure_id,
        coalesce(trim(month_rule), 'published') as month_rule,
        coalesce(trim(rounding), 'floor') as rounding,
        nullif(trim(unit_types), '') as unit_types,
        nullif(trim(excluded_departments), '') as excluded_departments,
        claim_days,
        min_items,
        base_points,
        extra_points,
        cap_month,
        cap_quarter,
        cap_year,
        coalesce(work_weight, 1) as work_weight,
        bonus_from,
        bonus_cap,
        pass_points,
        valid_from,
        valid_to,
        nullif(trim(source_text), '') as source_text,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
