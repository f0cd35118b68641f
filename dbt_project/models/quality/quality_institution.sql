select item, content
from {{ ref('stg_reference__institution') }}
order by item
