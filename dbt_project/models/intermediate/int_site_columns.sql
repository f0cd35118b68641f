-- Column versions with closed validity spans; a later row of the same column ends the one before it.
select
    site_id,
    column_name,
    column_code,
    importance,
    cast(deadline_hours as integer) as deadline_hours,
    {{ since('valid_from') }} as valid_from,
    {{ until_next('site_id, column_name') }} as valid_to,
    source_row
from {{ ref('stg_reference__site_columns') }}
