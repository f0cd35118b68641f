select
    column_name,
    parent_schema,
    parent_table,
    parent_column,
    note
from {{ ref('conformed_key') }}
order by column_name
