-- Submissions as the bulletin counts them: one row per unit, form and set of platforms. Units that the institution
-- leaves out of its own statistics (raw/reference/单位信息, item 供稿统计不含) are not in the table.
with excluded_names as (

    select item, content from {{ source('landing', 'ref_institution') }} where item = '供稿统计不含'

),

excluded as (

    {{ split_rows('excluded_names', ['item', 'content'], 'content') }}

),

platforms as (

    select
        platforms as written,
        {{ join_texts('printed_name', '、', 'printed_order, printed_name') }} as platforms
    from {{ ref('int_platforms_written') }}
    group by platforms

)

select
    submissions.month,
    submissions.department_id,
    labels.label,
    labels.display_order,
    submissions.form,
    platforms.platforms,
    cast(count(*) as bigint) as quantity
from {{ ref('int_bulletin_contributions') }} as printed
inner join {{ ref('int_submissions') }} as submissions
    on printed.thing = submissions.submission_id and printed.known_from = submissions.known_from
    and printed.source_file_id = submissions.source_file_id and printed.source_row = submissions.source_row
inner join platforms on submissions.platforms = platforms.written
inner join {{ ref('int_department_labels') }} as labels
    on
        submissions.month = labels.month
        and submissions.department_id = labels.department_id
        and labels.channel_id = 'submissions'
where printed.metric_id = 'submissions_received' and labels.name not in (select part from excluded)
group by 1, 2, 3, 4, 5, 6
