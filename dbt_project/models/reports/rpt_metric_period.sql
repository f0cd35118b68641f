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
        row_number() over (order by memberships.period_type, memberships.period) as period_key,
        memberships.period_type,
        memberships.period,
        max(memberships.period_no) as period_no,
        max(memberships.per_year) as per_year,
        min(memberships.month_index) as first_index,
        max(memberships.month_index) as last_index,
        case memberships.period_type when 'academic_year' then 12 else cast(count(*) as integer) end as months_expected,
        -- A term at the edge of the calendar may go on beyond it.
        memberships.period_type = 'term'
        and (min(memberships.month) = max(edges.first_month) or max(memberships.month) = max(edges.last_month)) as is_cut_off
    from memberships
    cross join edges
    group by memberships.period_type, memberships.period

),

-- The months of each period.
spans as (

    select periods.period_key, periods.first_index, periods.last_index, memberships.month_index
    from memberships
    inner join periods
        on memberships.period_type = periods.period_type and memberships.period = periods.period

),

-- Beside each period the one before and the same one of last year; joined here once and not again for every figure.
sequence as {{ once() }}(

    select
        periods.*,
        before.period_key as previous_key,
        last_year.period_key as last_year_key
    from periods
    left join periods as before
        on periods.period_type = before.period_type and periods.period_no = before.period_no + 1
    left join periods as last_year
        on
            periods.period_type = last_year.period_type
            and periods.period_no = last_year.period_no + periods.per_year

),

monthly as (

    select figures.*
    from {{ ref('agg_metric_month') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where metrics.numerator_id is null

),

-- What a bulletin printed for a year or a half, where no month of it is known.
printed as (

    select
        printed.metric_id,
        printed.month,
        periods.period_key,
        periods.months_expected,
        metrics.channel_id,
        printed.value,
        printed.bound,
        printed.as_of,
        row_number() over (
            partition by printed.metric_id, periods.period_key
            order by printed.month desc, printed.bulletin, printed.table_id, printed.source_row
        ) as choice
    from {{ ref('fct_published_figure') }} as printed
    inner join {{ ref('dim_metric') }} as metrics on printed.metric_id = metrics.metric_id
    inner join periods on printed.period = periods.period
    where printed.row_label = '合计' and printed.value is not null

),

measured as (

    select series_no, scope, scope_id, metric_id, max(channel_id) as channel_id, max(additivity) as additivity
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
        printed.channel_id,
        null
    from (select distinct metric_id, channel_id from printed) as printed
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
            when 'additive' then sum(monthly.value)
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
    from printed
    inner join series on series.scope = 'institution' and printed.metric_id = series.metric_id
    left join computed
        on series.series_no = computed.series_no and printed.period_key = computed.period_key
    where printed.choice = 1 and computed.series_no is null

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
    ) as told
    group by series_no, scope, scope_id, metric_id

),

named as (

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
    inner join sequence as periods on known.period_key = periods.period_key

),

marked as (

    {{ with_breaks('named', 'last_index') }}

),

-- Accounts that are not in every month of a period and of its base.
changed_parts as (

    select
        pairs.basis,
        pairs.period_key,
        parts.scope,
        parts.scope_id,
        parts.metric_id,
        parts.account_name,
        parts.first_index > pairs.base_first as is_new,
        case when parts.month_index >= pairs.first_index then 1 else 0 end * parts.flow as new_value,
        case when parts.month_index < pairs.first_index then 1 else 0 end * parts.flow as gone_value
    from (
        {% for basis in ['previous', 'last_year'] -%}
        select
            '{{ basis }}' as basis, now.period_key, now.first_index, now.last_index,
            base.first_index as base_first, base.last_index as base_last
        from sequence as now
        inner join sequence as base on now.{{ basis }}_key = base.period_key
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as pairs
    inner join (
        select *, case when additivity = 'additive' then value end as flow from {{ ref('agg_metric_part') }}
    ) as parts
        on
            parts.month_index between pairs.base_first and pairs.last_index
            and (parts.month_index <= pairs.base_last or parts.month_index >= pairs.first_index)
            and (parts.first_index > pairs.base_first or parts.last_index < pairs.last_index)

),

period_parts as (

    select
        basis,
        period_key,
        scope,
        scope_id,
        metric_id,
        sum(new_value) as new_value,
        sum(gone_value) as gone_value,
        {{ parts_text() }} as parts
    from changed_parts
    group by basis, period_key, scope, scope_id, metric_id

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        {{ comparison_reason('now', 'before', 'before.first_index', parts='before_parts.parts is not null') }} as reason,
        {{ comparison_reason('now', 'last_year', 'last_year.first_index', parts='year_parts.parts is not null') }}
            as yoy_reason,
        before_parts.parts,
        year_parts.parts as yoy_parts,
        {{ like_for_like('', 'now', 'before', 'before_parts', 'reason') }},
        {{ like_for_like('yoy_', 'now', 'last_year', 'year_parts', 'yoy_reason') }}
    from marked as now
    left join marked as before
        on now.series_no = before.series_no and now.previous_key = before.period_key
    left join marked as last_year
        on now.series_no = last_year.series_no and now.last_year_key = last_year.period_key
    {%- for basis, relation in [('previous', 'before_parts'), ('last_year', 'year_parts')] %}
    left join period_parts as {{ relation }}
        on
            {{ relation }}.basis = '{{ basis }}'
            and now.scope = {{ relation }}.scope
            and now.scope_id = {{ relation }}.scope_id
            and now.metric_id = {{ relation }}.metric_id
            and now.period_key = {{ relation }}.period_key
    {%- endfor %}

),

names as (

    {{ scope_names() }}

)

select
    paired.scope,
    paired.scope_id,
    {{ scope_name('paired', 'names.name') }} as scope_name,
    channel_id,
    metric_id,
    period_type,
    period,
    value,
    status,
    months_expected,
    months_covered,
    months_partial,
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
    case when reason = 'parts_changed' then parts end as parts,
    like_value,
    like_base,
    like_pct,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason,
    case when yoy_reason = 'parts_changed' then yoy_parts end as yoy_parts,
    yoy_like_value,
    yoy_like_base,
    yoy_like_pct
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.last_index = names.month_index
order by series_no, period_key
