select code_kind, code, name, short_name, note, cast(display_order as integer) as display_order
from {{ ref('code_label') }}
union all
select 'dataset', dataset, name, null, null, null
from {{ ref('dataset') }}
order by code_kind, display_order, code
