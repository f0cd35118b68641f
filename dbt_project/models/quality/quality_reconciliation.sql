-- The consistency checks of each month. Differences are shown, never repaired.
with months as (

    select * from {{ ref('dim_month') }} where is_in_data

),

metrics as (

    select * from {{ ref('dim_metric') }}

),

known_figures as (

    select figures.*, metrics.name, metrics.unit, metrics.additivity, metrics.numerator_id, metrics.denominator_id, metrics.scale
    from {{ ref('rpt_metric_trend') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id
    where figures.status in ('measured', 'zero')

),

current_figures as (

    select * from known_figures where scope = 'institution'

),

-- What seed metric_identity says of the figures as they are now: the left ones together are at most the right one, or
-- are equal to it, in the whole or of each account. What is a table of the bulletin is checked in its family
-- as of the cut-off, and not a second time here. A figure that is only a floor bounds nothing.
identity_parts as (

    {{ split_rows(ref('metric_identity'), ['check_id', 'scope', 'right_id', 'comparison'], 'left_ids', '[|]') }}

),

identity_sides as (

    select
        identities.check_id,
        identities.comparison,
        wholes.month,
        max(wholes.scope_name) as scope_name,
        sum(parts.value) as left_value,
        max(wholes.value) as right_value
    from identity_parts as identities
    inner join known_figures as wholes
        on identities.scope = wholes.scope and identities.right_id = wholes.metric_id and not wholes.is_capped
    left join known_figures as parts
        on
            identities.part = parts.metric_id
            and wholes.scope = parts.scope
            and wholes.scope_id = parts.scope_id
            and wholes.month = parts.month
            and (identities.comparison = 'at_most' or not parts.is_capped)
    group by identities.check_id, identities.comparison, wholes.month, wholes.scope_id
    -- Some of the parts bound the whole, only all of them make it up.
    having count(parts.value) >= case identities.comparison when 'at_most' then 1 else count(*) end

),

metric_identities as (

    select
        sides.month,
        identities.check_id,
        identities.subject || case identities.scope when 'account' then '：' || sides.scope_name else '' end as subject,
        sides.left_value,
        sides.right_value,
        case sides.comparison when 'at_most' then greatest(sides.right_value - sides.left_value, 0) else 0 end as tolerance,
        identities.severity,
        identities.rule
    from identity_sides as sides
    inner join {{ ref('metric_identity') }} as identities on sides.check_id = identities.check_id

),

shares as (

    select
        month,
        {{ none_of(
            id="'shares_within_whole'",
            subject="'各项比例不超过 100%'",
            wrong='value > 1 + 1e-9',
            name='name',
            order='metric_id',
            rule="'占比、完成率一类的数不应超过 100%'",
            severity='warn'
        ) }}
    from current_figures
    -- More people may leave than come.
    where unit = '%' and metric_id <> 'wechat_cancel_to_new_ratio'
    group by month

),

rates as (

    select
        rates.month,
        {{ none_of(
            id="'rates_from_parts'",
            subject="'各项比率与其分子分母'",
            wrong='abs(rates.value * wholes.value - parts.value * rates.scale) > 1e-9 * greatest(parts.value * rates.scale, 1)',
            name='rates.name',
            order='rates.metric_id',
            rule="'比率应等于同月的分子除以分母'"
        ) }}
    from current_figures as rates
    inner join current_figures as parts on rates.numerator_id = parts.metric_id and rates.month = parts.month
    inner join current_figures as wholes on rates.denominator_id = wholes.metric_id and rates.month = wholes.month
    group by rates.month

),

-- A figure of the whole is the sum of those of its parts and of what belongs to none of them.
part_sums as (

    select scope, metric_id, month, sum(value) as value
    from known_figures
    where scope in ('account', 'channel', 'department', 'department_now') and additivity = 'additive'
    group by scope, metric_id, month

),

outside_parts as (

    select
        metric_id,
        month,
        coalesce(sum(case when account_id is null then value end), 0) as of_no_account,
        coalesce(sum(case when department_id is null then value end), 0) as of_no_department
    from {{ ref('fct_metric_month') }}
    where source_kind = 'export'
    group by metric_id, month

),

wholes as (

    select
        current_figures.month,
        part_sums.scope,
        current_figures.metric_id,
        current_figures.name,
        current_figures.value,
        part_sums.value
        + case when part_sums.scope in ('account', 'channel') then outside.of_no_account else outside.of_no_department end
            as parts_value
    from current_figures
    inner join part_sums on current_figures.metric_id = part_sums.metric_id and current_figures.month = part_sums.month
    inner join outside_parts as outside
        on current_figures.metric_id = outside.metric_id and current_figures.month = outside.month

),

parts_of_wholes as (

    select
        month,
        {{ none_of(
            id="'whole_of_' || scope",
            subject="case scope when 'account' then '各账号之和与全校' when 'channel' then '各平台之和与全校'
            when 'department' then '各部门之和与全校' else '各部门（按今天的机构）之和与全校' end",
            wrong='abs(value - parts_value) > 1e-6',
            name='name',
            order='metric_id',
            rule="'可以相加的各个指标，各部分之和加上不属于任何部分的，应等于全校'"
        ) }}
    from wholes
    group by month, scope

),

-- A year is its halves, its quarters and its months.
spans as (

    select 'year_of_months' as check_id, '各月' as name, 12 as number, substr(month, 1, 4) as year, metric_id, value
    from current_figures
    where additivity = 'additive' and is_complete
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
        sum(spans.value) as spans_value
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
    where comparator = 'weekly' and actual is not null and as_of is not null
    group by 1

),

-- The rows that the pages and the bulletin list, against the figure told of them.
listed as (

    select
        'training_cohorts_sum' as check_id,
        '各班各类学员之和与培训学员' as subject,
        'training_participants' as metric_id,
        month,
        sum(participants) as value
    from {{ ref('fct_training') }}
    group by month
    union all
    select 'placements_sum' as check_id, '各平台投放之和与供稿投放', 'submission_placements', month, count(*)
    from {{ ref('fct_submission_placement') }}
    group by month

),

lists as (

    select
        listed.month,
        {{ check(
            id='listed.check_id',
            subject='listed.subject',
            left='listed.value',
            right='figures.value',
            rule="'名单里各行之和应等于“' || figures.name || '”'"
        ) }}
    from listed
    inner join current_figures as figures on listed.metric_id = figures.metric_id and listed.month = figures.month
    where not figures.is_corrected

),

-- Of other platforms than WeChat, whose stock is checked with the bulletin. They take false followers away by themselves.
followers_of_months as (

    select
        stocks.month,
        {{ check(
            id="'followers_month_' || stocks.metric_id",
            subject="'上月末加本月净增与本月末：' || stocks.name",
            left='stocks.previous_value + nets.value',
            right='stocks.value',
            rule="'上月末的累计加本月净增应等于本月末的累计；平台自己清理账号也会有差额'",
            severity='warn'
        ) }}
    from current_figures as stocks
    inner join current_figures as nets
        on
            nets.metric_id = replace(stocks.metric_id, '_cumulative', '_net')
            and stocks.metric_id <> nets.metric_id
            and stocks.month = nets.month
            and nets.is_complete
    where stocks.mom_change is not null and stocks.channel_id <> 'wechat'

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

),

checks as (

    {% for family in ['website', 'wechat', 'submissions', 'party', 'names'] -%}
    select * from {{ ref('int_checks__' ~ family) }}
    union all
    {% endfor -%}
    select * from {{ ref('int_checks__printed') }}
    union all
    select * from {{ ref('int_checks__printed_identities') }}
    union all
    select * from {{ ref('int_checks__sources') }}
    {% for figures in ['metric_identities', 'shares', 'rates', 'parts_of_wholes', 'spans_of_years', 'weeks', 'lists',
        'followers_of_months', 'followers_of_years', 'printed_periods'] -%}
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
    told.subject || case when told.place > 1 then '（第' || cast(told.place as string) || '处）' else '' end as subject,
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
