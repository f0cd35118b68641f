-- When a check changed: its verdict, or how far apart its sides are while it does not pass. What earlier runs told, then
-- what this build tells otherwise; a check that is made no more is gone. A run's id begins with its time, so ids are in
-- the order of time.
with known as (

    select * from {{ source('landing', 'ingest_verdict') }}

),

standing as (

    select *
    from (
        select *, row_number() over (partition by month, check_id, subject order by run_id desc) as recency
        from known
    ) as verdicts
    where recency = 1

),

this_run as (

    select max(run_id) as run_id from {{ source('landing', 'ingest_run') }}

),

checks as (

    -- Sums of fractions may end differently in another order of adding.
    select month, check_id, subject, status, case when status <> 'pass' then {{ rounded('difference', 6) }} end as difference
    from {{ ref('quality_reconciliation') }}

),

news as (

    select
        coalesce(checks.month, standing.month) as month,
        coalesce(checks.check_id, standing.check_id) as check_id,
        coalesce(checks.subject, standing.subject) as subject,
        coalesce(checks.status, 'gone') as status,
        checks.difference
    from checks
    full outer join standing
        on
            checks.month = standing.month
            and checks.check_id = standing.check_id
            and checks.subject = standing.subject
    where
        coalesce(checks.status, 'gone') <> coalesce(standing.status, 'gone')
        or checks.difference is distinct from standing.difference

),

everything as (

    select run_id, month, check_id, subject, status, difference from known
    union all
    select this_run.run_id, news.*
    from news
    cross join this_run
    where this_run.run_id is not null

)

select
    run_id,
    month,
    check_id,
    subject,
    status,
    difference,
    lag(status) over (partition by month, check_id, subject order by run_id) as previous_status,
    lag(difference) over (partition by month, check_id, subject order by run_id) as previous_difference
from everything
order by run_id, month, check_id, subject
