-- When each check changed its verdict: what earlier runs told, then what this build tells otherwise. A run's id begins
-- with its time, so ids are in the order of time.
with told as (

    select * from {{ ref('stg_ingest__verdicts') }}

),

standing as (

    select
        month,
        check_id,
        subject,
        status,
        row_number() over (partition by month, check_id, subject order by run_id desc) as recency
    from told

),

this_run as (

    select max(run_id) as run_id from {{ ref('stg_ingest__runs') }}

),

everything as (

    select run_id, month, check_id, subject, status from told
    union all
    select this_run.run_id, checks.month, checks.check_id, checks.subject, checks.status
    from {{ ref('quality_reconciliation') }} as checks
    cross join this_run
    left join standing
        on
            checks.month = standing.month
            and checks.check_id = standing.check_id
            and checks.subject = standing.subject
            and standing.recency = 1
    where this_run.run_id is not null and checks.status is distinct from standing.status

)

select
    run_id,
    month,
    check_id,
    subject,
    status,
    lag(status) over (partition by month, check_id, subject order by run_id) as previous_status
from everything
order by run_id, month, check_id, subject
