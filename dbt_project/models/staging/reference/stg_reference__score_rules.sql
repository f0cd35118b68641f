with source as (

    select * from {{ source('landing', 'ref_score_rule') }}

),

renamed as (

    select
        trim(score_rule_id) as score_rule_id,
        trim(scheme_id) as scheme_id,
        nullif(trim(name), '') as name,
        points,
        points_to,
        coalesce(trim(per), 'item') as per,
        nullif(trim(level), '') as level,
        nullif(trim(outlet_type), '') as outlet_type,
        nullif(trim(outlet), '') as outlet,
        nullif(trim(genre), '') as genre,
        nullif(trim(position), '') as position,
        nullif(trim(authorship), '') as authorship,
        nullif(trim(unit_types), '') as unit_types,
        words_from,
        words_to,
        reads_from,
        reads_to,
        cap_month,
        cap_quarter,
        cap_year,
        valid_from,
        valid_to,
        file_id,
        source_sheet,
        source_row
    from source

)

select * from renamed
