-- Plan x scope x period: what was promised, what came of it, and how far it should have come by now. A verdict comes
-- early only where nothing that is still to come can change it.
with expected as (

    select
        *,
        case comparator
            when 'at_most' then expected_high
            when 'share' then coalesce(expected_low, 1)
            when 'weekly' then weeks_expected
            when 'fortnightly' then weeks_expected
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
    from {{ ref('int_target_measures') }}

),

judged as (

    select
        *,
        case
            when is_exempt then null
            when comparator = 'deadline'
                then
                    case
                        when fulfilled_on <= deadline then true
                        when fulfilled_on > deadline or data_until > deadline then case when is_due_known then false end
                    end
            when known_value is null then null
            when comparator = 'at_least'
                then case when is_final or (is_growing and known_value >= expected_low) then known_value >= expected_low end
            when comparator = 'at_most'
                then case when is_final or (is_growing and known_value > expected_high) then known_value <= expected_high end
            when comparator = 'equal'
                then case when is_final or (is_growing and known_value > expected_low) then known_value = expected_low end
            when comparator = 'range'
                then
                    case
                        when is_final or (is_growing and known_value > expected_high)
                            then known_value between expected_low and expected_high
                    end
            when comparator = 'share' then case when is_final then known_value >= expected_value end
            when comparator in ('weekly', 'fortnightly') then case when weeks_failed > 0 then false when is_final then true end
            when comparator = 'zero_allowed'
                then case when is_final then known_value <= coalesce(expected_high, known_value) end
            when comparator in ('more_than_last_year', 'more_than_previous')
                then case when is_final or (is_growing and known_value > base_value) then known_value > base_value end
        end as is_met,
        case
            when comparator not in ('at_most', 'share', 'deadline', 'zero_allowed') and not is_stock
                then expected_value * elapsed_share
        end as expected_so_far
    from expected

)

select
    judged.target_id,
    judged.name,
    judged.metric_id,
    judged.scope,
    judged.subject_id as scope_id,
    subjects.name as scope_name,
    judged.period_type,
    judged.judged_period as period,
    judged.first_day as period_start,
    judged.last_day as period_end,
    judged.counted_from,
    judged.comparator,
    judged.expected_value as expected,
    judged.expected_low,
    judged.expected_high,
    judged.deadline,
    judged.known_value as actual,
    judged.actual_source,
    judged.fulfilled_on as done_on,
    judged.is_final,
    judged.is_met,
    -- Unknown stays unknown: greatest() would take the zero.
    case
        when judged.comparator = 'deadline' and judged.is_met is not null
            then cast(greatest(
                {{ days_between('judged.deadline', 'coalesce(judged.fulfilled_on, judged.data_until)') }}, 0
            ) as double)
        when judged.known_value is null or judged.comparator = 'deadline' then null
        when judged.comparator = 'equal' then abs(judged.expected_low - judged.known_value)
        when judged.known_value > judged.expected_high then judged.known_value - judged.expected_high
        when judged.comparator in ('at_most', 'zero_allowed') then 0
        when judged.expected_value is not null then greatest(judged.expected_value - judged.known_value, 0)
    end as shortfall,
    judged.elapsed_share,
    judged.expected_so_far,
    case when judged.known_value is not null then judged.known_value >= judged.expected_so_far end as is_on_track,
    case
        when judged.first_day is null or judged.first_day > judged.data_until then 'not_started'
        when judged.is_exempt then 'exempt'
        when judged.is_met then 'met'
        when not judged.is_met then 'not_met'
        when judged.comparator = 'deadline' then case when judged.data_until > judged.deadline then 'unknown' else 'open' end
        -- All is known, and there was nothing to form a share of.
        when judged.known_value is null and judged.is_final and judged.is_share then 'exempt'
        when judged.known_value is null or not judged.is_gapless or judged.last_day <= judged.data_until then 'unknown'
        when judged.known_value >= judged.expected_so_far then 'on_track'
        when judged.known_value < judged.expected_so_far then 'behind'
        else 'open'
    end as status,
    case
        when judged.first_day is null or judged.first_day > judged.data_until then '期间还没有数据'
        when judged.is_exempt then '假期'
        when judged.is_met is not null then null
        when judged.comparator in ('more_than_last_year', 'more_than_previous') and judged.base_value is null
            then '没有可比的基期'
        when judged.comparator = 'deadline' and judged.data_until > judged.deadline then '期限已过，期限以前的数据不全'
        when judged.comparator = 'deadline' then '期限未到，尚未登记完成日期'
        when judged.known_value is null and judged.is_final and judged.is_share then '期间没有应计的事项，没有比例'
        when judged.known_value is null and judged.metric_id is null then '没有登记完成数'
        when judged.known_value is null and judged.start_month > {{ month_of('judged.last_day') }}
            then '从 ' || judged.start_month || ' 起才有这项统计'
        when judged.known_value is null and judged.scope = 'department' and subjects.valid_to < judged.first_day
            then '部门已于 ' || cast(subjects.valid_to as string) || ' 停用'
        when judged.known_value is null then '期间缺数'
        when not judged.is_gapless and judged.first_month > {{ month_of('judged.counted_from') }}
            then judged.first_month || ' 以前没有数据；那时还没有这项统计的，请在指标启用月份登记'
        when not judged.is_gapless or judged.last_day <= judged.data_until then '期间数据不全'
        else '期间未完'
    end as reason,
    case
        when judged.is_met is not null or judged.is_exempt or judged.first_day is null or judged.first_day > judged.data_until
            then null
        when judged.metric_id is null and judged.comparator = 'deadline' then '完成后在目标表填完成日期'
        when judged.metric_id is null then '在目标表填实际完成'
        when judged.comparator like 'more_than%' and judged.base_value is null
            then coalesce(judged.lacking || '；或', '') || '在目标表填上年基数'
        when judged.comparator = 'fortnightly' and judged.weeks_expected is null
            then coalesce(judged.lacking, '在校历里写明学期的起止日期')
        when judged.known_value is null and coalesce(judged.title_words, judged.audience_words) is not null
            then coalesce(judged.lacking, '这项不是逐条登记的，不能按标题或对象筛选：在目标表填实际完成')
        else judged.lacking
    end as to_send,
    judged.known_until as as_of,
    judged.basis,
    judged.source_text,
    judged.valid_from,
    judged.revisions,
    judged.previous_low,
    judged.previous_high,
    judged.previous_deadline,
    judged.outlet_levels,
    judged.title_words,
    judged.audience_words,
    coalesce(judged.outlet_levels, judged.title_words, judged.audience_words) is not null as is_filtered,
    judged.source_file_id,
    judged.source_sheet,
    judged.source_row
from judged
left join {{ ref('int_subjects') }} as subjects
    on
        judged.scope = subjects.scope
        and judged.subject_id = subjects.subject_id
        and coalesce(judged.last_day, date '9999-12-31') between subjects.named_from and subjects.named_until
