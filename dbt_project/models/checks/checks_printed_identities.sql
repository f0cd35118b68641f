-- What a bulletin prints, against what the same bulletin prints elsewhere. A figure is set against others alone.
with totals as (

    select * from {{ ref('int_printed_values') }} where row_label = '合计'

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
    inner join {{ ref('int_printed_values') }} as wholes on bounds.right_id = wholes.metric_id
    inner join {{ ref('int_printed_values') }} as parts
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
    from {{ ref('int_printed_values') }} as rates
    inner join {{ ref('metric_rate') }} as seeds on rates.metric_id = seeds.metric_id
    inner join {{ ref('int_printed_values') }} as parts
        on
            seeds.numerator_id = parts.metric_id
            and {{ same_bulletin('rates', 'parts') }}
            and rates.label_key = parts.label_key
    inner join {{ ref('int_printed_values') }} as wholes
        on
            seeds.denominator_id = wholes.metric_id
            and {{ same_bulletin('rates', 'wholes') }}
            and rates.label_key = wholes.label_key
    where wholes.value > 0

)

{% for checks in ['net', 'kinds', 'within', 'rates'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
