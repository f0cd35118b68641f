-- Reviewed piece x step of its procedure, in the order of the procedure, with the day it was done.
with entries as (

    select * from {{ ref('int_register_entries') }} where register_id = 'register_reviews' and step_names is not null

),

steps as (

    {{ split_rows('entries', ['entry_id', 'title', 'department_id', 'occurred_on', 'month', 'due_on', 'as_of', 'file_id',
        'source_sheet', 'source_row', 'step_1_on', 'step_2_on', 'step_3_on', 'step_4_on', 'step_5_on', 'step_6_on'],
        'step_names', '、') }}

),

dated as (

    select
        *,
        part as step,
        position as step_no,
        case position
            when 1 then step_1_on when 2 then step_2_on when 3 then step_3_on when 4 then step_4_on when 5 then step_5_on
            when 6 then step_6_on
        end as done_on
    from steps

),

placed as (

    select
        *,
        max(done_on) over before_it as previous_on,
        max(done_on) over after_it as later_on,
        max(step_no) over (partition by entry_id) as steps
    from dated
    window
        before_it as (partition by entry_id order by step_no rows between unbounded preceding and 1 preceding),
        after_it as (partition by entry_id order by step_no rows between 1 following and unbounded following)

)

select
    entry_id,
    title,
    department_id,
    occurred_on,
    month,
    step_no,
    step,
    steps,
    done_on,
    previous_on,
    due_on,
    case when done_on >= previous_on then {{ days_between('previous_on', 'done_on') }} end as lag_days,
    done_on is null and later_on is not null as is_skipped,
    coalesce(done_on < previous_on, false) as is_out_of_order,
    coalesce(step_no = steps and done_on > due_on, false) as is_overdue,
    as_of,
    file_id as source_file_id,
    source_sheet,
    source_row
from placed
