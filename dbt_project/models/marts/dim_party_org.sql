select
    party_org_id || '@' || cast(valid_from as string) as party_org_key,
    party_org_id,
    name,
    type,
    kind,
    parent_id,
    department_id,
    display_order,
    exempt_types,
    valid_from,
    valid_to,
    valid_to = date '9999-12-31' as is_current
from {{ ref('int_party_orgs') }}
order by display_order, party_org_id, valid_from
