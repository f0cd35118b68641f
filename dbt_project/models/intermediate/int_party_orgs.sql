-- Party organisation versions with closed validity spans.
select
    party_org_id,
    name,
    type,
    kind,
    parent_id,
    department_id,
    cast(display_order as integer) as display_order,
    exempt_types,
    {{ since('valid_from') }} as valid_from,
    {{ until_next('party_org_id') }} as valid_to
from {{ source('landing', 'ref_party_org') }}
union all
select
    'unrecognised',
    '未识别',
    '未识别',
    null,
    null,
    'unrecognised',
    999999,
    null,
    date '1900-01-01',
    date '9999-12-31'
