-- One row per account over all its versions: what does not depend on the day.
select
    account_id,
    channel_id,
    is_registered,
    min(valid_from) as valid_from,
    max(valid_to) as valid_to
from {{ ref('int_account_versions') }}
group by account_id, channel_id, is_registered
