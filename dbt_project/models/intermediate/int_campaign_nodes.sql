-- Node x occurrence in months of which some channel's works were read, with the work that covered it first.
with nodes as (

    select theme, node_first_day, node_last_day, covers_from, covers_until, source_file_id, source_sheet, source_row
    from {{ ref('int_theme_windows') }}
    where kind = '节点'

),

-- Until when some channel's list of works was read, in the month in which a node ends.
known as (

    select
        month,
        max(case when status = 'full' then {{ month_end('month') }} else as_of end) as last_on
    from {{ ref('int_coverage') }}
    where dataset in ('web_article', 'wechat_article', 'social_post') and status in ('full', 'partial')
    group by month

),

covering as (

    select
        theme,
        node_first_day,
        count(*) as works,
        count(distinct channel_id) as channels,
        min(published_on) as first_work_on
    from {{ ref('int_work_themes') }}
    where kind = '节点'
    group by theme, node_first_day

),

first_works as (

    select
        *,
        row_number() over (
            partition by theme, node_first_day order by published_on, source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_work_themes') }}
    where kind = '节点'

)

select
    nodes.theme as node,
    nodes.node_first_day as first_day,
    nodes.node_last_day as last_day,
    {{ month_of('nodes.node_first_day') }} as month,
    coalesce(covering.works, 0) as works,
    coalesce(covering.channels, 0) as channels,
    covering.first_work_on,
    covering.works is not null as is_covered,
    -- An uncovered node is over only when works of its last days could have been read.
    covering.works is not null or known.last_on >= nodes.node_last_day as is_known,
    coalesce(known.last_on, nodes.node_last_day) as as_of,
    coalesce(works.source_file_id, nodes.source_file_id) as source_file_id,
    coalesce(works.source_sheet, nodes.source_sheet) as source_sheet,
    coalesce(works.source_row, nodes.source_row) as source_row
from nodes
inner join known on {{ month_of('nodes.node_last_day') }} = known.month
left join covering on nodes.theme = covering.theme and nodes.node_first_day = covering.node_first_day
left join first_works as works
    on nodes.theme = works.theme and nodes.node_first_day = works.node_first_day and works.choice = 1
