select
    {{ id_of('class_', ['class_name', 'opened_on']) }} as class_id,
    class_name,
    opened_on,
    cohort,
    month,
    participants,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_training_classes') }}
where {{ known_now() }}
