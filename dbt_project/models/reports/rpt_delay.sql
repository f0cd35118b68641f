-- How long things took: mean, median and nine in ten, for the institution and each department, over any period.
with lags as (

    select '网站发稿' as kind, department_id, published_on as day, delay_hours as hours
    from {{ ref('fct_web_article') }}
    where delay_hours >= 0 and not is_withdrawn
    union all
    -- Ledgers know days: a whole day is the least they tell apart.
    select '意见答复', department_id, occurred_on, 24.0 * {{ days_between('occurred_on', 'done_on') }}
    from {{ ref('fct_register_entry') }}
    where register_id = 'register_feedback' and done_on >= occurred_on
    union all
    select '党建上传', department_id, activity_date, 24.0 * {{ days_between('activity_date', 'uploaded_on') }}
    from {{ ref('fct_party_upload') }}
    where uploaded_on >= activity_date
    union all
    select '审核一步', department_id, done_on, 24.0 * lag_days
    from {{ ref('fct_review_step') }}
    where lag_days is not null

),

scoped as (

    select kind, cast(null as string) as department_id, day, hours from lags
    union all
    select kind, department_id, day, hours from lags where department_id is not null

)

select
    scoped.kind,
    scoped.department_id,
    periods.period_type,
    periods.period,
    cast(count(*) as integer) as items,
    {{ rounded('avg(scoped.hours)', 6) }} as hours_mean,
    {{ rounded(quantile('scoped.hours', '0.5'), 6) }} as hours_median,
    {{ rounded(quantile('scoped.hours', '0.9'), 6) }} as hours_p90,
    max(scoped.hours) as hours_max
from scoped
inner join {{ ref('dim_period') }} as periods on scoped.day between periods.first_day and periods.last_day
where periods.period_type <> 'week'
group by scoped.kind, scoped.department_id, periods.period_type, periods.period
