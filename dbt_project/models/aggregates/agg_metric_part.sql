-- What accounts that were added or given up add to each scope: a sum with them is not set against one without them. An
-- account that is there from the first month with data to the last one changes no comparison and is left out.
with figures as (

    select figures.*, months.month_index, months.year, metrics.additivity
    from {{ ref('fct_metric_month') }} as figures
    inner join {{ ref('dim_month') }} as months on figures.month = months.month
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id
    where
        figures.account_id is not null
        and figures.status not in ('not_started', 'not_applicable', 'retired')
        and metrics.additivity <> 'non'

),

edges as (

    select min(month_index) as first_index, max(month_index) as last_index
    from {{ ref('dim_month') }}
    where is_in_data

),

lives as (

    select metric_id, account_id, min(month_index) as first_index, max(month_index) as last_index
    from figures
    group by metric_id, account_id

),

leaves as (

    select figures.*, lives.first_index, lives.last_index, false as is_apart
    from figures
    inner join lives on figures.metric_id = lives.metric_id and figures.account_id = lives.account_id
    inner join edges on lives.first_index > edges.first_index or lives.last_index < edges.last_index

),

scoped as (

    {{ scopes_of('leaves') }}

),

parts as (

    select
        scope,
        scope_id,
        metric_id,
        additivity,
        account_id,
        first_index,
        last_index,
        month_index,
        year,
        {{ summed('value') }} as value
    from scoped
    where scope <> 'account'
    group by
        scope, scope_id, metric_id, additivity, account_id, first_index, last_index, month_index, year
    having {{ summed('value') }} <> 0

),

names as (

    select account_id, {{ value_at_last('name', 'valid_from') }} as account_name from {{ ref('dim_account') }} group by account_id

),

named as (

    select parts.*, names.account_name
    from parts
    inner join names on parts.account_id = names.account_id
    union all
    -- A rate is made anew of other parts: there is nothing to take off it.
    select
        parts.scope,
        parts.scope_id,
        rates.metric_id,
        rates.additivity,
        parts.account_id,
        parts.first_index,
        parts.last_index,
        parts.month_index,
        parts.year,
        null,
        names.account_name
    from parts
    inner join {{ ref('dim_metric') }} as rates on parts.metric_id in (rates.numerator_id, rates.denominator_id)
    inner join names on parts.account_id = names.account_id

)

select named.*, series.series_no
from named
left join (select distinct series_no, scope, scope_id, metric_id from {{ ref('agg_metric_month') }}) as series
    on
        named.scope = series.scope
        and named.scope_id = series.scope_id
        and named.metric_id = series.metric_id
