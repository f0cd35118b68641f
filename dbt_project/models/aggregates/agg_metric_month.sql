-- Figures of the leaves summed to every scope that is compared, and the rates formed there.
-- Over 200 lines: sums and rates share one numbering; apart, the largest table would be written twice.
{#- What a department has on one site is not all it has where another of its sites was not read. #}
{%- set is_partial = "(scoped.value is not null and scoped.status_reason is not null "
    ~ "and scoped.scope not in ('institution', 'channel', 'account'))" %}

with months as (

    select * from {{ ref('dim_month') }}

),

measured as (

    select
        figures.month,
        figures.metric_id,
        figures.department_id,
        figures.channel_id,
        figures.account_id,
        figures.value,
        figures.status,
        figures.status_reason,
        figures.as_of,
        figures.days_covered,
        figures.days_expected,
        figures.is_complete,
        figures.is_capped,
        figures.is_provisional,
        figures.source_kind,
        figures.corrected_from is not null as is_corrected,
        -- Distinct people of two accounts are not the people of both.
        metrics.additivity = 'non'
        and count(figures.account_id) over (partition by figures.metric_id, figures.month) > 1 as is_apart
    from {{ ref('fct_metric_month') }} as figures
    inner join {{ ref('dim_metric') }} as metrics on figures.metric_id = metrics.metric_id

),

-- Heads of each department on the last day of the month. Without one of the roster there is no sum of all.
heads as (

    select
        months.month,
        departments.department_id,
        departments.headcount,
        months.month_start,
        months.month_end,
        bool_or(departments.headcount is null) over (partition by months.month) as is_apart
    from months
    inner join {{ ref('dim_department') }} as departments
        on months.month_end between departments.valid_from and departments.valid_to
    where months.is_in_data and departments.in_roster

),

leaves as (

    select * from measured
    union all
    select
        month,
        'department_headcount',
        department_id,
        null,
        null,
        cast(headcount as double),
        'measured',
        null,
        month_end,
        {{ days_inclusive('month_start', 'month_end') }},
        {{ days_inclusive('month_start', 'month_end') }},
        true,
        false,
        false,
        'export',
        false,
        is_apart
    from heads
    where headcount is not null

),

metrics as (

    select * from {{ ref('dim_metric') }}

),

scoped as (

    {{ scopes_of('leaves') }}

),

-- Whether all accounts that should have reported did so; a department may publish on any of them.
whole as (

    select metric_id, month, bool_and(is_complete or status in ('not_started', 'not_applicable', 'retired')) as is_complete
    from leaves
    where source_kind is distinct from 'printed' and account_id is not null
    group by metric_id, month

),

summed as (

    select
        scoped.scope,
        scoped.scope_id,
        case when scoped.scope in ('channel', 'account') then max(scoped.channel_id) else max(metrics.channel_id) end
            as channel_id,
        scoped.metric_id,
        scoped.month,
        months.month_index,
        months.year,
        max(metrics.additivity) as additivity,
        coalesce(
            -- Nothing known of one part and a zero of another do not make a zero of the whole.
            case
                when not bool_or(scoped.status in ('missing', 'retired')) or bool_or(scoped.value <> 0)
                    then {{ summed("case when scoped.source_kind = 'export' then scoped.value end") }}
            end,
            max(case when scoped.source_kind = 'printed' then scoped.value end)
        ) as value,
        case
            when {{ summed("case when scoped.source_kind = 'export' then scoped.value end") }} <> 0 then 'measured'
            when bool_or(scoped.source_kind = 'export') and bool_or(scoped.value > 0) then 'measured'
            when bool_or(scoped.source_kind = 'export') and not bool_or(scoped.status in ('missing', 'retired')) then 'zero'
            when bool_or(scoped.status = 'published') then 'published'
            when bool_or(scoped.status = 'masked') then 'masked'
            when bool_or(scoped.status = 'missing') then 'missing'
            when bool_or(scoped.status = 'retired') then 'retired'
            when bool_or(scoped.status = 'not_started') then 'not_started'
            else 'not_applicable'
        end as status,
        coalesce(
            min(case when scoped.status = 'missing' or {{ is_partial }} then scoped.status_reason end),
            case when count(scoped.value) = 0 then min(scoped.status_reason) end
        ) as status_reason,
        max(scoped.as_of) as as_of,
        min(scoped.days_covered) as days_covered,
        max(scoped.days_expected) as days_expected,
        bool_and(
            (scoped.is_complete and not {{ is_partial }})
            or scoped.status in ('not_started', 'not_applicable', 'retired')
            or scoped.source_kind = 'printed'
        )
        and bool_or(scoped.is_complete)
        and coalesce(bool_and(whole.is_complete) or scoped.scope in ('account', 'channel'), true) as is_complete,
        bool_or(scoped.is_capped) as is_capped,
        bool_or(scoped.is_provisional) as is_provisional,
        bool_or(scoped.is_corrected) as is_corrected
    from scoped
    inner join metrics on scoped.metric_id = metrics.metric_id
    inner join months on scoped.month = months.month
    left join whole on scoped.metric_id = whole.metric_id and scoped.month = whole.month
    group by scoped.scope, scoped.scope_id, scoped.metric_id, scoped.month, months.month_index, months.year

),

-- One number stands for the scope, the subject and the metric: what follows sorts and compares it and not three texts.
series as (

    select
        *,
        row_number() over (order by scope, scope_id, metric_id) as series_no
    from (select distinct scope, scope_id, metric_id from summed) as known

),

totals as (

    select series.series_no, summed.*
    from summed
    inner join series
        on
            summed.scope = series.scope
            and summed.scope_id = series.scope_id
            and summed.metric_id = series.metric_id

),

rate_series as (

    {{ rate_series('series') }}

),

-- A rate is formed in each scope from what its two parts are there; rates are never added or averaged.
rates as (

    select
        rate_series.series_no,
        rate_series.scope,
        rate_series.scope_id,
        parts.channel_id,
        rate_series.metric_id,
        parts.month,
        parts.month_index,
        parts.year,
        rate_series.additivity,
        {{ ratio('parts.value', 'wholes.value') }} * rate_series.scale as value,
        case
            when parts.value is null then parts.status
            when wholes.value is null then wholes.status
            when wholes.value = 0 then 'undefined'
            when 'published' in (parts.status, wholes.status) then 'published'
            when parts.value = 0 then 'zero'
            else 'measured'
        end as status,
        coalesce(parts.status_reason, wholes.status_reason) as status_reason,
        least(parts.as_of, wholes.as_of) as as_of,
        least(parts.days_covered, wholes.days_covered) as days_covered,
        parts.days_expected,
        parts.is_complete and wholes.is_complete as is_complete,
        parts.is_capped or wholes.is_capped as is_capped,
        parts.is_provisional or wholes.is_provisional as is_provisional,
        parts.is_corrected or wholes.is_corrected as is_corrected
    from rate_series
    inner join totals as parts on rate_series.numerator_no = parts.series_no
    inner join totals as wholes
        -- As one pair, so that the two large sides are never joined by their month alone.
        on (rate_series.denominator_no, parts.month_index) = (wholes.series_no, wholes.month_index)

)

select * from totals
union all
select * from rates
-- Whoever reads the months of a series in order need not sort them again.
order by series_no, month_index
