select *
from {{ ref('int_targets') }}
order by target_id, scope, scope_id, period_type, period, valid_from
