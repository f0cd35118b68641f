-- One line per unit and item, base, or adjustment, with the rule that gave its points. Rules and schemes of the day the
-- item counts on apply, so an old month keeps its old points whenever it is computed again.
with schemes as (

    select * from {{ ref('dim_score_scheme') }}

),

rules as (

    select
        *,
        row_number() over (order by scheme_id, score_rule_id, {{ since('valid_from') }}) as rule_no,
        {{ since('valid_from') }} as scores_from,
        least(
            {{ until('valid_to') }},
            coalesce(
                {{ add_days(
                    'lead(valid_from) over (partition by scheme_id, score_rule_id order by ' ~ since('valid_from')
                    ~ ')', -1) }},
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

-- Numbered, so that all that follows carries numbers and not texts.
candidates as (

    select
        dated.*,
        departments.type as department_type,
        {{ month_of('dated.counted_on') }} as month,
        row_number() over (order by dated.scheme_id, dated.department_id, dated.source, dated.item_id) as line_no
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
        candidates.line_no,
        rules.rule_no,
        rules.conditions,
        rules.points,
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
                    and (
                        rules.level is null or rules.level = candidates.level or rules.outlet_type is not null
                    )
                )
            )

),

chosen as (

    select
        *,
        row_number() over (
            partition by line_no
            order by is_match desc, conditions desc, points desc, rule_no
        ) as choice
    from addressed

),

ruled as (

    select
        candidates.line_no,
        candidates.scheme_id,
        candidates.department_id,
        candidates.month,
        candidates.counted_on,
        candidates.published_on,
        candidates.duplicate_rule,
        candidates.is_late_claim,
        coalesce(candidates.authorship = '转载', false) as is_reprint,
        case candidates.duplicate_rule
            when 'each_outlet' then candidates.source || candidates.item_id
            when 'inside_outside' then candidates.story_key || case when candidates.is_inside then '#in' else '#out' end
            when 'same_class'
                then
                    candidates.story_key || '#' || coalesce(candidates.outlet_type, '')
                    || case when candidates.is_inside then '#in' else '#out' end
            else candidates.story_key
        end as counted_once,
        candidates.scheme_cap_month,
        candidates.scheme_cap_quarter,
        candidates.scheme_cap_year,
        rules.rule_no,
        rules.score_rule_id,
        rules.cap_month,
        rules.cap_quarter,
        rules.cap_year,
        chosen.is_match,
        case
            when not chosen.is_match then 0
            when rules.per = '100_characters'
                then
                    rules.points * candidates.unit_share * case candidates.rounding
                        when 'ceiling' then ceil(candidates.words / 100.0)
                        when 'round' then round(candidates.words / 100.0)
                        when 'exact' then candidates.words / 100.0
                        else floor(candidates.words / 100.0)
                    end
            else rules.points * candidates.unit_share
        end as points_by_rule
    from chosen
    inner join candidates on chosen.line_no = candidates.line_no
    inner join rules on chosen.rule_no = rules.rule_no
    where chosen.choice = 1

),

claimed as (

    select
        *,
        case when is_late_claim then 0 else coalesce(points_by_rule, 0) end as points_claimed
    from ruled

),

-- The best of a story counts. What came in an earlier month stays as it was; a better outlet later brings the
-- difference.
told as (

    select
        *,
        max(greatest(points_claimed, 0)) over (
            partition by scheme_id, department_id, counted_once
            order by month, points_claimed desc, counted_on, line_no
            rows between unbounded preceding and 1 preceding
        ) as told_before,
        row_number() over (
            partition by scheme_id, department_id, counted_once
            order by published_on, points_claimed desc, line_no
        ) as appearance
    from claimed

),

counted as (

    select
        told.*,
        months.quarter,
        months.year,
        case
            when points_claimed <= 0 then points_claimed
            when duplicate_rule = 'no_reprints'
                then case when appearance = 1 and not is_reprint then points_claimed else 0 end
            else greatest(points_claimed - coalesce(told_before, 0), 0)
        end as points_once
    from told
    inner join {{ ref('dim_month') }} as months on told.month = months.month

),

-- Ceilings one after the other: of the rule by month, quarter and year, then of the scheme.
{%- set steps = [
    ('rule', 'month', 'points_once', 'cap_month'),
    ('rule', 'quarter', 'rule_month', 'cap_quarter'),
    ('rule', 'year', 'rule_quarter', 'cap_year'),
    ('scheme', 'month', 'rule_year', 'scheme_cap_month'),
    ('scheme', 'quarter', 'scheme_month', 'scheme_cap_quarter'),
    ('scheme', 'year', 'scheme_quarter', 'scheme_cap_year'),
] %}
{%- for of, period, points, cap in steps %}

capped_{{ of }}_{{ period }} as (

    select *, {{ under_cap(points, cap, period) }} as {{ of }}_{{ period }}
    from {{ 'counted' if loop.first else 'capped_' ~ steps[loop.index0 - 1][0] ~ '_' ~ steps[loop.index0 - 1][1] }}
    window earlier_{{ period }} as (
        partition by scheme_id, department_id, {{ 'score_rule_id, ' if of == 'rule' }}{{ period }}
        order by counted_on, line_no rows unbounded preceding
    )

),
{%- endfor %}

item_lines as (

    select
        candidates.scheme_id,
        candidates.scheme_name,
        candidates.purpose,
        candidates.department_id,
        candidates.department_type,
        candidates.month,
        candidates.counted_on,
        'item' as line_kind,
        candidates.source,
        candidates.item_id,
        candidates.title,
        candidates.outlet,
        candidates.outlet_type,
        candidates.level,
        candidates.published_on,
        candidates.words,
        candidates.unit_share,
        case when lines.is_match then rules.score_rule_id end as rule_id,
        case
            when lines.is_match
                then
                    coalesce(rules.name, rules.score_rule_id) || '：' || {{ number_text('rules.points') }}
                    || case candidates.purpose when 'fee' then ' 元/' else ' 分/' end
                    || case rules.per when '100_characters' then '百字' else '件' end
        end as rule_text,
        lines.points_by_rule,
        lines.scheme_year as points,
        case
            when not lines.is_match and candidates.level is null then '媒体表里没有这家媒体的级别，未计分'
            when not lines.is_match then '没有适用的计分项'
            when lines.is_late_claim then '逾期申报'
            when lines.points_by_rule is null then '没有字数，无法按字数计'
            when lines.points_claimed > 0 and lines.points_once = 0
                then case when lines.duplicate_rule = 'no_reprints' and lines.is_reprint then '转载不计' else '同一稿件已计' end
            when lines.points_once < lines.points_claimed then '同一稿件已计，补足差额'
            when lines.scheme_year < lines.points_once then '超过上限'
        end as reason,
        candidates.source_file_id,
        candidates.source_row
    from capped_scheme_year as lines
    inner join candidates on lines.line_no = candidates.line_no
    inner join rules on lines.rule_no = rules.rule_no

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
    scheme_id, scheme_name, purpose, department_id, department_type, month, counted_on, line_kind, source, item_id, title,
    outlet, outlet_type, level, published_on, words,
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
    scheme_id, scheme_name, purpose, department_id, department_type, {{ month_of('occurred_on') }}, occurred_on,
    'adjustment', null, null, null, null, null, null, null, null, null, 'adjustment', reason, points, points, null, file_id, source_row
from adjustments
order by scheme_id, month, department_id, counted_on, line_kind, source, item_id
