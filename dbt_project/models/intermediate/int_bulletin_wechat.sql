-- Figures of the official account as the bulletin of the month knew them, and until which day they are told.
select
    told.metric_id,
    told.month,
    case when count(told.whole) > 0 then sum(told.value) / nullif(sum(told.whole), 0) else sum(told.value) end as value,
    max(coalesce(told.measured_on, told.date)) as as_of
from {{ ref('int_bulletin_contributions') }} as told
inner join {{ ref('int_official_accounts') }} as accounts
    on told.account_id = accounts.account_id and told.month = accounts.month
inner join {{ ref('metric') }} as metrics on told.metric_id = metrics.metric_id
where metrics.channel_id = 'wechat' and (told.measured_on is not null or told.metric_id = 'wechat_articles_published')
group by told.metric_id, told.month
