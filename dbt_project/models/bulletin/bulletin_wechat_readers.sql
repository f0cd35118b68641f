-- Beside Table 2 where reads are not told to the end: people, and never turned into reads.
with figures as (

    select
        month,
        max(case when metric_id = 'wechat_reads' then as_of end) as reads_until,
        max(case when metric_id = 'wechat_readers_daily_mean' then value end) as readers,
        max(case when metric_id = 'wechat_readers_daily_mean' then as_of end) as readers_until
    from {{ ref('int_bulletin_wechat') }}
    where metric_id in ('wechat_reads', 'wechat_readers_daily_mean')
    group by month

)

select
    month as "月份",
    readers as "日均阅读人数",
    readers_until as "数据截至"
from figures
where reads_until is null or reads_until < readers_until
order by month
