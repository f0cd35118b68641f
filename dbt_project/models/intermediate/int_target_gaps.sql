-- Target x role: the months that are not known whole, and what to send so that they are.
with months as (

    select
        windows.target_no,
        windows.role,
        parts.metric_id,
        windows.scope,
        windows.subject_id,
        calendar.month,
        calendar.month_index,
        coalesce(known.is_not_applicable, false) as is_not_applicable
    from (
        select target_no, role, scope, subject_id, metric_id, denominator_metric_id, min(first_day) as first_day,
            max(last_day) as last_day
        from {{ ref('int_target_windows') }}
        group by target_no, role, scope, subject_id, metric_id, denominator_metric_id
    ) as windows
    inner join (
        select metric_id, metric_id as of_metric_id from {{ ref('metric') }}
        union all
        select distinct denominator_metric_id, metric_id from {{ ref('int_target_windows') }}
        where denominator_metric_id is not null
    ) as parts
        on
            windows.metric_id = parts.of_metric_id
            and parts.metric_id in (windows.metric_id, windows.denominator_metric_id)
    inner join {{ ref('int_target_periods') }} as targets on windows.target_no = targets.target_no
    -- Of what is still to come nothing is asked yet.
    inner join {{ ref('int_calendar') }} as calendar
        on
            calendar.month_end >= windows.first_day
            and calendar.month_start <= windows.last_day
            and calendar.month_start <= targets.data_until
    left join {{ ref('int_subject_months') }} as known
        on
            parts.metric_id = known.metric_id
            and windows.scope = known.scope
            and windows.subject_id = known.scope_id
            and calendar.month = known.month
    where not coalesce(known.is_complete, false)

),

runs as (

    select
        target_no,
        role,
        metric_id,
        min(month) || case when count(*) > 1 then ' 至 ' || max(month) else '' end as span,
        min(month) as first_month,
        min(scope) as scope,
        min(subject_id) as subject_id,
        bool_and(is_not_applicable) as is_not_applicable
    from (
        select *, month_index - row_number() over (partition by target_no, role, metric_id order by month) as run_no
        from months
    ) as numbered
    group by target_no, role, metric_id, run_no

),

spans as (

    select
        target_no,
        role,
        metric_id,
        {{ join_texts('span', '、', 'first_month') }} as months_lacking,
        min(scope) as scope,
        min(subject_id) as subject_id,
        bool_and(is_not_applicable) as is_not_applicable
    from runs
    group by target_no, role, metric_id

)

select
    spans.target_no,
    spans.role,
    {{ join_texts(
        "case
            when spans.is_not_applicable or named.metric_id is null and " ~ is_made_of_rows('spans.scope', 'metrics') ~ "
                then '在' || datasets.name || '里写明' || case spans.scope when 'party_org' then '党组织' else '部门' end
            else spans.months_lacking || ' 的' || coalesce('“' || accounts.name || '”', '') || datasets.name
                || case
                    when datasets.coverage_kind in ('register', 'ledger') then '；没有漏登的，把这段时间写进台账登全'
                    else ''
                end
        end", '；', 'spans.metric_id') }} as to_send
from spans
inner join {{ ref('metric') }} as metrics on spans.metric_id = metrics.metric_id
inner join {{ ref('dataset') }} as datasets on metrics.dataset = datasets.dataset
left join (select distinct metric_id, scope from {{ ref('int_subject_months') }}) as named
    on spans.metric_id = named.metric_id and spans.scope = named.scope
left join {{ ref('int_subjects') }} as accounts
    on
        spans.scope = 'account'
        and accounts.scope = 'account'
        and spans.subject_id = accounts.subject_id
        and accounts.named_until = date '9999-12-31'
group by spans.target_no, spans.role
