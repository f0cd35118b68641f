-- What is counted piece by piece, by ISO week. A quiet week is a zero only where all its months were read whole.
with weeks as (

    select
        {{ iso_week_of('date') }} as week,
        min(date) as first_day,
        max(date) as last_day,
        {{ month_of('min(date)') }} as first_month,
        {{ month_of('max(date)') }} as last_month
    from {{ ref('dim_date') }}
    group by {{ iso_week_of('date') }}
    having count(*) = 7

),

pieces as (

    select metric_id, {{ iso_week_of('date') }} as week, account_id, {{ summed('value') }} as value
    from {{ ref('int_metric_events') }}
    group by metric_id, {{ iso_week_of('date') }}, account_id

),

read_months as (

    select metric_id, account_id, month
    from {{ ref('int_metric_coverage') }}
    where status = 'full' and metric_id in (select metric_id from pieces)

),

-- A piece of which nobody knows whether it counts leaves its week open.
untold as (

    select distinct metric_id, account_id, {{ iso_week_of('date') }} as week
    from {{ ref('int_metric_contributions') }}
    where date is not null and value is null

),

read_weeks as (

    select firsts.metric_id, firsts.account_id, weeks.week
    from weeks
    inner join read_months as firsts on weeks.first_month = firsts.month
    inner join read_months as lasts
        on
            firsts.metric_id = lasts.metric_id
            and firsts.account_id is not distinct from lasts.account_id
            and weeks.last_month = lasts.month
    left join untold
        on
            firsts.metric_id = untold.metric_id
            and firsts.account_id is not distinct from untold.account_id
            and weeks.week = untold.week
    where untold.week is null

),

known as (

    select metric_id, account_id, week from pieces
    union
    select metric_id, account_id, week from read_weeks

)

select
    known.metric_id,
    known.account_id,
    known.week,
    weeks.first_day,
    weeks.last_day,
    coalesce(pieces.value, 0) as value,
    read_weeks.week is not null as is_complete
from known
inner join weeks on known.week = weeks.week
left join pieces
    on
        known.metric_id = pieces.metric_id
        and known.account_id is not distinct from pieces.account_id
        and known.week = pieces.week
left join read_weeks
    on
        known.metric_id = read_weeks.metric_id
        and known.account_id is not distinct from read_weeks.account_id
        and known.week = read_weeks.week
