-- Work x theme, once, with the reason that tells it: a tag of its own before its column, the column before a word.
with windows as (

    select *, row_number() over (order by theme, covers_from, source_row) as window_no
    from {{ ref('int_theme_windows') }}

),

marks as (

    select window_no, '标签' as reason, 1 as priority, part as mark
    from ({{ split_rows('windows', ['window_no'], 'tags', '[、，,；;]+') }}) as tags
    union all
    select window_no, '栏目', 2, part
    from ({{ split_rows('windows', ['window_no'], 'columns', '[、，,；;]+') }}) as columns
    union all
    select window_no, '词语', 3, part
    from ({{ split_rows('windows', ['window_no'], 'words', '[、，,；;]+') }}) as words

),

signs as (

    select marks.*, windows.theme, windows.kind, windows.node_first_day, windows.covers_from, windows.covers_until
    from (select window_no, reason, priority, {{ squeeze('mark') }} as mark from marks) as marks
    inner join windows on marks.window_no = windows.window_no
    where marks.mark <> ''

),

work_tags as (

    {{ split_rows("(select * from " ~ ref('int_works') ~ " where tags is not null) as works",
        ['work_kind', 'channel_id', 'account_id', 'work_id'], 'tags', '[、，,；;]+') }}

),

-- Works are joined to words by the day itself: by a span of days all of them would be sorted.
words_of_days as (

    select days.published_on, signs.*
    from (select distinct published_on from {{ ref('int_works') }}) as days
    inner join signs
        on signs.reason = '词语' and days.published_on between signs.covers_from and signs.covers_until

),

matched as (

    select
        works.*, signs.theme, signs.kind, signs.node_first_day, signs.reason, signs.priority, signs.mark
    from {{ ref('int_works') }} as works
    inner join words_of_days as signs
        on works.published_on = signs.published_on and instr(works.title_key, signs.mark) > 0
    union all
    select
        works.*, signs.theme, signs.kind, signs.node_first_day, signs.reason, signs.priority, signs.mark
    from {{ ref('int_works') }} as works
    inner join signs
        on
            signs.reason = '栏目'
            and {{ squeeze('works.column_name') }} = signs.mark
            and works.published_on between signs.covers_from and signs.covers_until
    union all
    select
        works.*, signs.theme, signs.kind, signs.node_first_day, signs.reason, signs.priority, signs.mark
    from {{ ref('int_works') }} as works
    inner join work_tags
        on
            works.work_kind = work_tags.work_kind
            and works.channel_id = work_tags.channel_id
            and works.account_id = work_tags.account_id
            and works.work_id = work_tags.work_id
    inner join signs
        on
            signs.reason = '标签'
            and {{ replace_all(squeeze('work_tags.part'), '^#|#$') }} = {{ replace_all('signs.mark', '^#|#$') }}
            and works.published_on between signs.covers_from and signs.covers_until

),

ranked as (

    select
        *,
        row_number() over (
            partition by work_kind, channel_id, account_id, work_id, theme, node_first_day order by priority, mark
        ) as choice
    from matched

)

select
    work_kind, channel_id, account_id, work_id, title, published_on, month, theme, kind, node_first_day, reason, mark,
    reads, reads_to_date, as_of, source_file_id, source_sheet, source_row
from ranked
where choice = 1
