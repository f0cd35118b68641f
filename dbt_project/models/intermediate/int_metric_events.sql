-- What is counted piece by piece, with its day, for periods that are not made of whole months.
select
    contributions.metric_id,
    contributions.date,
    coalesce(accounts.channel_id, metrics.channel_id) as channel_id,
    contributions.account_id,
    contributions.department_id,
    contributions.party_org_id,
    contributions.outlet_level,
    contributions.source_file_id,
    contributions.source_sheet,
    contributions.source_row,
    contributions.value
from {{ ref('int_metric_contributions') }} as contributions
inner join {{ ref('metric') }} as metrics on contributions.metric_id = metrics.metric_id
left join {{ ref('int_accounts') }} as accounts on contributions.account_id = accounts.account_id
where contributions.date is not null and contributions.value is not null
