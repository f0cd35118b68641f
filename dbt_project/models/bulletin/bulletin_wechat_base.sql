select
    month as {{ adapter.quote('月份') }},
    cast(max(case when metric_id = 'wechat_followers_new' then value end) as bigint) as {{ adapter.quote('新增关注') }},
    cast(max(case when metric_id = 'wechat_followers_cancelled' then value end) as bigint) as {{ adapter.quote('取消关注') }},
    cast(max(case when metric_id = 'wechat_followers_net' then value end) as bigint) as {{ adapter.quote('净增关注') }},
    cast(max(case when metric_id = 'wechat_followers_cumulative' then value end) as bigint) as {{ adapter.quote('累计关注') }},
    cast(max(case when metric_id = 'wechat_reads' then value end) as bigint) as {{ adapter.quote('总阅读数') }},
    max(as_of) as {{ adapter.quote('数据截至') }}
from {{ ref('int_bulletin_wechat') }}
where metric_id like 'wechat_followers%' or metric_id in ('wechat_reads', 'wechat_readers_daily_mean')
group by month
order by month
