select
    scheme_id,
    department_id,
    occurred_on,
    points,
    reason,
    coalesce(effect, 'points') as effect,
    score_rule_id,
    title,
    file_id,
    source_sheet,
    source_row
from {{ source('landing', 'ref_score_adjustment') }}
