-- Metric x subject x span of days that some target or rule asks about: the figure of its months, and how much of the span
-- was read.
with spans as (

    select metric_id, scope, subject_id, first_day, last_day from {{ ref('int_target_windows') }}
    union
    select denominator_metric_id, scope, subject_id, first_day, last_day
    from {{ ref('int_target_windows') }}
    where denominator_metric_id is not null
    union
    select metric_id, read_scope, read_id, first_day, last_day from {{ ref('int_rule_periods') }}

)

select
    spans.metric_id,
    spans.scope,
    spans.subject_id,
    spans.first_day,
    spans.last_day,
    {{ month_index(month_of('spans.last_day')) }} - {{ month_index(month_of('spans.first_day')) }} + 1 as months,
    count(*) as months_found,
    {{ summed('months.value') }} as value,
    -- Of a share, unless a month has no parts: one that only a bulletin printed.
    case when count(months.value) = count(case when months.value is not null and months.whole > 0 then 1 end)
        then {{ ratio(summed_parts('months.part'), summed('months.whole')) }} end as share,
    count(case when months.is_known then 1 end) as months_known,
    -- What is not exported yet, behind the last known month, is no gap: the figure is known until then.
    coalesce(
        count(case when months.is_known then 1 end)
        = {{ month_index('max(case when months.is_known then months.month end)') }}
        - {{ month_index(month_of('spans.first_day')) }} + 1,
        true
    ) as is_gapless,
    {{ value_at_last('months.value', 'case when months.value is not null then months.month end') }} as last_value,
    max(case when months.value is not null then months.month end) as last_month,
    count(case when months.is_complete then 1 end) as months_complete,
    coalesce(bool_or(months.is_complete and months.month = {{ month_of('spans.last_day') }}), false)
        as is_last_month_complete,
    count(case
        when months.is_known and months.as_of >= least(spans.last_day, {{ month_end('months.month') }}) then 1
    end) as months_known_to_end,
    max(case when months.is_known then months.as_of end) as as_of,
    count(case when months.is_read_whole then 1 end) as months_read_whole,
    bool_or(months.is_read) as is_read,
    coalesce(bool_and(months.is_unread_before_start), false) as is_unread_before_start,
    max(months.read_until) as read_until
from spans
inner join {{ ref('int_subject_months') }} as months
    on
        spans.metric_id = months.metric_id
        and spans.scope = months.scope
        and spans.subject_id = months.scope_id
        and months.month between {{ month_of('spans.first_day') }} and {{ month_of('spans.last_day') }}
group by spans.metric_id, spans.scope, spans.subject_id, spans.first_day, spans.last_day
