-- Every version of every target. A revision ends the version before it and keeps it for the record.
with versions as (

    select
        *,
        {{ since('valid_from') }} as revised_on,
        cast(row_number() over of_target - 1 as integer) as revisions,
        lag(expected_low) over of_target as previous_low,
        lag(expected_high) over of_target as previous_high,
        lag(deadline) over of_target as previous_deadline,
        lead({{ since('valid_from') }}) over of_target as next_revised_on
    from {{ source('landing', 'ref_target') }}
    window of_target as (
        partition by target_id, scope, scope_id, period_type, period order by {{ since('valid_from') }}
    )

)

select
    target_id,
    name,
    metric_id,
    denominator_metric_id,
    outlet_levels,
    title_words,
    audience_words,
    scope,
    scope_id,
    subject_types,
    period_type,
    period,
    comparator,
    expected_low,
    expected_high,
    deadline,
    coalesce(is_vacation_exempt, false) as is_vacation_exempt,
    base,
    actual,
    done_on,
    revised_on as valid_from,
    coalesce({{ add_days('next_revised_on', -1) }}, date '9999-12-31') as valid_to,
    next_revised_on is null as is_current,
    revisions,
    previous_low,
    previous_high,
    previous_deadline,
    basis,
    source_text,
    file_id as source_file_id,
    coalesce(source_sheet, '') as source_sheet,
    source_row
from versions
