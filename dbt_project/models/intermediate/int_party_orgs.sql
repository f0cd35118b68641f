-- Party organisation versions with closed validity spans.
with versions as (

    select
        *,
        lead({{ since('valid_from') }}) over (
            partition by party_org_id
            order by {{ since('valid_from') }}
        ) as next_valid_from
    from {{ source('landing', 'ref_party_org') }}

)

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
    least(
        {{ until('valid_to') }},
        coalesce({{ add_days('next_valid_from', -1) }}, date '9999-12-31')
    ) as valid_to
from versions
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
