-- Rows of all ledgers, every version, with the department and the Party organisation they name.
with landed_entries as (

    select
        *,
        {{ id_of('entry_', ['register_id', 'occurred_on', 'period_start', 'department_name', 'party_org_name', 'title',
            'category', 'level', 'grade', 'subject', 'metric_id', 'entry_no']) }} as entry_id
    from {{ ref('stg_registers__entries') }}

),

entries as (

    {{ with_versions('landed_entries', ['entry_id']) }}

)

select
    entries.*,
    datasets.name as register_name,
    case when entries.party_org_name is not null then coalesce(party_orgs.party_org_id, 'unrecognised') end as party_org_id,
    coalesce(departments.department_id, responsible.department_id) as department_id,
    -- A count over a quarter or a year belongs to no month.
    entries.period_start is null or {{ month_of('entries.period_start') }} = entries.month as is_of_one_month
from entries
left join {{ ref('dataset') }} as datasets on entries.register_id = datasets.dataset
left join {{ ref('int_departments__resolved') }} as departments
    on {{ names_department('registers', 'entries.department_name', 'entries.occurred_on') }}
left join {{ ref('int_party_orgs__resolved') }} as party_orgs
    on {{ names_party_org('registers', 'entries.party_org_name', 'entries.occurred_on') }}
left join {{ ref('int_party_orgs') }} as responsible
    on
        party_orgs.party_org_id = responsible.party_org_id
        and entries.occurred_on between responsible.valid_from and responsible.valid_to
