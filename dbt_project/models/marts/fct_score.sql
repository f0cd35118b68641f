-- One line per unit and item, base, or adjustment, with the rule that gave its points. A bonus has its points beside the
-- line: whether they count is known on the award sheet.
-- Over 200 lines: the tiers of measures are made of fct_score_measure, a mart, so they can stand in marts alone.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

departments as (

    select * from {{ ref('dim_department') }}

),

adjustments as (

    select adjustments.*
    from {{ ref('stg_reference__score_adjustments') }} as adjustments
    inner join departments
        on
            adjustments.department_id = departments.department_id
            and adjustments.occurred_on between departments.valid_from and departments.valid_to
    where adjustments.effect <> 'decision'

),

-- A decision has no points of its own; its line says whether a piece was scored by it.
decisions as (

    select
        decisions.scheme_id,
        decisions.score_rule_id,
        decisions.department_id,
        decisions.occurred_on,
        decisions.title,
        decisions.points,
        decisions.reason,
        decisions.source_file_id,
        decisions.source_sheet,
        decisions.source_row,
        count(lines.item_no) > 0 as is_found,
        coalesce(bool_or(decisions.is_in_range) filter (where lines.item_no is not null), false) as is_in_range
    from {{ ref('int_score_decisions') }} as decisions
    left join {{ ref('int_score_lines') }} as lines
        on decisions.item_no = lines.item_no and decisions.rule_no = lines.rule_no and lines.is_match
    group by
        decisions.scheme_id, decisions.score_rule_id, decisions.department_id, decisions.occurred_on, decisions.title,
        decisions.points, decisions.reason, decisions.source_file_id, decisions.source_sheet, decisions.source_row

),

tiers as (

    select
        *,
        {{ since('valid_from') }} as scores_from,
        case measure
            when 'target_share' then coalesce(full_value, 1)
            when 'rules_met' then coalesce(full_value, 1)
            else coalesce(full_value, 100)
        end as full_marks,
        measure in ('target_share', 'rules_met') as is_share
    from {{ ref('stg_reference__score_measures') }}

),

-- The tier a value falls into: both edges belong to it, a shared edge to the higher tier. Pieces count in every row
-- that covers some of them.
tiered as (

    select
        measures.*,
        tiers.name,
        tiers.per,
        tiers.points as points_each,
        tiers.value_from,
        tiers.value_to,
        tiers.full_marks,
        tiers.is_share,
        tiers.cap,
        tiers.is_bonus,
        tiers.file_id as source_file_id,
        tiers.source_sheet,
        tiers.source_row,
        coalesce(
            measures.value >= coalesce(tiers.value_from, measures.value)
            and (tiers.per in ('each', 'share') or measures.value <= coalesce(tiers.value_to, measures.value)),
            false
        ) as is_reached,
        row_number() over (
            partition by measures.scheme_id, measures.measure_id, measures.department_id, measures.period
            order by
                case
                    when measures.value >= coalesce(tiers.value_from, measures.value)
                        and measures.value <= coalesce(tiers.value_to, measures.value) then 0
                    else 1
                end,
                tiers.value_from desc nulls last,
                tiers.source_row
        ) as choice
    from {{ ref('fct_score_measure') }} as measures
    inner join tiers
        on
            measures.scheme_id = tiers.scheme_id
            and measures.measure_id = tiers.measure_id
            and measures.scores_from = tiers.scores_from

),

valued as (

    select
        tiered.*,
        case
            when not tiered.is_reached or tiered.per = 'veto' then 0
            when tiered.per = 'forfeit' then -coalesce(base_lines.base_points, 0)
            when tiered.per = 'tier' then tiered.points_each
            when tiered.per = 'each'
                then
                    tiered.points_each
                    * greatest(
                        least(tiered.value, coalesce(tiered.value_to, tiered.value)) - coalesce(tiered.value_from, 1) + 1, 0
                    )
            else tiered.points_each * tiered.value / tiered.full_marks
        end as points_by_rule,
        -- Full marks are the most a share can earn where nothing else is said.
        coalesce(tiered.cap, case when tiered.per = 'share' then abs(tiered.points_each) end) as most
    from tiered
    left join {{ ref('int_score_base_lines') }} as base_lines
        on
            tiered.per = 'forfeit'
            and tiered.scheme_id = base_lines.scheme_id
            and tiered.department_id = base_lines.department_id
            and {{ month_of('tiered.counted_on') }} = base_lines.month
    where tiered.per = 'each' or tiered.choice = 1

),

measure_lines as (

    select
        *,
        case when points_by_rule < 0 then greatest(points_by_rule, -coalesce(most, -points_by_rule))
            else least(points_by_rule, coalesce(most, points_by_rule))
        end as points_capped,
        {{ shown_value('value', 'is_share') }} || '，' || case
            when per in ('veto', 'forfeit')
                then
                    {{ shown_range('value_from', 'value_to', 'is_share') }} || '：'
                    || case per when 'veto' then '一票否决' else '取消当月基础分' end
            else
                case
                    when per = 'tier' and is_reached
                        then {{ shown_range('value_from', 'value_to', 'is_share') }} || '：' || {{ number_text('points_each') }}
                    when per = 'tier' then '不在任何一档：0'
                    when per = 'each'
                        then
                            case
                                when value_from is null and value_to is null then '每一个'
                                else {{ shown_range('value_from', 'value_to', 'is_share') }} || '的每一个'
                            end || '：' || {{ number_text('points_each') }}
                    else '满 ' || {{ shown_value('full_marks', 'is_share') }} || ' 得 ' || {{ number_text('points_each') }}
                end || case purpose when 'fee' then ' 元' else ' 分' end
        end as said
    from valued

),

lines as (

    select
        scheme_id, department_id, month, counted_on, line_kind, source, item_id, title, outlet, outlet_type, level,
        published_on, words, unit_share, rule_id, rule_text, points_by_rule, points, reason, is_counted,
        cast(null as double) as bonus_points, false as is_veto, cast(null as string) as measure,
        cast(null as string) as basis_id, cast(null as string) as period, cast(null as double) as value,
        source_file_id, source_sheet, source_row, pending_from, pending_to
    from {{ ref('int_score_item_lines') }}
    union all
    select
        scheme_id, department_id, month, counted_on, 'base', null, null, null, null, null, null, null, null, null, 'base',
        '当月达到 ' || min_items || ' 件：基础分 ' || {{ number_text('base_points') }},
        base_points, base_points, null, false, null, false, null, null, null, null, source_file_id, source_sheet, source_row,
        null, null
    from {{ ref('int_score_base_lines') }}
    where base_points is not null
    union all
    select
        scheme_id, department_id, month, counted_on, 'extra', null, null, null, null, null, null, null, null, null, 'extra',
        '超过 ' || min_items || ' 件的 ' || (items - min_items) || ' 件：每件 ' || {{ number_text('extra_points') }},
        (items - min_items) * extra_points, (items - min_items) * extra_points, null, false, null, false, null, null, null,
        null, source_file_id, source_sheet, source_row, null, null
    from {{ ref('int_score_base_lines') }}
    where extra_points is not null and items > min_items
    union all
    select
        scheme_id, department_id, {{ month_of('counted_on') }}, counted_on,
        case measure when 'rating' then 'rating' else 'measure' end, null, null, name, null, null, null, null, null, null,
        measure_id, coalesce(said, name), points_by_rule, case when is_bonus then 0 else points_capped end,
        case
            when value is null then '期间数据不全，未计分'
            when not is_reached and per in ('veto', 'forfeit') then '没有触及'
            when not is_reached then '不在任何一档'
            when per = 'veto' then '一票否决'
            when is_bonus then '加分项，年终计入评优表'
            when abs(points_capped) < abs(points_by_rule) then '超过上限'
        end,
        false, case when is_bonus then points_capped end, per = 'veto' and is_reached, measure, basis_id, period, value,
        source_file_id, source_sheet, source_row, null, null
    from measure_lines
    union all
    select
        scheme_id, department_id, {{ month_of('occurred_on') }}, occurred_on, 'adjustment', null, null, null, null, null,
        null, null, null, null, 'adjustment', reason, points,
        case effect when 'points' then points else 0 end,
        case effect when 'bonus' then '加分项，年终计入评优表' when 'veto' then '一票否决' end, false,
        case effect when 'bonus' then points end, effect = 'veto', null, null, null, null, file_id, source_sheet, source_row,
        null, null
    from adjustments
    union all
    select
        scheme_id, department_id, {{ month_of('occurred_on') }}, occurred_on, 'decision', null, null, null, null, null, null,
        null, null, null, score_rule_id, title || '：核定 ' || {{ number_text('points') }} || '，' || reason, 0, 0,
        case
            when not is_found then '没有按这一项计分的这件稿件，核定没有用上'
            when not is_in_range then '不在计分项的区间之内，核定没有用上'
            else '核定，分计在稿件上'
        end,
        false, null, false, null, null, null, null, source_file_id, source_sheet, source_row, null, null
    from decisions

)

select
    lines.scheme_id,
    versions.name as scheme_name,
    versions.purpose,
    lines.department_id,
    lines.month,
    lines.counted_on,
    lines.line_kind,
    lines.source,
    lines.item_id,
    lines.title,
    lines.outlet,
    lines.outlet_type,
    lines.level,
    lines.published_on,
    lines.words,
    cast(lines.unit_share as double) as unit_share,
    lines.rule_id,
    lines.rule_text,
    cast(lines.points_by_rule as double) as points_by_rule,
    cast(case lines.line_kind when 'rating' then lines.points else lines.points * versions.work_weight end as double)
        as points,
    case
        when lines.line_kind <> 'rating' and versions.work_weight <> 1 and lines.points <> 0
            then coalesce(lines.reason || '；', '') || '实绩占 ' || {{ shown_value('versions.work_weight', 'true') }}
        else lines.reason
    end as reason,
    lines.is_counted,
    cast(lines.pending_from * versions.work_weight as double) as pending_from,
    cast(lines.pending_to * versions.work_weight as double) as pending_to,
    cast(lines.bonus_points as double) as bonus_points,
    lines.is_veto,
    lines.measure,
    lines.basis_id,
    lines.period,
    lines.value,
    lines.source_file_id,
    coalesce(lines.source_sheet, '') as source_sheet,
    lines.source_row
from lines
inner join schemes as versions
    on lines.scheme_id = versions.scheme_id and lines.counted_on between versions.valid_from and versions.valid_to
