-- The figures of years and other spans of months, beside those of what they are made of.
with metrics as (

    select * from {{ ref('dim_metric') }}

),

-- A year is its halves, its quarters and its months.
spans as (

    select 'year_of_months' as check_id, '各月' as name, 12 as number, substr(month, 1, 4) as year, metric_id, value
    from ({{ known_figures() }}) as figures
    where scope = 'institution' and additivity = 'additive' and is_complete
    {%- for check_id, name, number, period_type in [
        ('year_of_halves', '上下半年', 2, 'half'), ('year_of_quarters', '各季度', 4, 'quarter')] %}
    union all
    select '{{ check_id }}' as check_id, '{{ name }}', {{ number }}, substr(period, 1, 4), metric_id, value
    from {{ ref('rpt_metric_period') }}
    where scope = 'institution' and period_type = '{{ period_type }}' and status <> 'published' and is_complete
    {%- endfor %}

),

years as (

    select
        years.period as year,
        spans.check_id,
        spans.name as spans_name,
        metrics.metric_id,
        metrics.name,
        years.value,
        {{ summed('spans.value') }} as spans_value
    from {{ ref('rpt_metric_period') }} as years
    inner join metrics on years.metric_id = metrics.metric_id and metrics.additivity = 'additive'
    inner join spans on years.period = spans.year and years.metric_id = spans.metric_id
    where
        years.scope = 'institution'
        and years.period_type = 'year'
        and years.status <> 'published'
        and years.is_complete
    group by years.period, spans.check_id, spans.name, metrics.metric_id, metrics.name, years.value
    having count(*) = max(spans.number)

),

spans_of_years as (

    select
        year || '-12' as month,
        {{ none_of(
            id='check_id',
            subject="year || ' ' || spans_name || '之和与全年'",
            wrong='abs(value - spans_value) > 1e-6',
            name='name',
            order='metric_id',
            rule="'可以相加的各个指标，全年应等于其中各段之和'"
        ) }}
    from years
    group by year, check_id, spans_name

),

weeks as (

    select
        {{ month_of('least(period_end, as_of)') }} as month,
        {{ none_of(
            id="'weeks_within_period'",
            subject="'达到的周数与期间的周数'",
            wrong='actual > expected',
            name="name || '（' || scope_name || '）'",
            order='target_id, scope_id',
            rule="'按周考核的目标，达到的周数不应多于期间的周数'"
        ) }}
    from {{ ref('fct_target') }}
    where comparator in ('weekly', 'fortnightly') and actual is not null and as_of is not null
    group by 1

),

-- The stock at the end of a year less that of the year before is what the year added.
followers_of_years as (

    select
        stocks.period || '-12' as month,
        {{ check(
            id="'followers_year_' || stocks.metric_id",
            subject="stocks.period || ' 全年净增与年末减上年末：' || stock_metrics.name",
            left='nets.value',
            right='stocks.value - stocks.last_year_value',
            rule="'全年各月净增之和应等于年末累计减上年末累计'"
        ) }}
    from {{ ref('rpt_metric_period') }} as stocks
    inner join metrics as stock_metrics on stocks.metric_id = stock_metrics.metric_id
    inner join {{ ref('rpt_metric_period') }} as nets
        on
            nets.metric_id = replace(stocks.metric_id, '_cumulative', '_net')
            and stocks.metric_id <> nets.metric_id
            and stocks.scope = nets.scope
            and stocks.period_type = nets.period_type
            and stocks.period = nets.period
    where
        stocks.scope = 'institution'
        and stocks.period_type = 'year'
        and stocks.status <> 'published'
        and stocks.is_complete
        and nets.is_complete
        and stocks.last_year_value is not null

),

-- Figures printed for a year or a half against the months of the exports, where every month is known.
printed_periods as (

    select
        printed.month,
        {{ check(
            id="'printed_period_' || printed.metric_id",
            subject="printed.period || ' ' || printed.table_id || '印刷值与导出：' || metrics.name",
            left='figures.value',
            right=printed_side('printed', 'figures.value'),
            tolerance='printed.tolerance',
            rule="printed.period || ' 印的是“' || printed.printed || '”，各月导出合计应与它一致'"
        ) }}
    from {{ ref('int_printed_figures') }} as printed
    inner join metrics on printed.metric_id = metrics.metric_id
    inner join {{ ref('rpt_metric_period') }} as figures
        on
            printed.metric_id = figures.metric_id
            and printed.period = figures.period
            and figures.scope = 'institution'
            and figures.is_complete
            -- What only a bulletin tells is no second source for it.
            and figures.status <> 'published'
    where
        printed.row_label = '合计'
        and printed.value is not null
        and printed.period <> printed.month
        and not printed.is_repeat

)

{% for checks in ['spans_of_years', 'weeks', 'followers_of_years', 'printed_periods'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}
