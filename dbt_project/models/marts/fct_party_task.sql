select
    system,
    activity_type_text,
    topic,
    published_at,
    message_status,
    status_text,
    month,
    capped,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'party_task') }}
where not is_superseded
