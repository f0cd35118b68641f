-- Quarters, halves, terms, calendar and academic years. Flows add up, a stock is what the last month says, numbers of
-- people have no value over several months, and a rate is formed anew of its two parts.
with months as (

    select * from {{ ref('dim_month') }}

),

edges as (

    select min(month) as first_month, max(month) as last_month from months

),

memberships as (

    select periods.*, months.month, months.month_index
    from {{ ref('dim_period') }} as periods
    inner join months on months.month_start between periods.first_day and periods.last_day
    where periods.period_type not in ('month', 'week')

),

periods as (

    select
        memberships.period_type,
        memberships.period,
        max(memberships.period_no) as period_no,
        max(memberships.per_year) as per_year,
        min(memberships.month_index) as first_index,
        max(memberships.month_index) as last_index,
        max(memberships.month) as last_month,
        case memberships.period_type when 'academic_year' then 12 else cast(count(*) as integer) end as months_expected,
        -- A term at the edge of the calendar may go on beyond it.
        memberships.period_type = 'term'
        and (min(memberships.month) = max(edges.first_month) or max(memberships.month) = max(edges.last_month)) as is_cut_off
    from memberships
    cross join edges
    group by memberships.period_type, memberships.period

),

trend as (

    select figures.*, metrics.additivity
    from {{ ref('rpt_metric_trend') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where metrics.numerator_id is null

),

figures as (

    select
        trend.scope,
        trend.scope_id,
        trend.metric_id,
        periods.period_type,
        periods.period,
        max(periods.period_no) as period_no,
        max(periods.per_year) as per_year,
        max(periods.first_index) as first_index,
        max(periods.last_index) as last_index,
        max(trend.channel_id) as channel_id,
        case max(trend.additivity)
            when 'additive' then sum(trend.value)
            when 'semi' then max(case when trend.month = periods.last_month then trend.value end)
        end as value,
        max(periods.months_expected) as months_expected,
        cast(count(trend.value) as integer) as months_covered,
        case max(trend.additivity)
            when 'additive'
                then
                    count(case when trend.is_complete then 1 end) = max(periods.months_expected)
                    and not bool_or(periods.is_cut_off)
            when 'semi' then coalesce(bool_or(trend.month = periods.last_month and trend.is_complete), false)
            else false
        end as is_complete,
        bool_or(trend.is_capped) as is_capped,
        bool_or(trend.is_provisional) as is_provisional,
        coalesce(bool_or(trend.is_corrected), false) as is_corrected,
        max(trend.as_of) as as_of,
        -- Which months are known, one binary digit each.
        sum(case when trend.value is not null then power(2, memberships.month_index - periods.first_index) end)
            as known_months
    from trend
    inner join memberships on trend.month = memberships.month
    inner join periods
        on memberships.period_type = periods.period_type and memberships.period = periods.period
    group by trend.scope, trend.scope_id, trend.metric_id, periods.period_type, periods.period

),

-- What a bulletin printed for a year or a half, where no month of it is known.
printed as (

    select
        printed.metric_id,
        printed.month,
        periods.period_type,
        periods.period,
        periods.period_no,
        periods.per_year,
        periods.first_index,
        periods.last_index,
        periods.months_expected,
        metrics.channel_id,
        printed.value,
        printed.bound,
        printed.as_of,
        row_number() over (
            partition by printed.metric_id, periods.period_type, periods.period
            order by printed.month desc, printed.bulletin, printed.table_id, printed.source_row
        ) as choice
    from {{ ref('fct_published_figure') }} as printed
    inner join {{ ref('dim_metric') }} as metrics on printed.metric_id = metrics.metric_id
    inner join periods on printed.period = periods.period
    where printed.row_label = '合计' and printed.value is not null

),

base as (

    select
        *,
        case when value = 0 then 'zero' else 'measured' end as status
    from figures
    where months_covered > 0 and value is not null
    union all
    select
        'institution',
        'institution',
        printed.metric_id,
        printed.period_type,
        printed.period,
        printed.period_no,
        printed.per_year,
        printed.first_index,
        printed.last_index,
        printed.channel_id,
        printed.value,
        printed.months_expected,
        0,
        true,
        printed.bound <> 'exact',
        false,
        false,
        printed.as_of,
        null,
        'published'
    from printed
    left join figures
        on
            figures.scope = 'institution'
            and printed.metric_id = figures.metric_id
            and printed.period_type = figures.period_type
            and printed.period = figures.period
            and figures.value is not null
    where printed.choice = 1 and figures.metric_id is null

),

-- Both parts must speak of the same months; a stock speaks of the last one for all of them.
rates as (

    select
        parts.scope,
        parts.scope_id,
        rates.metric_id,
        parts.period_type,
        parts.period,
        parts.period_no,
        parts.per_year,
        parts.first_index,
        parts.last_index,
        parts.channel_id,
        {{ ratio('parts.value', 'wholes.value') }} * rates.scale as value,
        parts.months_expected,
        least(parts.months_covered, wholes.months_covered) as months_covered,
        parts.is_complete and wholes.is_complete as is_complete,
        parts.is_capped or wholes.is_capped as is_capped,
        parts.is_provisional or wholes.is_provisional as is_provisional,
        parts.is_corrected or wholes.is_corrected as is_corrected,
        least(parts.as_of, wholes.as_of) as as_of,
        parts.known_months,
        case
            when 'published' in (parts.status, wholes.status) then 'published'
            when parts.value = 0 then 'zero'
            else 'measured'
        end as status
    from base as parts
    inner join {{ ref('dim_metric') }} as rates on parts.metric_id = rates.numerator_id
    inner join {{ ref('dim_metric') }} as measures on rates.denominator_id = measures.metric_id
    inner join base as wholes
        on
            measures.metric_id = wholes.metric_id
            and parts.scope = wholes.scope
            and parts.scope_id = wholes.scope_id
            and parts.period_type = wholes.period_type
            and parts.period = wholes.period
    where
        wholes.value <> 0
        and (
            measures.additivity = 'semi'
            or parts.known_months is not distinct from wholes.known_months
            or (parts.is_complete and wholes.is_complete)
        )

),

known as (

    select * from base
    union all
    select * from rates

),

marked as (

    {{ with_breaks('known', 'last_index') }}

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        {{ comparison_reason('now', 'before', 'before.first_index') }} as reason,
        {{ comparison_reason('now', 'last_year', 'last_year.first_index') }} as yoy_reason
    from marked as now
    left join marked as before
        on
            now.scope = before.scope
            and now.scope_id = before.scope_id
            and now.metric_id = before.metric_id
            and now.period_type = before.period_type
            and now.period_no = before.period_no + 1
    left join marked as last_year
        on
            now.scope = last_year.scope
            and now.scope_id = last_year.scope_id
            and now.metric_id = last_year.metric_id
            and now.period_type = last_year.period_type
            and now.period_no = last_year.period_no + now.per_year

)

select
    scope,
    scope_id,
    channel_id,
    metric_id,
    period_type,
    period,
    value,
    status,
    months_expected,
    months_covered,
    is_complete,
    is_provisional,
    is_capped,
    is_corrected,
    as_of,
    previous_value,
    case when {{ is_subtractable('reason') }} then {{ change('value', 'previous_value') }} end as change,
    case when reason is null then {{ change_pct('value', 'previous_value') }} end as change_pct,
    last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('value', 'last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('value', 'last_year_value') }} end as yoy_pct,
    reason is null as is_comparable,
    reason,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason
from paired
order by scope, scope_id, metric_id, period_type, period
