select
    account_id || '@' || cast(valid_from as string) as account_key,
    account_id,
    channel_id,
    name,
    level,
    department_id,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current,
    applies_from,
    applies_to,
    is_official,
    is_registered
from (
    select *, min(source_row) over (partition by account_id) as first_row from {{ ref('int_account_versions') }}
) as versions
order by channel_id, first_row, account_id, valid_from
