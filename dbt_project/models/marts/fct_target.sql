-- Plan x scope x period: what was promised, what came of it, and how far it should have come by now. A verdict comes
-- early only where nothing that is still to come can change it.
with targets as (

    select * from {{ ref('dim_target') }}

),

periods as (

    select * from {{ ref('dim_period') }}

),

vacations as (

    select start_on, end_on from {{ ref('stg_reference__calendar') }} where kind = '假期'

),

departments as (

    select * from {{ ref('dim_department') }}

),

-- One that was closed keeps its last name.
department_names as (

    select
        department_id,
        name,
        valid_from,
        valid_to,
        {{ named_until() }} as named_until
    from departments

),

party_orgs as (

    select * from {{ ref('dim_party_org') }}

),

leaves as (

    select * from {{ ref('fct_metric_month') }}
    where metric_id in (select metric_id from targets union all select denominator_metric_id from targets)

),

events as (

    select * from {{ ref('int_metric_events') }} where metric_id in (select metric_id from targets)

),

horizon as (

    select min(month) as data_from, max(case when value is not null then as_of end) as data_until
    from {{ ref('fct_metric_month') }}

),

-- A period longer than the judged one stands for every judged period inside it; a week belongs where its Thursday is.
spread as (

    select
        targets.*,
        coalesce(judged.period, targets.period) as judged_period,
        judged.first_day,
        judged.last_day,
        judged.period_no,
        judged.per_year,
        -- A revised target is the one valid when its period ends, or as far as the data reach.
        row_number() over (
            partition by targets.target_id, targets.scope, targets.scope_id, targets.period_type,
                coalesce(judged.period, targets.period)
            order by
                case when targets.valid_from <= least(judged.last_day, horizon.data_until) then 0 else 1 end,
                abs({{ days_inclusive('targets.valid_from', 'least(judged.last_day, horizon.data_until)') }}),
                targets.valid_from
        ) as choice
    from targets
    cross join horizon
    left join periods as stated on targets.period = stated.period
    left join periods as judged
        on
            targets.period_type = judged.period_type
            and case judged.period_type when 'week' then {{ add_days('judged.first_day', 3) }} else judged.first_day end
            between stated.first_day and stated.last_day

),

subjects as (

    select spread.*, coalesce(spread.scope_id, 'institution') as subject_id
    from spread
    where spread.choice = 1 and (spread.scope_id is not null or spread.scope = 'institution')
    union all
    select spread.*, departments.department_id
    from spread
    inner join departments
        on
            departments.in_roster
            and coalesce(spread.last_day, date '9999-12-31') between departments.valid_from and departments.valid_to
    where spread.choice = 1 and spread.scope_id is null and spread.scope = 'department'
    union all
    select spread.*, party_orgs.party_org_id
    from spread
    inner join party_orgs
        on
            party_orgs.party_org_id <> 'unrecognised'
            and coalesce(spread.last_day, date '9999-12-31') between party_orgs.valid_from and party_orgs.valid_to
    where spread.choice = 1 and spread.scope_id is null and spread.scope = 'party_org'

),

-- Branches have no row of their own in the monthly fact: their zeros follow from the whole system having been read.
party_months as (

    select
        months.metric_id,
        'party_org' as scope,
        party_orgs.party_org_id as scope_id,
        months.month,
        case when months.is_known then coalesce(sum(days.value), 0) end as value,
        months.is_complete,
        months.is_not_started,
        months.as_of
    from (
        select
            metric_id,
            month,
            bool_or(value is not null) as is_known,
            bool_and(is_complete) as is_complete,
            bool_and(status = 'not_started') as is_not_started,
            max(as_of) as as_of
        from leaves
        where metric_id = 'party_uploads' and source_kind is distinct from 'printed'
        group by metric_id, month
    ) as months
    cross join (select distinct party_org_id from party_orgs) as party_orgs
    left join events as days
        on
            days.metric_id = 'party_uploads'
            and party_orgs.party_org_id = days.party_org_id
            and months.month = {{ month_of('days.date') }}
    group by
        months.metric_id, party_orgs.party_org_id, months.month, months.is_known, months.is_complete,
        months.is_not_started, months.as_of

),

scoped as (

    select leaves.*, 'institution' as scope, 'institution' as scope_id
    from leaves
    where source_kind is distinct from 'printed' or department_id is null
    union all
    select leaves.*, 'channel', channel_id from leaves where account_id is not null
    union all
    select leaves.*, 'account', account_id from leaves where account_id is not null
    union all
    select leaves.*, 'department', department_id from leaves where department_id is not null

),

months as (

    select
        metric_id,
        scope,
        scope_id,
        month,
        coalesce(
            sum(case when source_kind = 'export' then value end), max(case when source_kind = 'printed' then value end)
        ) as value,
        bool_and(is_complete or status = 'not_started') and bool_or(is_complete) as is_complete,
        bool_and(status = 'not_started') as is_not_started,
        -- A month that was read whole was read to its end, whatever its last record says.
        case
            when bool_and(is_complete or status = 'not_started') and bool_or(is_complete)
                then greatest(max(as_of), {{ month_end('month') }})
            else max(as_of)
        end as as_of
    from scoped
    group by metric_id, scope, scope_id, month
    union all
    select metric_id, scope, scope_id, month, value, is_complete, is_not_started, as_of from party_months

),

-- The first month of which anything was to be known. A unit begins with its institution.
started as (

    select metric_id, scope, scope_id, min(month) as first_month
    from months
    where scope in ('institution', 'channel', 'account') and not is_not_started
    group by metric_id, scope, scope_id

),

begun as (

    select subjects.*, started.first_month, coalesce(own.start_month, metrics.start_month) as start_month
    from subjects
    left join {{ ref('dim_metric') }} as metrics on subjects.metric_id = metrics.metric_id
    left join {{ ref('stg_reference__metric_starts') }} as own
        on subjects.metric_id = own.metric_id and subjects.scope = 'account' and subjects.subject_id = own.account_id
    left join started
        on
            subjects.metric_id = started.metric_id
            and case when subjects.scope in ('channel', 'account') then subjects.scope else 'institution' end
            = started.scope
            and case when subjects.scope in ('channel', 'account') then subjects.subject_id else 'institution' end
            = started.scope_id

),

-- Where the office has said since when a figure is kept, the months before are no gap: it is counted from there.
spans as (

    select
        *,
        case
            when {{ month_start('start_month') }} between first_day and last_day and not first_month < start_month
                then {{ month_start('start_month') }}
            else first_day
        end as counted_from
    from begun

),

wanted as (

    select target_id, comparator, scope, subject_id, metric_id, denominator_metric_id, outlet_levels, judged_period,
        expected_low, period_type, is_vacation_exempt, 'now' as role, counted_from as first_day, last_day,
        case when counted_from > first_day then counted_from end as begins_on
    from spans
    where first_day is not null
    union all
    select spans.target_id, spans.comparator, spans.scope, spans.subject_id, spans.metric_id, null,
        spans.outlet_levels, spans.judged_period, spans.expected_low, spans.period_type,
        spans.is_vacation_exempt, 'base', bases.first_day, bases.last_day, null
    from spans
    inner join periods as bases
        on
            spans.period_type = bases.period_type
            and bases.period_no = spans.period_no
            - case spans.comparator
                when 'more_than_last_year' then spans.per_year
                when 'more_than_previous' then 1
            end

),

-- The monthly fact does not tell outlets apart; whether a month is known does not depend on their level.
level_figures as (

    select
        wanted.target_id,
        wanted.scope,
        wanted.subject_id,
        wanted.judged_period,
        wanted.role,
        coalesce(sum(events.value), 0) as value
    from wanted
    left join events
        on
            wanted.metric_id = events.metric_id
            and events.date between wanted.first_day and wanted.last_day
            and {{ is_listed('events.outlet_level', 'wanted.outlet_levels') }}
            and wanted.subject_id = {{ subject_of('wanted.scope', 'events') }}
    where wanted.outlet_levels is not null
    group by wanted.target_id, wanted.scope, wanted.subject_id, wanted.judged_period, wanted.role

),

month_figures as (

    select
        wanted.target_id,
        wanted.scope,
        wanted.subject_id,
        wanted.judged_period,
        wanted.role,
        case
            when max(wanted.outlet_levels) is not null
                then case when max(months.value) is not null then max(level_figures.value) end
            when max(metrics.additivity) = 'additive' then sum(months.value)
            -- A stock is what it was on the last day, while the period runs what it was last known to be.
            when max(metrics.additivity) = 'semi'
                then
                    case
                        when
                            max(case when months.value is not null then months.month end)
                            = {{ month_of('max(wanted.last_day)') }}
                            or max(wanted.last_day) > max(horizon.data_until)
                            then max_by(months.value, case when months.value is not null then months.month end)
                    end
            else case when count(*) = 1 then max(months.value) end
        end as value,
        sum(denominators.value) as denominator,
        case
            when max(metrics.additivity) = 'semi'
                then bool_or(months.is_complete and months.month = {{ month_of('wanted.last_day') }})
            else
                count(case when months.is_complete then 1 end)
                = {{ month_index(month_of('max(wanted.last_day)')) }}
                - {{ month_index(month_of('max(wanted.first_day)')) }} + 1
        end
        and (max(wanted.denominator_metric_id) is null or bool_and(coalesce(denominators.is_complete, false)))
            as is_final,
        -- What is not exported yet, behind the last known month, is no gap: the figure is known until then.
        max(metrics.additivity) = 'semi'
        or coalesce(
            min(case when months.value is null then months.month end)
            > max(case when months.value is not null then months.month end),
            true
        ) as is_gapless,
        max(case when months.value is not null then months.as_of end) as as_of
    from wanted
    cross join horizon
    inner join {{ ref('dim_metric') }} as metrics on wanted.metric_id = metrics.metric_id
    inner join months
        on
            wanted.metric_id = months.metric_id
            and wanted.scope = months.scope
            and wanted.subject_id = months.scope_id
            and {{ month_start('months.month') }} between wanted.first_day and wanted.last_day
    left join months as denominators
        on
            wanted.denominator_metric_id = denominators.metric_id
            and months.scope = denominators.scope
            and months.scope_id = denominators.scope_id
            and months.month = denominators.month
    left join level_figures
        on
            wanted.target_id = level_figures.target_id
            and wanted.scope = level_figures.scope
            and wanted.subject_id = level_figures.subject_id
            and wanted.judged_period = level_figures.judged_period
            and wanted.role = level_figures.role
    where wanted.period_type <> 'week' and wanted.comparator <> 'weekly'
    group by wanted.target_id, wanted.scope, wanted.subject_id, wanted.judged_period, wanted.role

),

-- A week is known when every month it touches was read up to the last day of the week in it.
weeks as (

    select
        wanted.target_id,
        wanted.comparator,
        wanted.scope,
        wanted.subject_id,
        wanted.metric_id,
        wanted.outlet_levels,
        wanted.judged_period,
        wanted.role,
        coalesce(wanted.expected_low, 1) as expected_low,
        weeks.first_day,
        weeks.last_day
    from wanted
    inner join periods as weeks
        on
            weeks.period_type = 'week'
            and {{ add_days('weeks.first_day', 3) }} between wanted.first_day and wanted.last_day
            and weeks.first_day >= coalesce(wanted.begins_on, weeks.first_day)
            and not (
                wanted.is_vacation_exempt
                and exists (
                    select 1 from vacations
                    where {{ add_days('weeks.first_day', 3) }} between vacations.start_on and vacations.end_on
                )
            )
    where wanted.period_type = 'week' or wanted.comparator = 'weekly'

),

known_weeks as (

    select
        weeks.target_id,
        weeks.scope,
        weeks.subject_id,
        weeks.judged_period,
        weeks.role,
        weeks.first_day,
        bool_and(months.value is not null
            and months.as_of >= least(weeks.last_day, {{ month_end('months.month') }}))
        and count(*) = {{ month_index(month_of('max(weeks.last_day)')) }}
        - {{ month_index(month_of('max(weeks.first_day)')) }} + 1 as is_known,
        max(months.as_of) as as_of
    from weeks
    inner join months
        on
            weeks.metric_id = months.metric_id
            and weeks.scope = months.scope
            and weeks.subject_id = months.scope_id
            and months.month between {{ month_of('weeks.first_day') }} and {{ month_of('weeks.last_day') }}
    group by weeks.target_id, weeks.scope, weeks.subject_id, weeks.judged_period, weeks.role, weeks.first_day

),

week_counts as (

    select
        weeks.target_id,
        weeks.scope,
        weeks.subject_id,
        weeks.judged_period,
        weeks.role,
        weeks.first_day,
        weeks.last_day,
        max(weeks.comparator) as comparator,
        max(weeks.expected_low) as expected_low,
        coalesce(sum(days.value), 0) as value
    from weeks
    left join events as days
        on
            weeks.metric_id = days.metric_id
            and days.date between weeks.first_day and weeks.last_day
            and (weeks.outlet_levels is null or {{ is_listed('days.outlet_level', 'weeks.outlet_levels') }})
            and weeks.subject_id = {{ subject_of('weeks.scope', 'days') }}
    group by
        weeks.target_id, weeks.scope, weeks.subject_id, weeks.judged_period, weeks.role, weeks.first_day, weeks.last_day

),

week_figures as (

    select
        counts.target_id,
        counts.scope,
        counts.subject_id,
        counts.judged_period,
        counts.role,
        case max(counts.comparator)
            when 'weekly'
                then cast(count(case when counts.value >= counts.expected_low then 1 end) as double)
            else sum(counts.value)
        end as value,
        -- Weeks that are wholly known and stayed below: they can no longer be made good.
        cast(count(case when known.is_known and counts.value < counts.expected_low then 1 end) as double)
            as weeks_failed,
        cast(count(*) as double) as weeks_expected,
        coalesce(bool_and(known.is_known), false) as is_final,
        max(known.as_of) as as_of
    from week_counts as counts
    left join known_weeks as known
        on
            counts.target_id = known.target_id
            and counts.scope = known.scope
            and counts.subject_id = known.subject_id
            and counts.judged_period = known.judged_period
            and counts.role = known.role
            and counts.first_day = known.first_day
    group by counts.target_id, counts.scope, counts.subject_id, counts.judged_period, counts.role
    -- Nothing was read in any of these weeks: unknown, not zero.
    having count(known.first_day) > 0

),

figures as (

    select target_id, scope, subject_id, judged_period, role, value, denominator, is_final, is_gapless, as_of,
        cast(null as double) as weeks_failed, cast(null as double) as weeks_expected
    from month_figures
    union all
    select target_id, scope, subject_id, judged_period, role, value, null, is_final, true, as_of, weeks_failed,
        weeks_expected
    from week_figures

),

measured as (

    select
        spans.*,
        horizon.data_until,
        case
            when spans.actual is not null then spans.actual
            when spans.comparator = 'share' and spans.denominator_metric_id is not null
                then {{ ratio('now.value', 'now.denominator') }}
            else now.value
        end as known_value,
        case when spans.actual is not null then 'manual' when now.value is not null then 'metric' end
            as actual_source,
        case
            when spans.actual is not null then spans.last_day <= horizon.data_until
            -- More than the period before can be said of equal periods only.
            when spans.comparator in ('more_than_last_year', 'more_than_previous') and spans.counted_from > spans.first_day
                then false
            else coalesce(now.is_final, false)
        end as is_final,
        spans.actual is not null
        or (coalesce(now.is_gapless, true) and {{ month_of('spans.counted_from') }} >= horizon.data_from) as is_gapless,
        now.weeks_failed,
        now.weeks_expected,
        -- A figure that can fall again gives no early verdict.
        coalesce(metrics.additivity, 'additive') = 'additive'
        and not coalesce({{ matches('spans.metric_id', '_net$') }}, false) as is_growing,
        coalesce(metrics.additivity, 'additive') = 'semi' as is_stock,
        coalesce(spans.base, case when base.is_final then base.value end) as base_value,
        least(coalesce(case when spans.actual is null then now.as_of end, horizon.data_until), spans.last_day)
            as known_until
    from spans
    cross join horizon
    left join {{ ref('dim_metric') }} as metrics on spans.metric_id = metrics.metric_id
    left join figures as now
        on
            spans.target_id = now.target_id
            and spans.scope = now.scope
            and spans.subject_id = now.subject_id
            and spans.judged_period = now.judged_period
            and now.role = 'now'
    left join figures as base
        on
            spans.target_id = base.target_id
            and spans.scope = base.scope
            and spans.subject_id = base.subject_id
            and spans.judged_period = base.judged_period
            and base.role = 'base'

),

expected as (

    select
        *,
        case comparator
            when 'at_most' then expected_high
            when 'share' then coalesce(expected_low, 1)
            when 'weekly' then weeks_expected
            when 'more_than_last_year' then base_value
            when 'more_than_previous' then base_value
            when 'at_least' then expected_low
            when 'equal' then expected_low
            when 'range' then expected_low
        end as expected_value,
        case
            when known_until >= counted_from
                then
                    cast({{ days_inclusive('counted_from', 'known_until') }} as double)
                    / ({{ days_inclusive('counted_from', 'last_day') }})
        end as elapsed_share
    from measured

),

judged as (

    select
        *,
        case
            when comparator = 'deadline'
                then case when done_on is not null then done_on <= deadline when data_until > deadline then false end
            when known_value is null then null
            when comparator = 'at_least'
                then
                    case
                        when is_final or (is_growing and known_value >= expected_low) then known_value >= expected_low
                    end
            when comparator = 'at_most'
                then
                    case
                        when is_final or (is_growing and known_value > expected_high) then known_value <= expected_high
                    end
            when comparator = 'equal'
                then
                    case
                        when is_final or (is_growing and known_value > expected_low) then known_value = expected_low
                    end
            when comparator = 'range'
                then
                    case
                        when is_final or (is_growing and known_value > expected_high)
                            then known_value between expected_low and expected_high
                    end
            when comparator = 'share' then case when is_final then known_value >= expected_value end
            when comparator = 'weekly' then case when weeks_failed > 0 then false when is_final then true end
            when comparator = 'zero_allowed'
                then case when is_final then known_value <= coalesce(expected_high, known_value) end
            when comparator in ('more_than_last_year', 'more_than_previous')
                then case when is_final or (is_growing and known_value > base_value) then known_value > base_value end
        end as is_met
    from expected

),

lined as (

    select
        *,
        case
            when comparator not in ('at_most', 'share', 'deadline', 'zero_allowed') and not is_stock
                then expected_value * elapsed_share
        end as expected_so_far
    from judged

)

select
    lined.target_id,
    lined.name,
    lined.metric_id,
    lined.scope,
    lined.subject_id as scope_id,
    coalesce(
        department_names.name,
        party_names.name,
        accounts.name,
        channels.name,
        case when lined.scope = 'institution' then '全校' end
    ) as scope_name,
    lined.period_type,
    lined.judged_period as period,
    lined.first_day as period_start,
    lined.last_day as period_end,
    lined.counted_from,
    lined.comparator,
    lined.expected_value as expected,
    lined.expected_low,
    lined.expected_high,
    lined.deadline,
    lined.known_value as actual,
    lined.actual_source,
    lined.done_on,
    lined.is_final,
    lined.is_met,
    -- Unknown stays unknown: greatest() would take the zero.
    case
        when lined.comparator = 'deadline' and lined.is_met is not null
            then cast(greatest(coalesce(lined.done_on, lined.data_until) - lined.deadline, 0) as double)
        when lined.known_value is null or lined.comparator = 'deadline' then null
        when lined.comparator = 'equal' then abs(lined.expected_low - lined.known_value)
        when lined.known_value > lined.expected_high then lined.known_value - lined.expected_high
        when lined.comparator in ('at_most', 'zero_allowed') then 0
        when lined.expected_value is not null then greatest(lined.expected_value - lined.known_value, 0)
    end as shortfall,
    lined.elapsed_share,
    lined.expected_so_far,
    case when lined.known_value is not null then lined.known_value >= lined.expected_so_far end as is_on_track,
    case
        when lined.first_day is null or lined.first_day > lined.data_until then 'not_started'
        when lined.is_met then 'met'
        when not lined.is_met then 'not_met'
        when lined.comparator = 'deadline' then 'open'
        when lined.known_value is null or not lined.is_gapless or lined.last_day <= lined.data_until then 'unknown'
        when lined.known_value >= lined.expected_so_far then 'on_track'
        when lined.known_value < lined.expected_so_far then 'behind'
        else 'open'
    end as status,
    case
        when lined.first_day is null or lined.first_day > lined.data_until then '期间还没有数据'
        when lined.is_met is not null then null
        when lined.comparator in ('more_than_last_year', 'more_than_previous') and lined.base_value is null
            then '没有可比的基期'
        when lined.comparator = 'deadline' then '期限未到，尚未登记完成日期'
        when lined.known_value is null and lined.metric_id is null then '没有登记完成数'
        when lined.known_value is null and lined.start_month > {{ month_of('lined.last_day') }}
            then '从 ' || lined.start_month || ' 起才有这项统计'
        when lined.known_value is null and department_names.valid_to < lined.first_day
            then '部门已于 ' || cast(department_names.valid_to as varchar) || ' 停用'
        when lined.known_value is null then '期间缺数'
        when not lined.is_gapless and lined.first_month > {{ month_of('lined.counted_from') }}
            then lined.first_month || ' 以前没有数据；那时还没有这项统计的，请在指标启用月份登记'
        when not lined.is_gapless or lined.last_day <= lined.data_until then '期间数据不全'
        else '期间未完'
    end as reason,
    lined.known_until as as_of,
    lined.basis,
    lined.source_text,
    lined.valid_from,
    lined.revisions,
    lined.previous_low,
    lined.previous_high,
    lined.previous_deadline,
    lined.outlet_levels,
    lined.source_file_id,
    lined.source_sheet,
    lined.source_row
from lined
left join department_names
    on
        lined.scope = 'department'
        and lined.subject_id = department_names.department_id
        and coalesce(lined.last_day, date '9999-12-31')
        between department_names.valid_from and department_names.named_until
left join party_orgs as party_names
    on
        lined.scope = 'party_org'
        and lined.subject_id = party_names.party_org_id
        and coalesce(lined.last_day, date '9999-12-31') between party_names.valid_from and party_names.valid_to
left join {{ ref('dim_account') }} as accounts
    on
        lined.scope = 'account'
        and lined.subject_id = accounts.account_id
        and coalesce(lined.last_day, date '9999-12-31') between accounts.applies_from and accounts.applies_to
left join {{ ref('dim_channel') }} as channels on lined.scope = 'channel' and lined.subject_id = channels.channel_id
order by lined.target_id, lined.scope, lined.subject_id, lined.first_day
