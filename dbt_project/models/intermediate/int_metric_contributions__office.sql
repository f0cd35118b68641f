-- What the office's own registers of submissions, contributions and training classes add to monthly figures, in the
-- columns of int_metric_contributions__versions.
with submissions as (

    select *, submission_id as thing, 'submissions' as export_of from {{ ref('int_submissions') }}

),

placements as (

    select submissions.*
    from submissions
    inner join {{ ref('int_platforms_written') }} as written on submissions.platforms = written.platforms

),

wechat_contributions as (

    select *, contribution_id as thing, 'wechat_contributions' as export_of from {{ ref('int_wechat_contributions') }}

),

cohorts as (

    select *, class_id as thing, 'training_classes' as export_of, cast(null as date) as bulletin_on
    from {{ ref('int_training_classes') }}

),

states as (

    {{ with_states('cohorts', ['class_id']) }}

),

-- A class with several cohorts is one class: it stands in the first of its rows.
classes as (

    select
        month,
        as_of,
        thing,
        export_of,
        state_from as known_from,
        state_to as known_to,
        bulletin_on,
        source_file_id,
        source_sheet,
        source_row,
        row_number() over (
            partition by month, class_id, state_from
            order by source_file_id, source_sheet, source_row
        ) as choice
    from states

)

{{ contributions('submissions_received', 'submissions', department='department_id', date='received_on') }}
union all
{{ contributions('articles_adopted', 'submissions', 'case when is_adopted then 1 else 0 end', 'is_adopted is not null',
    department='department_id', date='received_on') }}
union all
{{ contributions('submission_placements', 'placements', department='department_id', several='true') }}
union all
{{ contributions('wechat_articles_contributed', 'wechat_contributions', department='department_id',
    date='published_on') }}
union all
{{ contributions('training_classes_opened', 'classes', where='choice = 1') }}
union all
{{ contributions('training_participants', 'cohorts', 'participants') }}
