select item, content
from {{ source('landing', 'ref_institution') }}
order by item
