-- What a bulletin prints, against what the same bulletin, or the one before it, prints elsewhere. Only numbers that are
-- exact or rounded make an identity: of 140余 nothing is known but that it is no less. A figure is set against others alone.
with names as (

    select metric_id, name from {{ ref('metric') }}
    union all
    select metric_id, name from {{ ref('metric_rate') }}

),

printed as (

    select figures.*, names.name as metric_name
    from {{ ref('int_printed_figures') }} as figures
    inner join names on figures.metric_id = names.metric_id
    where figures.value is not null and figures.bound = 'exact'

),

-- One value of each figure of a bulletin; where its places say different things, that is told elsewhere.
figures as (

    select
        month,
        period,
        source_file,
        bulletin,
        metric_id,
        label_key,
        metric_name,
        max(row_label) as row_label,
        max(printed) as printed,
        max(value) as value,
        max(tolerance) as tolerance
    from printed
    group by month, period, source_file, bulletin, metric_id, label_key, metric_name
    having max(value) - min(value) <= max(tolerance)

),

totals as (

    select * from figures where row_label = '合计'

),

net as (

    select
        nets.month,
        {{ check(
            id="'printed_net_' || nets.metric_id",
            subject="nets.period || ' 印的新增减取消与净增：' || nets.metric_name",
            left='news.value - cancelled.value',
            right='nets.value',
            tolerance='news.tolerance + cancelled.tolerance + nets.tolerance',
            rule="'新增减取消应等于净增“' || nets.printed || '”'"
        ) }}
    from totals as nets
    inner join totals as news
        on
            news.metric_id = replace(nets.metric_id, '_net', '_new')
            and {{ same_bulletin('nets', 'news') }}
    inner join totals as cancelled
        on
            cancelled.metric_id = replace(nets.metric_id, '_net', '_cancelled')
            and {{ same_bulletin('nets', 'cancelled') }}
    where nets.metric_id like '%_followers_net'

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

kinds as (

    select
        wholes.month,
        {{ check(
            id="'printed_kinds'",
            subject="wholes.period || ' 印的重要加一般与网站发稿'",
            left='important.value + general.value',
            right='wholes.value',
            tolerance='important.tolerance + general.tolerance + wholes.tolerance',
            rule="'重要稿件加一般稿件应等于网站发稿“' || wholes.printed || '”'"
        ) }}
    from totals as wholes
    inner join totals as important
        on
            {{ same_bulletin('wholes', 'important') }}
            and important.metric_id = 'web_articles_important'
    inner join totals as general
        on
            {{ same_bulletin('wholes', 'general') }}
            and general.metric_id = 'web_articles_general'
    where wholes.metric_id = 'web_articles_published'

),

-- Seed metric_identity holds of what is printed as well: 市级及以上 is a part of all, what was adopted of what came.
bounds as (

    {{ split_rows(ref('metric_identity'), ['check_id', 'right_id', 'comparison', 'scope', 'rule', 'severity'], 'left_ids', '[|]') }}

),

within as (

    select
        wholes.month,
        {{ check(
            id="'printed_within_' || bounds.check_id",
            subject="wholes.period || ' 印的部分与整体：' || wholes.metric_name || '（' || wholes.row_label || '）'",
            left='sum(parts.value)',
            right='max(wholes.value)',
            bound='at_most',
            tolerance='(sum(parts.tolerance) + max(wholes.tolerance))',
            rule='max(bounds.rule)'
        ) }}
    from bounds
    inner join figures as wholes on bounds.right_id = wholes.metric_id
    inner join figures as parts
        on
            bounds.part = parts.metric_id
            and {{ same_bulletin('wholes', 'parts') }}
            and wholes.label_key = parts.label_key
    where bounds.comparison = 'at_most' and bounds.scope = 'institution' and bounds.severity = 'fail'
    group by wholes.month, wholes.period, wholes.source_file, wholes.bulletin, bounds.check_id, wholes.metric_name, wholes.row_label

),

-- A share that no two whole numbers beside it can give: printed to a tenth of a percent it may be off by half of that.
rates as (

    select
        rates.month,
        {{ check(
            id="'printed_rate_' || rates.metric_id",
            subject="rates.period || ' 印的比率与分子分母：' || rates.metric_name || '（' || rates.row_label || '）'",
            left='parts.value * seeds.scale / wholes.value',
            right='rates.value',
            tolerance="power(10.0, -coalesce(length(" ~ first_match('rates.printed', '\\\\.([0-9]+)') ~ "), 0)) / 2
            * case when substr(rates.printed, length(rates.printed), 1) = '%' then 0.01 else 1 end + 1e-9",
            rule="'比率“' || rates.printed || '”应等于印的分子“' || parts.printed || '”除以分母“' || wholes.printed || '”'"
        ) }}
    from figures as rates
    inner join {{ ref('metric_rate') }} as seeds on rates.metric_id = seeds.metric_id
    inner join figures as parts
        on
            seeds.numerator_id = parts.metric_id
            and {{ same_bulletin('rates', 'parts') }}
            and rates.label_key = parts.label_key
    inner join figures as wholes
        on
            seeds.denominator_id = wholes.metric_id
            and {{ same_bulletin('rates', 'wholes') }}
            and rates.label_key = wholes.label_key
    where wholes.value > 0

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

{% for checks in ['net', 'stock', 'kinds', 'within', 'rates', 'to_date'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
