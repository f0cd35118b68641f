select
    item_id as record_id,
    system,
    party_org_id,
    department_id,
    org_name as org_name_written,
    activity_type,
    topic,
    activity_date,
    uploaded_on,
    month,
    status,
    is_counted,
    cast(late_days as integer) as late_days,
    expected,
    attended,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_party_uploads') }}
where {{ known_now() }}
