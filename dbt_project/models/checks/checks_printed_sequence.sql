-- What a bulletin prints, against what the one before it prints: stocks, and sums since the new year.
with totals as (

    select * from {{ ref('int_printed_values') }} where row_label = '合计'

),

stock as (

    select
        stocks.month,
        {{ check(
            id="'printed_stock_' || stocks.metric_id",
            subject="stocks.period || ' 印的累计与上月累计加净增：' || stocks.metric_name",
            left='befores.value + nets.value',
            right='stocks.value',
            tolerance='befores.tolerance + nets.tolerance + stocks.tolerance',
            severity='warn',
            rule="'上月印的累计“' || befores.printed || '”加本月净增“' || nets.printed || '”应等于本月累计；两份通报截止日不同的会差几天'"
        ) }}
    from totals as stocks
    inner join totals as nets
        on
            nets.metric_id = replace(stocks.metric_id, '_cumulative', '_net')
            and {{ same_bulletin('stocks', 'nets') }}
    inner join totals as befores
        on
            stocks.metric_id = befores.metric_id
            and befores.period = befores.month
            and {{ month_index('befores.month') }} = {{ month_index('stocks.month') }} - 1
    where stocks.period = stocks.month and stocks.metric_id like '%_followers_cumulative'

),

-- What the last bulletin printed of the year so far, and what this month added to it.
to_date as (

    select
        ours.month,
        {{ check(
            id="'printed_to_date_' || ours.metric_id",
            subject="ours.period || ' 印的年初至今与上月的年初至今：' || ours.metric_name",
            left='befores.value + months.value',
            right='ours.value',
            tolerance='befores.tolerance + months.tolerance + ours.tolerance',
            rule="'上月印的年初至今“' || befores.printed || '”加本月“' || months.printed || '”应等于本月的年初至今'"
        ) }}
    from totals as ours
    inner join {{ ref('metric') }} as metrics on ours.metric_id = metrics.metric_id and metrics.additivity = 'additive'
    inner join totals as months
        on
            ours.metric_id = months.metric_id
            and ours.source_file = months.source_file
            and ours.bulletin = months.bulletin
            and months.period = ours.month
    inner join totals as befores
        on
            ours.metric_id = befores.metric_id
            and substr(befores.period, 1, 9) = substr(ours.period, 1, 9)
            and {{ month_index('befores.month') }} = {{ month_index('ours.month') }} - 1
    where ours.period = substr(ours.month, 1, 4) || '-01..' || ours.month

)

{% for checks in ['stock', 'to_date'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
