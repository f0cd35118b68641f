-- Where the export has people only there are no reads: the table then says the mean readers of a day, never turned into reads.
with figures as (

    select
        month,
        max(case when metric_id = 'wechat_followers_new' then value end) as followers_new,
        max(case when metric_id = 'wechat_followers_cancelled' then value end) as followers_cancelled,
        max(case when metric_id = 'wechat_followers_net' then value end) as followers_net,
        max(case when metric_id = 'wechat_followers_cumulative' then value end) as followers_total,
        max(case when metric_id = 'wechat_reads' then value end) as reads,
        max(case when metric_id = 'wechat_reads' then as_of end) as reads_until,
        max(case when metric_id = 'wechat_readers_daily_mean' then value end) as readers,
        max(case when metric_id = 'wechat_readers_daily_mean' then as_of end) as readers_until,
        max(as_of) as as_of
    from {{ ref('int_bulletin_wechat') }}
    where metric_id like 'wechat_followers%' or metric_id in ('wechat_reads', 'wechat_readers_daily_mean')
    group by month

)

select
    figures.month as "月份",
    cast(figures.followers_new as bigint) as "新增关注",
    cast(figures.followers_cancelled as bigint) as "取消关注",
    cast(figures.followers_net as bigint) as "净增关注",
    cast(figures.followers_total as bigint) as "累计关注",
    cast(figures.reads as bigint) as "总阅读数",
    figures.as_of as "数据截至",
    case when figures.reads is null or figures.reads_until < figures.readers_until then figures.readers end as "日均阅读人数",
    case
        when figures.reads is null and figures.readers is not null then instead.reason
        when figures.reads_until < figures.readers_until
            then '阅读次数只到 ' || {{ day_text('figures.reads_until') }} || '，此后' || instead.reason
    end as "阅读数说明"
from figures
left join {{ ref('metric_instead') }} as instead on instead.metric_id = 'wechat_reads'
order by figures.month
