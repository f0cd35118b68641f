with source as (

    select * from {{ source('landing', 'ref_target') }}

),

renamed as (

    select
        trim(target_id) as target_id,
        trim(name) as name,
        nullif(trim(metric_id), '') as metric_id,
        nullif(trim(denominator_metric_id), '') as denominator_metric_id,
        nullif(trim(outlet_levels), '') as outlet_levels,
        nullif(trim(title_words), '') as title_words,
        nullif(trim(audience_words), '') as audience_words,
        trim(scope) as scope,
        nullif(trim(scope_id), '') as scope_id,
        nullif(trim(subject_types), '') as subject_types,
        trim(period_type) as period_type,
        trim(period) as period,
        trim(comparator) as comparator,
        expected_low,
        expected_high,
        deadline,
        coalesce(is_vacation_exempt, false) as is_vacation_exempt,
        base,
        actual,
        done_on,
        valid_from,
        trim(basis) as basis,
        nullif(trim(source_text), '') as source_text,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
