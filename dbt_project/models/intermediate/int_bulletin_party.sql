-- Counted records per Party organisation as the bulletin of the month knew them, zero rows included.
with months as (

    select months.*, cutoffs.cutoff_on, cutoffs.is_stated, coverage.as_of as covered_until, coverage.status
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_coverage') }} as coverage
        on months.month = coverage.month and coverage.dataset = 'party_upload'
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on months.month = cutoffs.month and cutoffs.channel_id = 'party'
    where coverage.status in ('full', 'partial')

),

valid as (

    select
        months.month,
        months.cutoff_on,
        months.is_stated,
        months.covered_until,
        orgs.party_org_id,
        orgs.name,
        orgs.display_order,
        row_number() over (
            partition by months.month, orgs.party_org_id
            order by orgs.valid_from desc
        ) as latest
    from months
    inner join {{ ref('int_party_orgs') }} as orgs
        on orgs.valid_from <= months.month_end and orgs.valid_to >= months.month_start

),

printed as (

    select * from {{ ref('int_bulletin_contributions') }} where metric_id = 'party_uploads'

),

counts as (

    select month, party_org_id, count(value) as quantity
    from printed
    group by month, party_org_id

),

missed as (

    select month, party_org_id, count(distinct record_id) as uploaded_later
    from {{ ref('int_party_uploads') }}
    where
        {{ known_at('missed_bulletin_on') }}
        and is_counted
        and record_id not in (select thing from printed where value is not null)
    group by month, party_org_id

)

select
    valid.month,
    valid.party_org_id,
    valid.name,
    valid.display_order,
    cast(coalesce(counts.quantity, 0) as bigint) as quantity,
    cast(coalesce(missed.uploaded_later, 0) as bigint) as uploaded_later,
    case when valid.is_stated then valid.cutoff_on else least(valid.cutoff_on, valid.covered_until) end as as_of
from valid
left join counts on valid.month = counts.month and valid.party_org_id = counts.party_org_id
left join missed on valid.month = missed.month and valid.party_org_id = missed.party_org_id
where valid.latest = 1 and (valid.party_org_id <> 'unrecognised' or counts.quantity > 0)
