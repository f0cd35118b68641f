-- Rule x subject x period: what was asked, what was done, and whether that can be judged.
with rules as (

    select * from {{ ref('int_rule_periods') }}

),

evidence as (

    select evidence.*, periods.period_type, periods.period
    from {{ ref('int_rule_evidence') }} as evidence
    inner join {{ ref('int_periods') }} as periods
        on periods.period_type in ('month', 'quarter') and evidence.on_date between periods.first_day and periods.last_day

),

counted as (

    select
        rules.rule_no,
        count(case when evidence.evidence <> 'reported_repost' then 1 end) as events,
        sum(case when evidence.evidence = 'reported_repost' then evidence.quantity end) as events_reported,
        count(case when {{ is_judgeable('rules.rule_kind', 'evidence') }} then 1 end) as events_judged,
        count(case when {{ counts_for('rules', 'evidence') }} then 1 end) as events_counted
    from rules
    inner join evidence
        on
            rules.subject_kind = evidence.subject_kind
            and rules.subject_id = evidence.subject_id
            and rules.period_type = evidence.period_type
            and rules.period = evidence.period
            and {{ is_evidence_for('rules', 'evidence') }}
    group by rules.rule_no

),

read as (

    select
        rules.*,
        coalesce(periods.months_read_whole = periods.months, false) as is_read_whole,
        coalesce(periods.is_read, false) as is_read,
        coalesce(periods.is_unread_before_start, false) as is_not_started,
        case when periods.read_until is not null then least(periods.read_until, rules.last_day) end as as_of
    from rules
    left join {{ ref('int_subject_periods') }} as periods
        on
            rules.metric_id = periods.metric_id
            and rules.read_scope = periods.scope
            and rules.read_id = periods.subject_id
            and rules.first_day = periods.first_day
            and rules.last_day = periods.last_day

),

measured as (

    select
        read.*,
        read.is_read_whole or (not read.is_read and counted.events_reported is not null) as is_complete,
        read.is_read or counted.events_reported is not null as is_known,
        coalesce(silences.is_read, true) as is_silence_read,
        coalesce(counted.events, 0) as events,
        coalesce(counted.events_judged, 0) as events_judged,
        silences.since_day,
        silences.until_day,
        case
            when {{ is_of_pieces('read.rule_kind') }} then counted.events_judged
            else read.threshold
        end as expected,
        case
            -- Without exports of its own an account is judged by what it reported.
            when not read.is_read then counted.events_reported
            when {{ is_of_pieces('read.rule_kind') }}
                then case when counted.events_judged > 0 then counted.events_counted end
            when read.rule_kind = 'month_end_share' then {{ ratio('counted.events_counted', 'counted.events') }}
            when read.rule_kind = 'no_update' then silences.days
            when read.rule_kind in ('reposts', 'party_activity') then coalesce(counted.events, 0)
        end as actual
    from read
    left join counted on read.rule_no = counted.rule_no
    left join {{ ref('int_rule_silences') }} as silences on read.rule_no = silences.rule_no

),

judged as (

    select
        *,
        case
            when exemption is not null or actual is null then null
            when {{ is_of_pieces('rule_kind') }}
                then case when actual < expected then false when is_complete then true end
            when rule_kind in ('reposts', 'party_activity')
                then case when actual >= expected then true when is_complete then false end
            when rule_kind = 'month_end_share' then case when is_complete then actual <= expected end
            -- A silence that contains unread months may be shorter than it seems.
            when rule_kind = 'no_update'
                then
                    case
                        when actual <= expected and is_complete then true
                        when actual > expected and is_silence_read and is_complete then false
                    end
        end as is_met
    from measured

)

select
    rule_id,
    rule_name,
    rule_kind,
    subject_kind,
    subject_id,
    subject_name,
    department_id,
    item,
    period_type,
    period,
    {{ month_of('last_day') }} as month,
    threshold,
    cast(window_days as integer) as window_days,
    is_vacation_exempt,
    cast(expected as double) as expected,
    cast(actual as double) as actual,
    is_met,
    cast(case
        when is_met is null or actual is null then null
        when rule_kind in ('no_update', 'month_end_share') then greatest(actual - expected, 0)
        else greatest(expected - actual, 0)
    end as double) as shortfall,
    exemption is not null as is_exempt,
    case
        when exemption is not null then exemption
        when is_met then null
        when is_not_started then '尚未启用'
        when not is_known then '期间缺数'
        when is_met is null and actual is not null then '期间数据不全'
        when rule_kind = 'publish_within' and events = 0 then '期间没有稿件'
        when rule_kind = 'publish_within' and events_judged = 0 then '导出没有事件时间，无法判断'
        when rule_kind = 'upload_within' and events = 0 then '期间没有记录'
        when rule_kind = 'upload_within' and events_judged = 0 then '系统不导出上传日期，无法判断'
        when rule_kind = 'month_end_share' and events = 0 then '期间没有记录'
        when rule_kind = 'adopt_within' and events = 0 then '期间没有登记采用日期'
        when rule_kind = 'claim_within' and events = 0 then '期间没有登记申报日期'
        when rule_kind = 'publish_within' then '超过时限'
        when rule_kind = 'upload_within' then '逾期上传'
        when rule_kind = 'adopt_within' then '采用超过时限'
        when rule_kind = 'claim_within' then '逾期申报'
        when rule_kind = 'month_end_share' then '集中在月末'
        when rule_kind = 'no_update' then '超过规定天数没有更新'
        else '次数不足'
    end as reason,
    since_day as silent_from,
    until_day as silent_until,
    as_of,
    basis,
    source_text,
    source_file_id,
    source_sheet,
    source_row
from judged
