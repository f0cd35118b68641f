-- Rule x subject x period. The version of a rule that was valid on the first day of a period judges that period.
with versions as (

    select
        *,
        {{ since('valid_from') }} as judges_from,
        least(
            {{ until('valid_to') }},
            coalesce(
                {{ add_days('lead(valid_from) over (partition by rule_id order by ' ~ since('valid_from') ~ ')', -1) }},
                date '9999-12-31'
            )
        ) as judges_to
    from {{ ref('stg_reference__rules') }}

),

calendar as (

    select * from {{ ref('dim_month') }}

),

vacations as (

    select start_on, end_on from {{ ref('stg_reference__calendar') }} where kind = '假期'

),

periods as (

    select
        periods.period_type,
        periods.period,
        periods.first_day,
        periods.last_day,
        bool_and(calendar.is_vacation) as is_vacation
    from {{ ref('dim_period') }} as periods
    inner join calendar on calendar.month_start between periods.first_day and periods.last_day
    where periods.period_type in ('month', 'quarter')
    group by periods.period_type, periods.period, periods.first_day, periods.last_day
    having bool_or(calendar.is_in_data)

),

accounts as (

    select
        accounts.*,
        {{ publishing_metric('accounts.channel_id') }} as metric_id,
        coalesce(channels.printed_name, accounts.channel_id) as channel_name
    from {{ ref('dim_account') }} as accounts
    left join {{ ref('dim_channel') }} as channels on accounts.channel_id = channels.channel_id

),

-- Which monthly figure says whether the exports speak about a subject at all.
subject_versions as (

    select
        case channel_id when 'website' then 'site' else 'account' end as subject_kind,
        account_id as subject_id,
        name,
        case channel_id when 'website' then level else channel_name end as subject_type,
        department_id,
        valid_from,
        valid_to,
        metric_id,
        account_id,
        is_official,
        cast(null as varchar) as exempt_items
    from accounts
    union all
    select 'site_column', accounts.account_id || '/' || columns.name, accounts.name || ' ' || columns.name,
        accounts.level, accounts.department_id, greatest(accounts.valid_from, columns.valid_from),
        least(accounts.valid_to, columns.valid_to), accounts.metric_id, accounts.account_id, accounts.is_official, null
    from {{ ref('dim_site_column') }} as columns
    inner join accounts
        on
            accounts.channel_id = 'website'
            and accounts.is_registered
            and (columns.site_id is null or columns.site_id = accounts.account_id)
    union all
    select 'department', department_id, name, type, department_id, valid_from, valid_to, 'web_articles_published',
        null, false, null
    from {{ ref('dim_department') }}
    where in_roster
    union all
    select 'party_org', party_org_id, name, type, department_id, valid_from, valid_to, 'party_uploads', null, false,
        exempt_types
    from {{ ref('dim_party_org') }}
    where party_org_id <> 'unrecognised'

),

-- A renamed subject goes on: its versions differ, its life is one.
subjects as (

    select
        *,
        min(valid_from) over (partition by subject_kind, subject_id) as exists_from,
        max(valid_to) over (partition by subject_kind, subject_id) as exists_to
    from subject_versions

),

reports as (

    select
        metric_id,
        account_id,
        month,
        bool_and(is_complete or status = 'not_started') and bool_or(is_complete) as is_complete,
        bool_or(value is not null) as is_known,
        bool_and(status = 'not_started') as is_not_started,
        -- A month that was read whole was read to its end, whatever its last record says.
        case
            when bool_and(is_complete or status = 'not_started') and bool_or(is_complete) then {{ month_end('month') }}
            else max(case when value is not null then as_of end)
        end as as_of
    from (
        select metric_id, account_id, month, is_complete, status, value, as_of
        from {{ ref('fct_metric_month') }}
        where source_kind is distinct from 'printed' and (
                account_id is not null or metric_id in ('party_uploads', 'submissions_received')
            )
        union all
        select metric_id, null, month, is_complete, status, value, as_of
        from {{ ref('fct_metric_month') }}
        where source_kind is distinct from 'printed' and account_id is not null
    ) as figures
    group by metric_id, account_id, month

),

frame as (

    select
        versions.rule_id,
        versions.name as rule_name,
        versions.rule_kind,
        versions.item,
        versions.threshold,
        versions.window_days,
        versions.basis,
        versions.source_text,
        versions.file_id,
        versions.source_sheet,
        versions.source_row,
        versions.is_vacation_exempt,
        versions.subject_kind,
        subjects.subject_id,
        subjects.name as subject_name,
        subjects.department_id,
        case when versions.rule_kind in ('adopt_within', 'claim_within') then 'submissions_received' else subjects.metric_id
        end as metric_id,
        subjects.account_id,
        periods.period_type,
        periods.period,
        periods.first_day,
        periods.last_day,
        case
            when coalesce({{ is_listed('versions.item', 'subjects.exempt_items') }}, false) then '该组织免考核此项'
            when versions.is_vacation_exempt and periods.is_vacation then '假期'
            when subjects.exists_from > periods.first_day or subjects.exists_to < periods.last_day
                then '期间成立或撤销'
        end as exemption
    from versions
    inner join periods
        on
            versions.period_type = periods.period_type
            and periods.first_day between versions.judges_from and versions.judges_to
    inner join subjects
        on
            versions.subject_kind = subjects.subject_kind
            and (versions.subject_id is null or versions.subject_id = subjects.subject_id)
            and (versions.subject_type is null or {{ is_listed('subjects.subject_type', 'versions.subject_type') }})
            and subjects.exists_from <= periods.last_day
            and subjects.exists_to >= periods.first_day
            and least(periods.last_day, subjects.exists_to) between subjects.valid_from and subjects.valid_to
            -- An account does not repost itself.
            and not (versions.rule_kind = 'reposts' and subjects.is_official)

),

known as (

    select
        frame.rule_id,
        frame.subject_id,
        frame.period,
        count(case when reports.is_complete then 1 end)
        = {{ month_index(month_of('max(frame.last_day)')) }} - {{ month_index(month_of('max(frame.first_day)')) }} + 1
            as is_complete,
        coalesce(bool_or(reports.is_known), false) as is_known,
        coalesce(bool_and(reports.is_not_started), false) as is_not_started,
        case when max(reports.as_of) is not null then least(max(reports.as_of), max(frame.last_day)) end as as_of
    from frame
    left join reports
        on
            frame.metric_id = reports.metric_id
            and frame.account_id is not distinct from reports.account_id
            and {{ month_start('reports.month') }} between frame.first_day and frame.last_day
    group by frame.rule_id, frame.subject_id, frame.period

),

evidence as (

    select evidence.*, 'month' as period_type, calendar.month as period
    from {{ ref('int_rule_evidence') }} as evidence
    inner join calendar on {{ month_of('evidence.on_date') }} = calendar.month
    union all
    select evidence.*, 'quarter', calendar.quarter
    from {{ ref('int_rule_evidence') }} as evidence
    inner join calendar on {{ month_of('evidence.on_date') }} = calendar.month

),

counted as (

    select
        frame.rule_id,
        frame.subject_id,
        frame.period,
        count(case when evidence.evidence <> 'reported_repost' then 1 end) as events,
        sum(case when evidence.evidence = 'reported_repost' then evidence.quantity end) as events_reported,
        count(case when {{ is_judgeable('frame.rule_kind', 'evidence') }} then 1 end) as events_judged,
        count(case when {{ counts_for('frame', 'evidence') }} then 1 end) as events_counted
    from frame
    inner join evidence
        on
            frame.subject_kind = evidence.subject_kind
            and frame.subject_id = evidence.subject_id
            and frame.period_type = evidence.period_type
            and frame.period = evidence.period
            and {{ is_evidence_for('frame', 'evidence') }}
    group by frame.rule_id, frame.subject_id, frame.period

),

-- Silence reaches from one update to the next, or to the last day the exports speak about. Before the first update
-- it is counted from the first month that was read, which can only be too little.
openings as (

    select
        subjects.subject_kind,
        subjects.subject_id,
        greatest(min(subjects.exists_from), min({{ month_start('reports.month') }})) as opened_on
    from subjects
    inner join reports
        on
            subjects.metric_id = reports.metric_id
            and subjects.account_id is not distinct from reports.account_id
            and reports.is_known
    group by subjects.subject_kind, subjects.subject_id

),

update_days as (

    select distinct subject_kind, subject_id, on_date from {{ ref('int_rule_evidence') }} where evidence = 'publish'

),

updates as (

    select
        subject_kind,
        subject_id,
        on_date,
        lead(on_date) over (partition by subject_kind, subject_id order by on_date) as next_on
    from update_days
    union all
    select
        openings.subject_kind,
        openings.subject_id,
        {{ add_days('openings.opened_on', -1) }},
        min(update_days.on_date)
    from openings
    left join update_days
        on openings.subject_kind = update_days.subject_kind and openings.subject_id = update_days.subject_id
    group by openings.subject_kind, openings.subject_id, openings.opened_on

),

silences as (

    select
        frame.rule_id,
        frame.subject_id,
        frame.period,
        frame.is_vacation_exempt,
        updates.on_date,
        least(coalesce(updates.next_on, known.as_of), known.as_of) as until_day
    from frame
    inner join known
        on frame.rule_id = known.rule_id and frame.subject_id = known.subject_id and frame.period = known.period
    inner join updates
        on
            frame.subject_kind = updates.subject_kind
            and frame.subject_id = updates.subject_id
            and updates.on_date <= known.as_of
            and coalesce(updates.next_on, date '9999-12-31') >= frame.first_day
    where frame.rule_kind = 'no_update'

),

silent_days as (

    select
        silences.rule_id,
        silences.subject_id,
        silences.period,
        silences.on_date,
        silences.until_day,
        silences.until_day - silences.on_date
        - coalesce(sum(case
            when silences.is_vacation_exempt and vacations.start_on is not null
                then {{ days_inclusive(
                    'greatest(vacations.start_on, ' ~ add_days('silences.on_date', 1) ~ ')',
                    'least(vacations.end_on, silences.until_day)') }}
        end), 0) as days
    from silences
    left join vacations on vacations.start_on <= silences.until_day and vacations.end_on > silences.on_date
    group by silences.rule_id, silences.subject_id, silences.period, silences.on_date, silences.until_day

),

longest as (

    select
        rule_id,
        subject_id,
        period,
        cast(max(days) as double) as days,
        max(case when choice = 1 then on_date end) as since_day,
        max(case when choice = 1 then until_day end) as until_day
    from (
        select *, row_number() over (partition by rule_id, subject_id, period order by days desc, on_date) as choice
        from silent_days
    ) as ranked
    group by rule_id, subject_id, period

),

-- Months inside the longest silence that were not read: an update may hide there.
unread as (

    select
        longest.rule_id,
        longest.subject_id,
        longest.period,
        bool_and(coalesce(reports.is_complete, false)) as is_read
    from longest
    inner join frame
        on longest.rule_id = frame.rule_id and longest.subject_id = frame.subject_id and longest.period = frame.period
    inner join calendar
        on calendar.month_start > longest.since_day and calendar.month_start < frame.first_day
    left join reports
        on
            frame.metric_id = reports.metric_id
            and frame.account_id is not distinct from reports.account_id
            and calendar.month = reports.month
    group by longest.rule_id, longest.subject_id, longest.period

),

measured as (

    select
        frame.*,
        known.is_complete or (not known.is_known and counted.events_reported is not null) as is_complete,
        known.is_known or counted.events_reported is not null as is_known,
        known.is_not_started,
        known.as_of,
        coalesce(unread.is_read, true) as is_read,
        coalesce(counted.events, 0) as events,
        coalesce(counted.events_judged, 0) as events_judged,
        longest.since_day,
        longest.until_day,
        case
            when {{ is_of_pieces('frame.rule_kind') }} then counted.events_judged
            else frame.threshold
        end as expected,
        case
            -- Without exports of its own an account is judged by what it reported.
            when not known.is_known then counted.events_reported
            when {{ is_of_pieces('frame.rule_kind') }}
                then case when counted.events_judged > 0 then counted.events_counted end
            when frame.rule_kind = 'month_end_share' then {{ ratio('counted.events_counted', 'counted.events') }}
            when frame.rule_kind = 'no_update' then longest.days
            when frame.rule_kind in ('reposts', 'party_activity') then coalesce(counted.events, 0)
        end as actual
    from frame
    inner join known
        on frame.rule_id = known.rule_id and frame.subject_id = known.subject_id and frame.period = known.period
    left join counted
        on frame.rule_id = counted.rule_id and frame.subject_id = counted.subject_id and frame.period = counted.period
    left join longest
        on frame.rule_id = longest.rule_id and frame.subject_id = longest.subject_id and frame.period = longest.period
    left join unread
        on frame.rule_id = unread.rule_id and frame.subject_id = unread.subject_id and frame.period = unread.period

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
                        when actual > expected and is_read and is_complete then false
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
    file_id as source_file_id,
    coalesce(source_sheet, '') as source_sheet,
    source_row
from judged
order by rule_id, subject_id, first_day
