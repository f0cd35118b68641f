-- The figures of longer periods. Flows add up, a stock is what the last month says, numbers of people have no value over
-- several months, and a rate is formed anew of its two parts.
-- Over 200 lines: sums, printed figures and rates share one numbering, and rates are formed of the numbered.
with periods as (

    select * from {{ ref('agg_period') }}

),

-- The months of each period.
spans as (

    select periods.period_key, periods.first_index, periods.last_index, months.month_index
    from periods
    inner join {{ ref('dim_month') }} as months on months.month_index between periods.first_index and periods.last_index

),

monthly as (

    select figures.*
    from {{ ref('agg_metric_month') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where metrics.numerator_id is null

),

measured as (

    select series_no, scope, scope_id, metric_id, max(channel_id) as channel_id
    from monthly
    group by series_no, scope, scope_id, metric_id

),

-- Series of which nothing but a printed figure is known are numbered behind the others.
series as (

    select * from measured
    union all
    select
        numbers.last_no + row_number() over (order by printed.metric_id),
        'institution',
        'institution',
        printed.metric_id,
        printed.channel_id
    from (select distinct metric_id, channel_id from {{ ref('agg_period_printed') }}) as printed
    cross join (select coalesce(max(series_no), 0) as last_no from measured) as numbers
    left join measured on measured.scope = 'institution' and printed.metric_id = measured.metric_id
    where measured.series_no is null

),

figures as (

    select
        monthly.series_no,
        spans.period_key,
        max(monthly.additivity) as additivity,
        case max(monthly.additivity)
            when 'additive' then {{ summed('monthly.value') }}
            when 'semi' then max(case when monthly.month_index = spans.last_index then monthly.value end)
        end as value,
        -- A month of which a day is known is begun and not covered.
        cast(count(case when monthly.is_complete then monthly.value end) as integer) as months_covered,
        cast(count(case when not monthly.is_complete then monthly.value end) as integer) as months_partial,
        count(case when monthly.is_complete then 1 end) as months_complete,
        bool_or(monthly.month_index = spans.last_index and monthly.is_complete) as last_is_complete,
        bool_or(monthly.is_capped) as is_capped,
        bool_or(monthly.is_provisional) as is_provisional,
        bool_or(monthly.is_corrected) as is_corrected,
        max(monthly.as_of) as as_of,
        -- Which months are known, one binary digit each.
        sum(case when monthly.value is not null then power(2, monthly.month_index - spans.first_index) end) as known_months
    from monthly
    inner join spans on monthly.month_index = spans.month_index
    where monthly.additivity in ('additive', 'semi')
    group by monthly.series_no, spans.period_key

),

computed as (

    select
        figures.series_no,
        figures.period_key,
        figures.value,
        figures.months_covered,
        figures.months_partial,
        case figures.additivity
            when 'additive' then figures.months_complete = periods.months_expected and not periods.is_cut_off
            else coalesce(figures.last_is_complete, false)
        end as is_complete,
        figures.is_capped,
        figures.is_provisional,
        coalesce(figures.is_corrected, false) as is_corrected,
        figures.as_of,
        figures.known_months,
        case when figures.value = 0 then 'zero' else 'measured' end as status
    from figures
    inner join periods on figures.period_key = periods.period_key
    where figures.value is not null

),

base as (

    select * from computed
    union all
    select
        series.series_no,
        printed.period_key,
        printed.value,
        0,
        0,
        true,
        printed.bound <> 'exact',
        false,
        false,
        printed.as_of,
        null,
        'published'
    from {{ ref('agg_period_printed') }} as printed
    inner join series on series.scope = 'institution' and printed.metric_id = series.metric_id
    left join computed
        on series.series_no = computed.series_no and printed.period_key = computed.period_key
    where computed.series_no is null

),

rate_series as (

    {{ rate_series('series') }}

),

-- Both parts must speak of the same months; a stock speaks of the last one for all of them.
rates as (

    select
        rate_series.series_no,
        parts.period_key,
        {{ ratio('parts.value', 'wholes.value') }} * rate_series.scale as value,
        least(parts.months_covered, wholes.months_covered) as months_covered,
        greatest(parts.months_partial, wholes.months_partial) as months_partial,
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
    from rate_series
    inner join base as parts on rate_series.numerator_no = parts.series_no
    inner join base as wholes
        -- As one pair, so that the two large sides are never joined by their period alone.
        on (rate_series.denominator_no, parts.period_key) = (wholes.series_no, wholes.period_key)
    where
        wholes.value <> 0
        and (
            rate_series.denominator_additivity = 'semi'
            or parts.known_months is not distinct from wholes.known_months
            or (parts.is_complete and wholes.is_complete)
        )

),

known as (

    select * from base
    union all
    select * from rates

),

-- A rate stands in the channel of its numerator.
every_series as (

    select series_no, scope, scope_id, metric_id, max(channel_id) as channel_id
    from (
        select series_no, scope, scope_id, metric_id, channel_id from series
        union all
        select rate_series.series_no, rate_series.scope, rate_series.scope_id, rate_series.metric_id, parts.channel_id
        from rate_series
        inner join series as parts on rate_series.numerator_no = parts.series_no
    ) as listed
    group by series_no, scope, scope_id, metric_id

)

select
    known.*,
    every_series.scope,
    every_series.scope_id,
    every_series.metric_id,
    every_series.channel_id,
    periods.period_type,
    periods.period,
    periods.first_index,
    periods.last_index,
    periods.months_expected,
    periods.previous_key,
    periods.last_year_key
from known
inner join every_series on known.series_no = every_series.series_no
inner join periods on known.period_key = periods.period_key
