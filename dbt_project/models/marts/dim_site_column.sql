select
    {{ id_of('column_', ['site_id', 'column_name', 'valid_from']) }} as site_column_id,
    site_id,
    column_name as name,
    column_code,
    importance,
    deadline_hours,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current
from {{ ref('int_site_columns') }}
order by site_id, column_name, valid_from
