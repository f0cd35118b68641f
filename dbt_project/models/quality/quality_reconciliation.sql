-- The consistency checks of each month. Differences are shown, never repaired.
with months as (

    select * from {{ ref('dim_month') }} where is_in_data

),

metrics as (

    select * from {{ ref('dim_metric') }}

),

-- What seed metric_identity says of the figures as they are now: the left ones together are at most the right one.
-- What should be equal is checked in int_checks__bulletin as of the cut-off, and not a second time here.
current_figures as (

    select figures.*, metrics.name, metrics.unit
    from {{ ref('rpt_metric_trend') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id
    where figures.scope = 'institution' and figures.status in ('measured', 'zero')

),

identity_parts as (

    {{ split_rows(ref('metric_identity'), ['check_id'], 'left_ids', '[|]') }}

),

metric_identities as (

    select
        wholes.month,
        identities.check_id,
        identities.subject,
        sum(parts.value) as left_value,
        wholes.value as right_value,
        greatest(wholes.value - sum(parts.value), 0) as tolerance,
        max(identities.severity) as severity,
        max(identities.rule) as rule
    from {{ ref('metric_identity') }} as identities
    inner join current_figures as wholes on identities.right_id = wholes.metric_id
    inner join identity_parts on identities.check_id = identity_parts.check_id
    inner join current_figures as parts on identity_parts.part = parts.metric_id and wholes.month = parts.month
    group by wholes.month, identities.check_id, identities.subject, wholes.value

),

shares as (

    select
        month,
        {{ check(
            id="'shares_within_whole'",
            subject="'各项比例不超过 100%'",
            left='count(case when value > 1 + 1e-9 then 1 end)',
            right='0',
            rule="'占比、完成率一类的数不应超过 100%' || coalesce('；超过的有：' || "
                ~ join_texts('case when value > 1 + 1e-9 then name end', '、', 'metric_id') ~ ", '')",
            severity='warn'
        ) }}
    from current_figures
    -- More people may leave than come.
    where unit = '%' and metric_id <> 'wechat_cancel_to_new_ratio'
    group by month

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
    where
        printed.row_label = '合计'
        and printed.value is not null
        and printed.period <> printed.month
        and not printed.is_repeat

),

checks as (

    select * from {{ ref('int_checks__bulletin') }}
    union all
    select * from {{ ref('int_checks__printed') }}
    {% for figures in ['metric_identities', 'shares', 'followers_of_years', 'printed_periods'] -%}
    union all
    select * from {{ figures }}
    {% endfor %}
),

-- A figure may be printed at several places of one table; what they say alike is said once.
told as (

    select
        *,
        row_number() over (
            partition by month, check_id, subject
            order by left_value, right_value, tolerance, rule
        ) as place
    from (select distinct * from checks) as checks

)

select
    told.month,
    told.check_id,
    told.subject || case when told.place > 1 then '（第' || cast(told.place as varchar) || '处）' else '' end as subject,
    told.left_value,
    told.right_value,
    {{ change('told.left_value', 'told.right_value') }} as difference,
    told.tolerance,
    case
        when told.left_value is null or told.right_value is null then 'warn'
        when abs({{ change('told.left_value', 'told.right_value') }}) <= told.tolerance + 1e-9 then 'pass'
        else told.severity
    end as status,
    told.rule as explanation
from told
inner join months on told.month = months.month
order by told.month, told.check_id, subject
