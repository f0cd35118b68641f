select
    {{ id_of('column_', ['site_id', 'column_name', 'valid_from']) }} as site_column_id,
    site_id,
    column_name as name,
    column_code,
    importance,
    cast(deadline_hours as integer) as deadline_hours,
    {{ since('valid_from') }} as valid_from,
    {{ until('valid_to') }} as valid_to
from {{ ref('stg_reference__site_columns') }}
order by site_id, column_name, valid_from
