-- A work of two themes counts in each of them; the row without a theme has every work of any theme once.
with works as (

    select theme, kind, channel_id, account_id, work_kind, work_id, month, reads, reads_to_date
    from {{ ref('int_work_themes') }}

),

kinds as (

    select distinct theme, kind, channel_id, account_id, work_kind, work_id, month, reads, reads_to_date
    from works
    union all
    select distinct cast(null as string), cast(null as string), channel_id, account_id, work_kind, work_id, month, reads,
        reads_to_date
    from works

)

select
    theme,
    kind as theme_kind,
    channel_id,
    month,
    count(*) as works,
    cast(sum(reads) as double) as reads,
    count(reads) as works_with_reads,
    cast(sum(reads_to_date) as double) as reads_to_date,
    count(reads_to_date) as works_with_reads_to_date
from kinds
group by theme, kind, channel_id, month
