-- Months in which the official account's reads are not told to the end of what its bulletin knew, but its readers are: people
-- have a figure of their own then, and are never turned into reads.
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
    figures.month,
    figures.reads_until,
    figures.readers,
    figures.readers_until,
    instead.reason
from figures
inner join {{ ref('metric_instead') }} as instead on instead.metric_id = 'wechat_reads'
where figures.reads_until is null or figures.reads_until < figures.readers_until
