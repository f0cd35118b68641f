select
    account_id,
    channel_id,
    name,
    level,
    department_id,
    valid_from,
    valid_to,
    is_official,
    is_registered
from {{ ref('int_accounts') }}
order by channel_id, source_row, account_id
