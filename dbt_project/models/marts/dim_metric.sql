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

measures as (

    select
        metric_id,
        name,
        unit,
        additivity,
        channel_id,
        definition,
        direction,
        display_order,
        is_headline,
        has_departments,
        dataset,
        cast(null as varchar) as numerator_id,
        cast(null as varchar) as denominator_id,
        cast(null as double) as scale
    from {{ ref('metric') }}

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
    redefinitions.redefined
from metrics
left join starts on metrics.metric_id = starts.metric_id
left join synonyms on metrics.metric_id = synonyms.metric_id
left join redefinitions on metrics.metric_id = redefinitions.metric_id
order by metrics.display_order
