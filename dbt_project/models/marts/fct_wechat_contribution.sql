select
    contribution_id,
    department_id,
    department_name as name_written,
    party_org_id,
    title,
    published_on,
    month,
    as_of,
    source_file_id,
    source_row
from {{ ref('int_wechat_contributions') }}
where {{ known_now() }}
