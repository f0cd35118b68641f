-- One line per unit and item, base, or adjustment, with the rule that gave its points. Rules and schemes of the day the
-- item counts on apply, so an old month keeps its old points whenever it is computed again.
with schemes as (

    select * from {{ ref('dim_score_scheme') }}

),

rules as (

    select
        *,
        {{ since('valid_from') }} as scores_from,
        least(
            {{ until('valid_to') }},
            coalesce(
                {{ add_days(
                    'lead(valid_from) over (partition by scheme_id, score_rule_id order by ' ~ since('valid_from') ~ ')', -1) }},
                date '9999-12-31'
            )
        ) as scores_to,
        -- A rule that says more about an item is the one meant for it.
        {% for condition in [
            'level', 'outlet_type', 'outlet', 'genre', 'position', 'authorship', 'unit_types', 'words_from', 'words_to',
            'reads_from', 'reads_to'
        ] -%}
            case when {{ condition }} is null then 0 else 1 end{{ ' + ' if not loop.last }}
        {%- endfor %} as conditions
    from {{ ref('stg_reference__score_rules') }}

),

departments as (

    select * from {{ ref('dim_department') }}

),

-- Every item in every scheme, on the day that scheme counts it.
dated as (

    select
        items.*,
        schemes.scheme_id,
        schemes.name as scheme_name,
        schemes.purpose,
        schemes.duplicate_rule,
        schemes.rounding,
        schemes.cap_month as scheme_cap_month,
        schemes.cap_quarter as scheme_cap_quarter,
        schemes.cap_year as scheme_cap_year,
        case schemes.month_rule
            when 'adopted' then coalesce(items.adopted_on, items.published_on)
            when 'claimed' then coalesce(items.claimed_on, items.published_on)
            else items.published_on
        end as counted_on,
        coalesce(items.claimed_on > {{ add_days('items.published_on', 'schemes.claim_days') }}, false) as is_late_claim,
        schemes.valid_from as scheme_from,
        schemes.valid_to as scheme_to,
        schemes.unit_types,
        schemes.excluded_departments
    from {{ ref('int_score_items') }} as items
    cross join schemes

),

candidates as (

    select
        dated.*,
        departments.type as department_type,
        {{ month_of('dated.counted_on') }} as month
    from dated
    inner join departments
        on
            dated.department_id = departments.department_id
            and dated.counted_on between departments.valid_from and departments.valid_to
    where
        dated.counted_on between dated.scheme_from and dated.scheme_to
        and (dated.unit_types is null or {{ is_listed('departments.type', 'dated.unit_types') }})
        and not coalesce({{ is_listed('dated.department_id', 'dated.excluded_departments') }}, false)

),

-- What a scheme speaks about at all: other items are none of its business and give no line.
addressed as (

    select
        candidates.*,
        rules.score_rule_id,
        rules.name as rule_name,
        rules.points as rule_points,
        rules.per,
        rules.cap_month,
        rules.cap_quarter,
        rules.cap_year,
        rules.conditions,
        -- Both edges of a tier belong to it. An outlet without a level takes no rule that does not name it.
        coalesce(
            (candidates.level is not null or rules.outlet is not null)
            and (rules.level is null or rules.level = candidates.level)
            and (rules.outlet_type is null or rules.outlet_type = candidates.outlet_type)
            and (rules.outlet is null or rules.outlet = candidates.outlet)
            and (rules.genre is null or rules.genre = candidates.genre)
            and (rules.position is null or rules.position = candidates.position)
            and (rules.authorship is null or rules.authorship = candidates.authorship)
            and (rules.unit_types is null or {{ is_listed('candidates.department_type', 'rules.unit_types') }})
            and (rules.words_from is null or candidates.words >= rules.words_from)
            and (rules.words_to is null or candidates.words <= rules.words_to)
            and (rules.reads_from is null or candidates.reads >= rules.reads_from)
            and (rules.reads_to is null or candidates.reads <= rules.reads_to),
            false
        ) as is_match
    from candidates
    inner join rules
        on
            candidates.scheme_id = rules.scheme_id
            and candidates.counted_on between rules.scores_from and rules.scores_to
            -- Outside items are always spoken about, so that a gap between the tiers shows.
            and (
                not candidates.is_inside
                or (
                    (rules.outlet_type is null or rules.outlet_type = candidates.outlet_type)
                    and (rules.outlet is null or rules.outlet = candidates.outlet)
                    and (rules.level is null or rules.level = candidates.level or rules.outlet_type is not null)
                )
            )

),

chosen as (

    select
        *,
        row_number() over (
            partition by scheme_id, department_id, source, item_id
            order by is_match desc, conditions desc, rule_points desc, score_rule_id
        ) as choice
    from addressed

),

ruled as (

    select
        *,
        case
            when not is_match then 0
            when per = '100_characters'
                then
                    rule_points * unit_share * case rounding
                        when 'ceiling' then ceil(words / 100.0)
                        when 'round' then round(words / 100.0)
                        when 'exact' then words / 100.0
                        else floor(words / 100.0)
                    end
            else rule_points * unit_share
        end as points_by_rule
    from chosen
    where choice = 1

),

claimed as (

    select
        *,
        case when is_late_claim then 0 else coalesce(points_by_rule, 0) end as points_claimed,
        case duplicate_rule
            when 'each_outlet' then source || item_id
            when 'inside_outside' then story_key || case when is_inside then '#inside' else '#outside' end
            when 'same_class' then story_key || '#' || coalesce(outlet_type, '') || case when is_inside then '#inside' else '' end
            else story_key
        end as counted_once
    from ruled

),

-- The best of a story counts. What came in an earlier month stays as it was; a better outlet later brings the difference.
told as (

    select
        *,
        max(greatest(points_claimed, 0)) over (
            partition by scheme_id, department_id, counted_once
            order by month, points_claimed desc, counted_on, source, item_id
            rows between unbounded preceding and 1 preceding
        ) as told_before,
        row_number() over (
            partition by scheme_id, department_id, counted_once
            order by published_on, points_claimed desc, source, item_id
        ) as appearance
    from claimed

),

counted as (

    select
        *,
        case
            when points_claimed <= 0 then points_claimed
            when duplicate_rule = 'no_reprints'
                then case when appearance = 1 and authorship is distinct from '转载' then points_claimed else 0 end
            else greatest(points_claimed - coalesce(told_before, 0), 0)
        end as points_once
    from told

),

calendar as (

    select counted.*, months.quarter, months.year
    from counted
    inner join {{ ref('dim_month') }} as months on counted.month = months.month

),

rule_month as (

    select *, {{ under_cap('points_once', 'cap_month', 'month') }} as capped_month
    from calendar
    window earlier_month as (
        partition by scheme_id, department_id, score_rule_id, month
        order by counted_on, source, item_id rows unbounded preceding
    )

),

rule_quarter as (

    select *, {{ under_cap('capped_month', 'cap_quarter', 'quarter') }} as capped_quarter
    from rule_month
    window earlier_quarter as (
        partition by scheme_id, department_id, score_rule_id, quarter
        order by counted_on, source, item_id rows unbounded preceding
    )

),

rule_year as (

    select *, {{ under_cap('capped_quarter', 'cap_year', 'year') }} as capped_year
    from rule_quarter
    window earlier_year as (
        partition by scheme_id, department_id, score_rule_id, year
        order by counted_on, source, item_id rows unbounded preceding
    )

),

scheme_month as (

    select *, {{ under_cap('capped_year', 'scheme_cap_month', 'month') }} as limited_month
    from rule_year
    window earlier_month as (
        partition by scheme_id, department_id, month order by counted_on, source, item_id rows unbounded preceding
    )

),

scheme_quarter as (

    select *, {{ under_cap('limited_month', 'scheme_cap_quarter', 'quarter') }} as limited_quarter
    from scheme_month
    window earlier_quarter as (
        partition by scheme_id, department_id, quarter order by counted_on, source, item_id rows unbounded preceding
    )

),

scheme_year as (

    select *, {{ under_cap('limited_quarter', 'scheme_cap_year', 'year') }} as points
    from scheme_quarter
    window earlier_year as (
        partition by scheme_id, department_id, year order by counted_on, source, item_id rows unbounded preceding
    )

),

item_lines as (

    select
        scheme_id,
        scheme_name,
        purpose,
        department_id,
        department_type,
        month,
        counted_on,
        'item' as line_kind,
        source,
        item_id,
        title,
        outlet,
        outlet_type,
        level,
        published_on,
        words,
        unit_share,
        case when is_match then score_rule_id end as rule_id,
        case
            when is_match
                then
                    coalesce(rule_name, score_rule_id) || '：' || {{ number_text('rule_points') }}
                    || case purpose when 'fee' then ' 元/' else ' 分/' end
                    || case per when '100_characters' then '百字' else '件' end
        end as rule_text,
        points_by_rule,
        points,
        case
            when not is_match and level is null then '媒体表里没有这家媒体的级别，未计分'
            when not is_match then '没有适用的计分项'
            when is_late_claim then '逾期申报'
            when points_by_rule is null then '没有字数，无法按字数计'
            when duplicate_rule = 'no_reprints' and points_claimed > 0 and points_once = 0 and authorship = '转载' then '转载不计'
            when points_claimed > 0 and points_once = 0 then '同一稿件已计'
            when points_once < points_claimed then '同一稿件已计，补足差额'
            when points < points_once then '超过上限'
        end as reason,
        source_file_id,
        source_row
    from scheme_year

),

met_minimum as (

    select
        lines.scheme_id,
        lines.department_id,
        max(lines.department_type) as department_type,
        lines.month,
        count(case when lines.points > 0 then 1 end) as items
    from item_lines as lines
    group by lines.scheme_id, lines.department_id, lines.month

),

base_lines as (

    select
        schemes.scheme_id,
        schemes.name as scheme_name,
        schemes.purpose,
        met_minimum.department_id,
        met_minimum.department_type,
        met_minimum.month,
        {{ month_end('met_minimum.month') }} as counted_on,
        met_minimum.items,
        schemes.min_items,
        schemes.base_points,
        schemes.extra_points,
        schemes.source_file_id,
        schemes.source_row
    from met_minimum
    inner join schemes
        on
            met_minimum.scheme_id = schemes.scheme_id
            and {{ month_end('met_minimum.month') }} between schemes.valid_from and schemes.valid_to
            and met_minimum.items >= schemes.min_items

),

adjustments as (

    select
        adjustments.*,
        schemes.name as scheme_name,
        schemes.purpose,
        departments.type as department_type
    from {{ ref('stg_reference__score_adjustments') }} as adjustments
    inner join schemes
        on
            adjustments.scheme_id = schemes.scheme_id
            and adjustments.occurred_on between schemes.valid_from and schemes.valid_to
    inner join departments
        on
            adjustments.department_id = departments.department_id
            and adjustments.occurred_on between departments.valid_from and departments.valid_to

)

select
    scheme_id, scheme_name, purpose, department_id, department_type, month, counted_on, line_kind, source, item_id, title, outlet,
    outlet_type, level, published_on, words,
    cast(unit_share as double) as unit_share,
    rule_id,
    rule_text,
    cast(points_by_rule as double) as points_by_rule,
    cast(points as double) as points,
    reason,
    source_file_id,
    source_row
from item_lines
union all
select
    scheme_id, scheme_name, purpose, department_id, department_type, month, counted_on, 'base', null, null, null, null,
    null, null, null, null, null, 'base', '当月达到 ' || min_items || ' 件：基础分 ' || {{ number_text('base_points') }},
    base_points, base_points, null, source_file_id, source_row
from base_lines
where base_points is not null
union all
select
    scheme_id, scheme_name, purpose, department_id, department_type, month, counted_on, 'extra', null, null, null, null,
    null, null, null, null, null, 'extra',
    '超过 ' || min_items || ' 件的 ' || (items - min_items) || ' 件：每件 ' || {{ number_text('extra_points') }},
    (items - min_items) * extra_points, (items - min_items) * extra_points, null, source_file_id, source_row
from base_lines
where extra_points is not null and items > min_items
union all
select
    scheme_id, scheme_name, purpose, department_id, department_type, {{ month_of('occurred_on') }}, occurred_on, 'adjustment', null,
    null, null, null, null, null, null, null, null, 'adjustment', reason, points, points, null, file_id, source_row
from adjustments
order by scheme_id, month, department_id, counted_on, line_kind, source, item_id
