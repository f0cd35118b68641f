-- One row per landed version of a cohort of a training class.
with classes as (

    select *, concat_ws('|', class_name, opened_on) as class_id
    from {{ source('landing', 'training_class') }}

),

versions as (

    {{ with_versions('classes', ['class_name', 'opened_on', 'cohort']) }}

)

select *, file_id as source_file_id
from versions
