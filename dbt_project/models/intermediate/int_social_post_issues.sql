-- What only the exports of a post side by side show, one finding a file: counts that fell, exports that cannot be told
-- apart, titles that changed. The row is that of the plainest example.
with counts as (

    select
        *,
        case count_id
            {% for count, name in social_counts().items() %}
            when '{{ count }}' then '{{ name }}'
            {% endfor %}
        end as count_name
    from {{ ref('int_social_post_counts') }}

),

fallen as (

    select
        *,
        previous_value - value as fall,
        count(*) over (partition by source_file_id, count_id) as posts,
        {{ summed('previous_value - value', over='(partition by source_file_id, count_id)') }} as total_fall,
        row_number() over (
            partition by source_file_id, count_id
            order by previous_value - value desc, source_row
        ) as choice
    from counts
    where value < previous_value

),

-- Of two exports with one as-of the higher count was taken.
alike as (

    select
        others.*,
        chosen.value as chosen_value,
        chosen.source_file as chosen_file,
        count(*) over (partition by chosen.source_file_id, others.source_file_id) as differences,
        row_number() over (
            partition by chosen.source_file_id, others.source_file_id
            order by chosen.value - others.value desc, others.source_row, others.count_id
        ) as choice
    from counts as chosen
    inner join counts as others
        on
            chosen.channel_id = others.channel_id
            and chosen.account_id = others.account_id
            and chosen.post_id = others.post_id
            and chosen.count_id = others.count_id
            and chosen.as_of = others.as_of
            and chosen.source_file_id <> others.source_file_id
    where chosen.is_snapshot and chosen.value <> others.value

),

retitled as (

    select
        *,
        count(*) over (partition by source_file_id) as posts,
        row_number() over (partition by source_file_id order by source_row) as choice
    from (
        select
            *,
            lag(title) over (
                partition by channel_id, account_id, post_id
                order by as_of, source_file, source_row
            ) as title_before
        from {{ ref('int_social_posts__versions') }}
        where is_renamed
    ) as versions
    where title <> title_before

)

select
    'count_fell' as code,
    source_file as path,
    source_sheet as sheet,
    cast(source_row as bigint) as row,
    count_name as column_name,
    cast(previous_value as string) || ' → ' || cast(value as string) as value,
    '有 ' || cast(posts as string) || ' 件作品的' || count_name || '比 ' || cast(previous_as_of as string)
    || ' 的导出少，共少 ' || cast(total_fall as string) || '，最多的一件由 ' || cast(previous_value as string) || ' 降到 '
    || cast(value as string) || '。累计数只应增加：请核对是平台扣减，还是文件名里的日期写错、放错了账号。现照新导出计。' as message,
    month
from fallen
where choice = 1
union all
select
    'snapshots_alike',
    source_file,
    source_sheet,
    cast(source_row as bigint),
    count_name,
    cast(value as string) || ' / ' || cast(chosen_value as string),
    '与 ' || chosen_file || ' 是同一批作品，数字有 ' || cast(differences as string)
    || ' 处不同（如' || count_name || ' ' || cast(value as string) || ' 与 ' || cast(chosen_value as string)
    || '），看不出哪份导出在后，按较大的计。请在文件名里写上下载日期，如 作品列表_20201005.xlsx。',
    month
from alike
where choice = 1
union all
select
    'title_changed',
    source_file,
    source_sheet,
    cast(source_row as bigint),
    '标题',
    title,
    '有 ' || cast(posts as string) || ' 件作品与较早的导出同一时刻发布、标题不同，按改过标题的同一件计（如 '
    || substr(cast(published_at as string), 1, 19) || '）。如果是两件，请重新导出一份两件都在内的列表。',
    month
from retitled
where choice = 1
