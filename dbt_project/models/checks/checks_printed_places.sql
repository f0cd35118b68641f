-- What a bulletin prints, against what it or another one prints of the same elsewhere: rows and totals, halves and years.
with printed as (

    {{ printed_figures() }}

),

-- What a bulletin prints of a part, beside the total it prints elsewhere. A sentence may name some of the parts only.
within as (

    select
        parts.*,
        wholes.value as whole_value,
        wholes.tolerance as whole_tolerance,
        wholes.printed as whole_printed,
        wholes.table_id as whole_table_id
    from printed as parts
    inner join printed as wholes
        on
            parts.month = wholes.month
            and parts.source_file = wholes.source_file
            and parts.bulletin = wholes.bulletin
            and parts.metric_id = wholes.metric_id
            and parts.period = wholes.period
            and wholes.is_total

),

parts as (

    select
        month,
        {{ check(
            id="'printed_parts_' || metric_id",
            subject="table_id || '各行之和与印刷合计：' || max(metric_name)",
            left='sum(value)',
            right='whole_value',
            tolerance="whole_tolerance + sum(tolerance)
            + case when table_id = '正文' then greatest(whole_value - sum(value), 0) else 0 end",
            rule="'通报里各行之和应等于通报里印的合计“' || max(whole_printed) || '”'"
        ) }}
    from (
        select *, max(case when label_key like '%/%' then 1 else 0 end) over (
            partition by source_file, bulletin, period, table_id, metric_id
        ) as has_cells
        from within
        where not is_total and label_key not like '小计%'
    ) as rows_of_table
    -- Of a table of units and outlets the cells, and not the totals of its rows beside them.
    where has_cells = 0 or label_key like '%/%'
    group by month, source_file, bulletin, table_id, metric_id, whole_value, whole_tolerance, whole_table_id

),

subtotals as (

    select
        month,
        {{ check(
            id="'printed_subtotals_' || metric_id",
            subject="table_id || row_label || '与印刷合计：' || metric_name",
            left='value',
            right='whole_value',
            bound='at_most',
            tolerance='(tolerance + whole_tolerance)',
            rule="'小计是合计的一部分，不应多于通报里印的合计“' || whole_printed || '”'"
        ) }}
    from within
    where label_key like '小计%'

),

-- A printed half is a part of the printed year, and both halves make it up.
halves as (

    select
        years.month,
        {{ check(
            id="'printed_halves_' || years.metric_id",
            subject="years.period || ' 上下半年与全年：' || max(years.metric_name)",
            left='sum(halves.value)',
            right="case when count(distinct halves.period) < 2 and sum(halves.value) <= years.value + years.tolerance
            then sum(halves.value) else years.value end",
            tolerance='years.tolerance + sum(halves.tolerance)',
            rule="case when count(distinct halves.period) < 2 then '半年的数不应多于全年；另一半可由两者相减得出'
            else '上半年加下半年应等于全年' end"
        ) }}
    from printed as years
    inner join printed as halves
        on
            years.metric_id = halves.metric_id
            and years.source_file = halves.source_file
            and years.bulletin = halves.bulletin
            and years.row_label = halves.row_label
            and halves.period in (years.period || '-H1', years.period || '-H2')
    where length(years.period) = 4
    group by
        years.month, years.source_file, years.bulletin, years.metric_id, years.period, years.row_label, years.value, years.tolerance

),

-- Files that print one figure differently.
twice as (

    select
        figures.month,
        {{ check(
            id="'printed_twice_' || figures.metric_id",
            subject="max(figures.metric_name) || '（' || figures.row_label || '）在两份通报里印得不同：'
        || figures.source_file || ' 与 ' || others.source_file",
            left='min(figures.value)',
            right='min(others.value)',
            rule="'同一时段同一个数，前者印“' || min(figures.printed) || '”，后者印“' || min(others.printed)
        || '”；两个都照印保留，请查明以哪份为准，移走另一份'"
        ) }}
    from printed as figures
    inner join printed as others
        on
            figures.month = others.month
            and figures.period = others.period
            and figures.metric_id = others.metric_id
            and figures.label_key = others.label_key
            and figures.source_file < others.source_file
    group by
        figures.month, figures.period, figures.metric_id, figures.row_label, figures.source_file, others.source_file
    having not bool_or(
        abs(figures.value - others.value) <= figures.tolerance + others.tolerance
        or (figures.bound = 'at_least' and others.value >= figures.value - figures.tolerance)
        or (others.bound = 'at_least' and figures.value >= others.value - others.tolerance)
        or (figures.bound = 'below' and others.value <= figures.value + figures.tolerance)
        or (others.bound = 'below' and figures.value <= others.value + others.tolerance)
    )

),

-- One total printed in several places of one bulletin.
agreement as (

    select
        month,
        {{ check(
            id="'printed_agree_' || metric_id",
            subject="max(metric_name) || '：通报里几处印的'",
            left='max(value)',
            right='min(value)',
            tolerance='max(tolerance)',
            rule="'同一份通报里几处印的同一个数应当相同：' || " ~ join_texts(
                "table_id || '“' || printed || '”'", '，', 'table_id, source_row')
        ) }}
    from printed
    where is_total and bound = 'exact'
    group by month, source_file, bulletin, metric_id, period
    having count(*) > 1

)

{% for checks in ['parts', 'subtotals', 'halves', 'twice', 'agreement'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
