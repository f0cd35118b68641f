-- The long fact: every monthly figure with its status, at the finest grain it is known at.
select
    month,
    metric_id,
    department_id,
    channel_id,
    account_id,
    value,
    status,
    status_reason,
    as_of,
    days_covered,
    days_from_first,
    days_expected,
    is_complete,
    is_capped,
    is_provisional,
    source_kind,
    corrected_from,
    correction_reason
from {{ ref('int_metric_figures') }}
