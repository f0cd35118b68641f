-- What lasts is known from its first day on: a table of offices or accounts says who is in it until it says more. Themes
-- and nodes are known in months of which some works were read.
with months as (

    select * from {{ ref('int_months') }} where is_in_data

)

select
    states.dataset,
    cast(null as string) as account_id,
    months.month,
    {{ days_inclusive('months.month_start', 'months.month_end') }} as days_covered,
    {{ days_inclusive('months.month_start', 'months.month_end') }} as days_from_first,
    months.month_end as as_of,
    false as is_end_assumed
from (
    select 'team_state' as dataset, min(month) as first_month
    from {{ ref('stg_registers__entries') }}
    where register_id = 'register_teams'
    union all
    select 'ref_account', min({{ month_of(since('valid_from')) }}) from {{ source('landing', 'ref_account') }}
    union all
    select 'ref_site', min({{ month_of('valid_from') }})
    from {{ source('landing', 'ref_site') }}
    where level like '%专题%'
    union all
    select datasets.dataset, works.first_month
    from (select 'campaign_node' as dataset union all select 'work_theme') as datasets
    cross join (
        select min(month) as first_month from {{ ref('int_works') }}
    ) as works
) as states
inner join months on months.month >= states.first_month
where
    states.dataset not in ('campaign_node', 'work_theme')
    or months.month in (select month from {{ ref('int_works') }})
