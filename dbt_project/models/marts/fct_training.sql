select
    {{ id_of('class_', ['class_name', 'opened_on']) }} as class_id,
    class_name,
    opened_on,
    cohort,
    month,
    participants,
    as_of,
    file_id as source_file_id,
    source_row
from {{ source('landing', 'training_class') }}
where not is_superseded
