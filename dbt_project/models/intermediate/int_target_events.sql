-- Target x role x span x row: what a target counts day by day, because its span is a week or ends with a deadline, or because
-- it asks for outlets of some levels or for words of titles or audiences.
with windows as (

    select
        windows.*,
        {{ is_made_of_rows('windows.scope', 'metrics') }} as is_of_rows
    from {{ ref('int_target_windows') }} as windows
    inner join {{ ref('int_target_periods') }} as targets on windows.target_no = targets.target_no
    inner join {{ ref('metric') }} as metrics on windows.metric_id = metrics.metric_id
    where
        windows.is_week
        or windows.outlet_levels is not null
        or windows.title_words is not null
        or windows.audience_words is not null
        or (targets.comparator = 'deadline' and windows.role = 'now')

),

worded as (

    select distinct target_no, title_words, audience_words
    from windows
    where title_words is not null or audience_words is not null

),

titles as (

    {{ split_rows('worded', ['target_no'], 'title_words', '[、，,;；]+') }}

),

audiences as (

    {{ split_rows('worded', ['target_no'], 'audience_words', '[、，,;；]+') }}

),

titled as (

    select distinct titles.target_no, texts.source_file_id, texts.source_sheet, texts.source_row
    from titles
    inner join {{ ref('int_row_texts') }} as texts on instr(texts.title, titles.part) > 0

),

meant as (

    select distinct audiences.target_no, texts.source_file_id, texts.source_sheet, texts.source_row
    from audiences
    inner join {{ ref('int_row_texts') }} as texts on instr(texts.audience, audiences.part) > 0

),

everything as (

    select
        windows.target_no,
        windows.role,
        windows.first_day,
        windows.title_words,
        windows.audience_words,
        events.date,
        events.value,
        events.source_file_id,
        events.source_sheet,
        events.source_row
    from windows
    inner join {{ ref('int_metric_events') }} as events
        on
            windows.metric_id = events.metric_id
            and events.date between windows.first_day and windows.last_day
            and (windows.outlet_levels is null or {{ is_listed('events.outlet_level', 'windows.outlet_levels') }})
            and windows.subject_id = {{ subject_of('windows.scope', 'events') }}
    where not windows.is_of_rows
    union all
    select
        windows.target_no,
        windows.role,
        windows.first_day,
        windows.title_words,
        windows.audience_words,
        rows_of.date,
        rows_of.value,
        rows_of.source_file_id,
        rows_of.source_sheet,
        rows_of.source_row
    from windows
    inner join {{ ref('int_subject_rows') }} as rows_of
        on
            windows.metric_id = rows_of.metric_id
            and windows.scope = rows_of.scope
            and windows.subject_id = rows_of.scope_id
            and rows_of.date between windows.first_day and windows.last_day
    where windows.is_of_rows

)

select
    everything.target_no,
    everything.role,
    everything.first_day,
    everything.date,
    everything.value,
    everything.source_file_id,
    everything.source_sheet,
    everything.source_row
from everything
left join titled
    on
        everything.target_no = titled.target_no
        and everything.source_file_id = titled.source_file_id
        and everything.source_sheet = titled.source_sheet
        and everything.source_row = titled.source_row
left join meant
    on
        everything.target_no = meant.target_no
        and everything.source_file_id = meant.source_file_id
        and everything.source_sheet = meant.source_sheet
        and everything.source_row = meant.source_row
where
    (everything.title_words is null or titled.target_no is not null)
    and (everything.audience_words is null or meant.target_no is not null)
