with retired as (

    select metrics.dataset, retired.account_id, retired.month, max(retired.reason) as reason
    from {{ ref('int_metric_retired') }} as retired
    inner join {{ ref('metric') }} as metrics on retired.metric_id = metrics.metric_id
    group by metrics.dataset, retired.account_id, retired.month

)

select
    coverage.month,
    coverage.dataset,
    datasets.name as dataset_name,
    coalesce(accounts.channel_id, datasets.channel_id) as channel_id,
    coverage.account_id,
    coverage.status,
    coverage.days_expected,
    coverage.days_covered,
    coverage.as_of,
    nullif(concat_ws('；', case
        when coverage.status = 'not_started' then '尚未启用，或此前从未收到这种导出'
        when coverage.status = 'missing' then '应有导出而没有收到'
        when coverage.status = 'partial' then '只覆盖 ' || coverage.days_covered || ' 天，共 ' || coverage.days_expected || ' 天'
        when coverage.is_end_assumed then '导出没有写明截止日，按到月底计'
    end, retired.reason), '') as reason
from {{ ref('int_coverage') }} as coverage
inner join {{ ref('dataset') }} as datasets on coverage.dataset = datasets.dataset
left join {{ ref('int_accounts') }} as accounts on coverage.account_id = accounts.account_id
left join retired
    on
        coverage.dataset = retired.dataset
        and coverage.month = retired.month
        and coverage.account_id is not distinct from retired.account_id
order by coverage.month, coverage.dataset, coverage.account_id
