with starts as (

    select metric_id, min(start_month) as start_month
    from {{ source('landing', 'ref_metric_start') }}
    group by metric_id

),

redefinitions as (

    select
        metric_id,
        {{ join_texts("month || ' 起口径改变' || coalesce('（账号 ' || account_id || '）', '') || coalesce('：' || note, '')",
            '；', 'month, account_id') }} as redefined
    from {{ ref('fct_metric_redefinition') }}
    group by metric_id

),

synonyms as (

    select metric_id, {{ join_texts('synonym', '、', 'synonym') }} as synonyms
    from {{ ref('metric_synonym') }}
    group by metric_id

),

-- What the office has files for; registers of accounts and sites say nothing of what was done.
held as (

    select
        metrics.metric_id,
        metrics.channel_id,
        metrics.is_headline,
        bool_or(metrics.is_headline) over (partition by metrics.channel_id) as is_led,
        bool_or(metrics.is_headline) over () as is_any_led,
        row_number() over (partition by metrics.channel_id order by metrics.display_order) as place
    from {{ ref('metric') }} as metrics
    inner join (
        select distinct metric_id from {{ ref('int_metric_figures') }} where value <> 0
    ) as figures on metrics.metric_id = figures.metric_id
    where metrics.additivity <> 'non' and left(metrics.dataset, 4) <> 'ref_'

),

-- A channel of which only other figures are known is led by the first of them; where nothing that leads is known at
-- all, so is each channel. Where the exports no longer have a metric, what they have instead stands beside it; people
-- of several accounts have no figure of the whole.
headlines as (

    select held.metric_id
    from held
    left join (select distinct channel_id from {{ ref('metric') }} where is_headline) as led
        on held.channel_id = led.channel_id
    where not held.is_led and held.place <= 2 and (led.channel_id is not null or not held.is_any_led)
    union
    select metrics.metric_id
    from (
        select distinct instead.instead_id
        from {{ ref('metric_instead') }} as instead
        inner join {{ ref('int_metric_retired') }} as retired on instead.metric_id = retired.metric_id
    ) as shown
    inner join {{ ref('metric') }} as metrics on shown.instead_id = metrics.metric_id
    inner join {{ ref('int_metric_values') }} as figures on metrics.metric_id = figures.metric_id
    group by metrics.metric_id, metrics.additivity
    having metrics.additivity <> 'non' or count(distinct figures.account_id) = 1
    union
    select metric_id from {{ ref('metric') }} where is_headline

),

measures as (

    select
        metrics.metric_id,
        metrics.name,
        metrics.unit,
        metrics.additivity,
        metrics.channel_id,
        metrics.definition,
        metrics.direction,
        metrics.display_order,
        headlines.metric_id is not null as is_headline,
        metrics.has_departments,
        metrics.dataset,
        cast(null as string) as numerator_id,
        cast(null as string) as denominator_id,
        cast(null as double) as scale
    from {{ ref('metric') }} as metrics
    left join headlines on metrics.metric_id = headlines.metric_id

),

-- A rate stands on what it is formed of: it begins, is split and is known like its numerator.
rates as (

    select
        rates.metric_id,
        rates.name,
        rates.unit,
        'non' as additivity,
        measures.channel_id,
        rates.definition,
        rates.direction,
        rates.display_order,
        false as is_headline,
        measures.has_departments,
        measures.dataset,
        rates.numerator_id,
        rates.denominator_id,
        cast(rates.scale as double) as scale
    from {{ ref('metric_rate') }} as rates
    inner join measures on rates.numerator_id = measures.metric_id

),

metrics as (

    select * from measures
    union all
    select * from rates

)

select
    metrics.metric_id,
    metrics.name,
    metrics.unit,
    metrics.additivity,
    metrics.channel_id,
    metrics.definition,
    synonyms.synonyms,
    metrics.direction,
    cast(metrics.display_order as integer) as display_order,
    metrics.is_headline,
    metrics.has_departments,
    metrics.dataset,
    metrics.numerator_id,
    metrics.denominator_id,
    metrics.scale,
    starts.start_month,
    redefinitions.redefined,
    instead.instead_id
from metrics
left join starts on metrics.metric_id = starts.metric_id
left join synonyms on metrics.metric_id = synonyms.metric_id
left join redefinitions on metrics.metric_id = redefinitions.metric_id
left join {{ ref('metric_instead') }} as instead on metrics.metric_id = instead.metric_id
order by metrics.display_order
