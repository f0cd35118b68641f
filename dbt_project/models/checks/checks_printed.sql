-- What bulletins print, against what the exports give at the cut-off. A rounding or a bound allows for what it stands for.
with printed as (

    {{ printed_figures() }}

),

cells as (

    select * from {{ ref('int_bulletin_cells') }}

),

totals as (

    select
        printed.month,
        {{ check(
            id="'printed_' || printed.metric_id",
            subject="printed.table_id || '印刷值与导出：' || printed.metric_name",
            left='totals.value',
            right=printed_side('printed', 'totals.value'),
            tolerance='printed.tolerance',
            rule="'通报印的是“' || printed.printed || '”，导出按同一截止日算出的数应与它一致'"
        ) }}
    from printed
    inner join {{ ref('int_bulletin_totals') }} as totals
        on printed.metric_id = totals.metric_id and printed.month = totals.month
    where printed.is_total and printed.period = printed.month and not printed.is_repeat

),

tables as (

    select
        printed.month,
        {{ check(
            id="'printed_table'",
            subject="printed.table_id || '逐格核对'",
            left='count(*)',
            right='count(case when printed.value = cells.value then 1 end)',
            rule="'通报印的每一格都应与导出算出的相同' || coalesce('；不同的有：' || " ~ join_texts(
                'case when printed.value is distinct from cells.value then printed.row_label end', '、',
                'printed.source_row') ~ ", '')"
        ) }}
    from printed
    left join cells
        on
            printed.table_id = cells.table_id
            and printed.month = cells.month
            and printed.label_key = {{ replace_all(squeeze('cells.row_label'), '[、，,/|｜＼;；]+', '/') }}
    where
        printed.table_id in (select table_id from cells)
        and printed.row_label not in ('合计', '其它部门', '其他部门')
        and printed.period = printed.month
        and not printed.is_repeat
    group by printed.month, printed.table_id

)

{% for checks in ['totals', 'tables'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
