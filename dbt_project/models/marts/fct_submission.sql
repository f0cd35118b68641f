select
    submission_id,
    department_id,
    department_name as name_written,
    party_org_id,
    title,
    form,
    received_on,
    month,
    is_adopted,
    adopted_on,
    claimed_on,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_submissions') }}
where {{ known_now() }}
