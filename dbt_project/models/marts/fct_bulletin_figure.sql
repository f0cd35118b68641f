-- What the sentences of a bulletin say, each figure with the one scope it has: as the tables, as of the cut-off.
with accounts as (

    select
        official.month,
        official.channel_id,
        official.account_id,
        versions.name
    from {{ ref('int_official_accounts') }} as official
    inner join {{ ref('int_months') }} as months on official.month = months.month
    left join {{ ref('int_account_versions') }} as versions
        on
            official.account_id = versions.account_id
            and months.month_end between versions.applies_from and versions.applies_to

)

select
    totals.month,
    totals.metric_id,
    metrics.channel_id,
    case when of_account.metric_id is not null then 'account' else 'institution' end as scope,
    case when of_account.metric_id is not null then accounts.account_id else 'institution' end as scope_id,
    case when of_account.metric_id is not null then coalesce(accounts.name, accounts.account_id) else '全校' end as scope_name,
    totals.value,
    coalesce(of_account.as_of, cutoffs.cutoff_on) as as_of
from {{ ref('int_bulletin_totals') }} as totals
inner join {{ ref('metric') }} as metrics on totals.metric_id = metrics.metric_id
left join {{ ref('int_bulletin_wechat') }} as of_account
    on totals.metric_id = of_account.metric_id and totals.month = of_account.month
left join accounts on totals.month = accounts.month and accounts.channel_id = 'wechat'
left join {{ ref('int_cutoffs') }} as cutoffs
    on totals.month = cutoffs.month and metrics.channel_id = cutoffs.channel_id
where totals.value is not null
