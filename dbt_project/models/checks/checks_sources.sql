-- Sources that tell the same, against each other: a day and its channels, hours and origins.
with read_days as (

    select
        account_id,
        month,
        date,
        sum(case when scene = '全部' then reads end) as reads,
        -- A channel that tells people only makes up no sum of times.
        case when count(reads) = count(*) then sum(case when scene <> '全部' then reads end) end as reads_of_scenes
    from {{ source('landing', 'wechat_read_day') }}
    where not is_superseded
    group by account_id, month, date

),

read_hours as (

    select account_id, date, sum(reads) as reads
    from {{ source('landing', 'wechat_read_hour') }}
    where not is_superseded and coalesce(scene, '全部') = '全部'
    group by account_id, date

),

follower_sources as (

    select account_id, date, sum(followers_new) as followers_new
    from {{ source('landing', 'wechat_follower_source_day') }}
    where not is_superseded
    group by account_id, date

),

split_days as (

    select 'wechat_read_scenes' as check_id, '公众号各渠道阅读次数之和与全部' as subject, month, reads_of_scenes as parts, reads as whole
    from read_days
    union all
    select 'wechat_read_hours' as check_id, '公众号各小时阅读次数之和与全天', days.month, hours.reads, days.reads
    from read_days as days
    inner join read_hours as hours on days.date = hours.date and days.account_id is not distinct from hours.account_id
    union all
    select 'wechat_follower_sources' as check_id, '公众号各来源新增关注之和与新增关注', days.month, sources.followers_new, days.followers_new
    from {{ source('landing', 'wechat_follower_day') }} as days
    inner join follower_sources as sources
        on days.date = sources.date and days.account_id is not distinct from sources.account_id
    where not days.is_superseded

),

days as (

    select
        month,
        {{ check(
            id='check_id',
            subject='subject',
            left='sum(parts)',
            right='sum(whole)',
            rule="'同一天两处都有数的日子，各部分之和应等于全部'",
            severity='warn'
        ) }}
    from split_days
    where parts is not null and whole is not null
    group by month, check_id, subject

)

select * from days
